#!/usr/bin/env node
/** The command's first step: a runtime that is too old gets one line, not a stack trace. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `mm-policy needs Node 22.12 or newer, this is ${process.versions.node}; ` +
      'in a clone, `npm start` and `npx mm-policy` use the Node that npm ci installed\n',
  );
  process.exitCode = 2;
} else {
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2));
}
