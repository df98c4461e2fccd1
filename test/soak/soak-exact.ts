/**
 * `npm run soak -- --exact [--inputs 10000000] [--seed N] [--only BATCH]`: what the kernel decides
 * against what decimals decide, batch after batch, until one differs.
 */
import { parseArgs } from 'node:util';
import type * as BaseRoom from '../../src/base/index.js';
import type * as CompileRoom from '../../src/compile/index.js';
import type * as KernelRoom from '../../src/kernel/index.js';
import { Dice } from './dice.js';
import {
  emptyTally,
  type ExactRooms,
  type ExactTally,
  judgeBatch,
  MANNERS,
} from './exact-input.js';

const TELL_MS = 10_000;

/** The exit code: 0 where all agree, 1 where one differs, 2 for wrong usage. */
export async function soakExact(args: string[]): Promise<number> {
  const order = readOrder(args);
  if (order === null) return 2;
  const { seed, inputs, only } = order;
  const rooms = await exactRooms();
  const tallies = { random: emptyTally(), near: emptyTally(), wild: emptyTally() };
  const startedMs = performance.now();
  let toldMs = startedMs;
  const done = (): number => MANNERS.reduce((sum, each) => sum + tallies[each].inputs, 0);
  for (let batch = only ?? 0; done() < inputs; batch += 1) {
    const manner = MANNERS[batch % MANNERS.length] ?? 'wild';
    const differs = judgeBatch(new Dice(seed, batch), rooms, tallies[manner], manner);
    if (differs !== null) {
      process.stdout.write(
        `batch ${batch} of seed ${seed}: ${differs.kernel}, by decimals ${differs.decimals}\n` +
          `${JSON.stringify(differs, null, 1)}\n` +
          `  again: npm run soak -- --exact --seed ${seed} --only ${batch}\n`,
      );
      return 1;
    }
    if (only !== null) break;
    if (performance.now() - toldMs < TELL_MS) continue;
    toldMs = performance.now();
    const perSecond = (done() * 1000) / (toldMs - startedMs);
    process.stderr.write(`  ${done()} of ${inputs}, ${perSecond.toFixed(0)} inputs/s\n`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(
    `${done()} inputs of seed ${seed} without a disagreement in ${seconds.toFixed(0)} s\n` +
      MANNERS.map((each) => `  ${each} figures: ${shareOf(tallies[each])}\n`).join(''),
  );
  return 0;
}

function shareOf({ inputs, asked, truths }: ExactTally): string {
  const perInput = inputs === 0 ? 0 : (100 * asked) / inputs;
  return (
    `decimals asked ${perInput.toFixed(2)} times in 100 inputs ` +
    `(${truths.true} true, ${truths.false} false, ${truths.unknown} unknown)`
  );
}

async function built(room: string): Promise<unknown> {
  return import(new URL(`../../dist/${room}/index.js`, import.meta.url).href);
}

async function exactRooms(): Promise<ExactRooms> {
  return {
    ...((await built('base')) as typeof BaseRoom),
    ...((await built('compile')) as typeof CompileRoom),
    ...((await built('kernel')) as typeof KernelRoom),
  };
}

function readOrder(
  args: string[],
): { readonly seed: number; readonly inputs: number; readonly only: number | null } | null {
  const text = { type: 'string' } as const;
  const options = { exact: { type: 'boolean' }, inputs: text, seed: text, only: text } as const;
  try {
    const { values } = parseArgs({ args, options });
    const [inputs, seed] = [Number(values.inputs ?? 10_000_000), Number(values.seed ?? 1)];
    const only = values.only === undefined ? null : Number(values.only);
    if (![inputs, seed, only ?? 0].every(Number.isSafeInteger))
      throw new Error('not a whole number');
    return { seed, inputs, only };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}
