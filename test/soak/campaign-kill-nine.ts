/**
 * `npm run soak -- --kill9 [--times 200] [--seed N] [--only ROUND]`: `mm-policy run` killed without
 * warning, started again on the same journal, and audited each time. A round is fifty deaths of one
 * policy on one venue.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killNine } from '../campaign/kill-nine.js';

const KILLS_A_ROUND = 50;
const COMMAND = fileURLToPath(new URL('../../dist/cli/mm-policy.js', import.meta.url));

/** The exit code: 0 where all is well, 1 where something was found, 2 for wrong usage. */
export async function campaignKillNine(args: string[]): Promise<number> {
  const order = readOrder(args);
  if (order === null) return 2;
  const { seed, times, only } = order;
  const rounds = Math.ceil(times / KILLS_A_ROUND);
  const sums = new Map<string, number>();
  const failed: number[] = [];
  for (let round = only ?? 1; round <= (only ?? rounds); round += 1) {
    const left = times - (round - 1) * KILLS_A_ROUND;
    const { findings, counts } = await killNine({
      seed,
      round,
      times: only === null ? Math.min(KILLS_A_ROUND, left) : KILLS_A_ROUND,
      spawn: (rest, env) =>
        spawn(process.execPath, [COMMAND, ...rest], {
          env: { ...process.env, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      onKill(kills) {
        if (kills % 10 === 0) process.stderr.write(`  round ${round}: ${kills} kills\n`);
      },
    });
    for (const [name, count] of Object.entries(counts)) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
    if (findings.length === 0) continue;
    failed.push(round);
    process.stdout.write(
      `round ${round} of seed ${seed}:\n${findings.map((each) => `  ${each}\n`).join('')}` +
        `  again: npm run soak -- --kill9 --seed ${seed} --only ${round}\n`,
    );
  }
  const verdict = failed.length === 0 ? 'nothing found' : `findings in rounds ${failed.join(', ')}`;
  const figures = [...sums].map(([name, count]) => `${name} ${count}`).join(', ');
  process.stdout.write(`seed ${seed}: ${verdict}\n  ${figures}\n`);
  return failed.length === 0 ? 0 : 1;
}

function readOrder(
  args: string[],
): { readonly seed: number; readonly times: number; readonly only: number | null } | null {
  const text = { type: 'string' } as const;
  const options = { kill9: { type: 'boolean' }, times: text, seed: text, only: text } as const;
  try {
    const { values } = parseArgs({ args, options });
    const [times, seed] = [Number(values.times ?? 200), Number(values.seed ?? 1)];
    const only = values.only === undefined ? null : Number(values.only);
    if (![times, seed, only ?? 0].every(Number.isSafeInteger))
      throw new Error('not a whole number');
    return { seed, times, only };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}
