/** What-if: how much market a second of one core plays, and what several cores gain. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Bench, median, timed } from './bench-result.js';

const BIN = fileURLToPath(new URL('../../dist/cli/mm-policy.js', import.meta.url));
const POLICY = 'policies/demo.policy';
const ROUNDS = 3;
const TRIALS_A_WORKER = 4;
const MINUTES = 5;

/** Trials of the demo, alone and on all cores: each core should play as much as one alone does. */
export const sweep: Bench = {
  name: 'sweep',
  about: 'trials of what-if side by side: the share of each core that a sweep really uses',
  async run() {
    const workers = Math.max(2, availableParallelism());
    const seeds = Array.from({ length: TRIALS_A_WORKER * workers }, (_, index) => index + 1);
    const [alone, together]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await timed(() => play(seeds, 1)));
      together.push(await timed(() => play(seeds, workers)));
    }
    const [one, all] = [median(alone), median(together)];
    return [
      {
        name: 'sweep-market-time',
        value: (seeds.length * MINUTES * 60) / one,
        unit: 'market seconds a second, on one core',
      },
      {
        name: 'sweep-efficiency',
        value: one / (workers * all),
        unit: `of ${workers} cores`,
        ratio: one / all,
        peer: 'one core alone',
      },
    ];
  },
};

function play(seeds: readonly number[], workers: number): void {
  const more = ['--for', `${MINUTES}m`, '--seed', seeds.join(','), '--workers', String(workers)];
  const args = [BIN, 'what-if', POLICY, '--json', '--quiet', ...more];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`what-if ended with ${status}: ${stderr}`);
}
