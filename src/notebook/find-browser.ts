/** A Chromium of this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

/** Where its makers install it outside of PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Its program, null where there is none; `MM_POLICY_BROWSER` names another. */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['MM_POLICY_BROWSER'];
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...inPath, ...PLACES].find((path) => existsSync(path)) ?? null;
}
