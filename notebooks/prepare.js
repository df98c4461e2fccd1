/** What `npm run notebooks` needs before the command itself: the library, installed and built. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${ROOT}dist/notebook/index.js`;

if (!existsSync(`${ROOT}node_modules/typescript`)) npm('ci');
if (!existsSync(BUILT) || newest(`${ROOT}src`) > statSync(BUILT).mtimeMs) npm('run', 'build');

function npm(...words) {
  console.log(`npm ${words.join(' ')}`);
  const isWindows = process.platform === 'win32';
  const { status } = spawnSync('npm', words, { cwd: ROOT, stdio: 'inherit', shell: isWindows });
  if (status !== 0) process.exit(2);
}

/** When the last of the files in a folder was written, ms. */
function newest(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .reduce((latest, name) => Math.max(latest, statSync(`${folder}/${name}`).mtimeMs), 0);
}
