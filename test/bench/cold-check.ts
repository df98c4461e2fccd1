/** How long `mm-policy check` takes from a cold start: what a pull request's hook waits for. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bench, median, timed } from './bench-result.js';

const BIN = fileURLToPath(new URL('../../dist/cli/mm-policy.js', import.meta.url));
const ROUNDS = 9;

export const coldCheck: Bench = {
  name: 'cold-check',
  about: 'milliseconds that `mm-policy check policies/prod.policy` takes, process and all',
  async run() {
    const seconds: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      seconds.push(await timed(() => runNode([BIN, 'check', 'policies/prod.policy'])));
      bare.push(await timed(() => runNode(['--eval', '0'])));
    }
    return [
      {
        name: 'cold-check',
        value: median(seconds) * 1_000,
        unit: 'ms',
        target: 300,
        ratio: median(seconds) / median(bare),
        peer: 'starting the runtime with nothing to do',
      },
    ];
  },
};

function runNode(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
}
