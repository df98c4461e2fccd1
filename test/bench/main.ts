/** `npm run bench [-- --only NAME] [--json FILE]`: every figure that is claimed, measured. */
import { registerHooks } from 'node:module';

// Node strips the types of these files by itself, but does not turn `.js` into `.ts`.
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = /^\.\.?\//u.test(specifier) && context.parentURL?.includes('/test/bench/');
    return next(isOurs === true ? specifier.replace(/\.js$/u, '.ts') : specifier, context);
  },
});

const { runBenches } = await import('./run-benches.js');
process.exitCode = await runBenches(process.argv.slice(2));
