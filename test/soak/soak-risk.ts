/**
 * `npm run soak -- --risk [--days 3000] [--seed N] [--only DAY]`: a risk manager that decides by
 * doubles against one of decimals alone, day after made-up day, until they differ.
 */
import { parseArgs } from 'node:util';
import type * as CompileRoom from '../../src/compile/index.js';
import type * as RiskRoom from '../../src/risk/index.js';
import { Dice } from './dice.js';
import { emptyRiskTally, playDay } from './risk-input.js';
import { RISK_CASES } from './risk-policies.js';

const EVENTS = 400;
const TELL_MS = 10_000;

/** The exit code: 0 where all agree, 1 where one differs, 2 for wrong usage. */
export async function soakRisk(args: string[]): Promise<number> {
  const order = readOrder(args);
  if (order === null) return 2;
  const { seed, days, only } = order;
  const { compilePolicyText } = (await built('compile')) as typeof CompileRoom;
  const rooms = (await built('risk')) as typeof RiskRoom;
  const policies = Object.entries(RISK_CASES).map(([name, { text, ...how }]) => {
    const { policy } = compilePolicyText(`${name}.policy`, text);
    if (policy === null) throw new Error(`the policy ${name} does not compile`);
    return { name, policy, ...how };
  });
  const tally = emptyRiskTally();
  let toldMs = performance.now();
  for (let day = only ?? 0; day < (only === null ? days : only + 1); day += 1) {
    const chosen = policies[day % policies.length];
    if (chosen === undefined) return 2;
    const differs = playDay(
      chosen.dayOf(new Dice(seed, day)),
      rooms,
      chosen.policy,
      EVENTS,
      tally,
      chosen.withoutPositionNews,
    );
    if (differs !== null) {
      process.stdout.write(
        `day ${day} of seed ${seed}, ${chosen.name}: ${differs}\n` +
          `  again: npm run soak -- --risk --seed ${seed} --only ${day}\n`,
      );
      return 1;
    }
    if (performance.now() - toldMs < TELL_MS) continue;
    toldMs = performance.now();
    process.stderr.write(`  ${day + 1} of ${days} days\n`);
  }
  process.stdout.write(
    `${tally.events} events of seed ${seed} without a disagreement: ` +
      `${tally.orders} orders, ${tally.denied} denied, ${tally.decisions} decisions\n`,
  );
  return 0;
}

async function built(room: string): Promise<unknown> {
  return import(new URL(`../../dist/${room}/index.js`, import.meta.url).href);
}

function readOrder(
  args: string[],
): { readonly seed: number; readonly days: number; readonly only: number | null } | null {
  const text = { type: 'string' } as const;
  const options = { risk: { type: 'boolean' }, days: text, seed: text, only: text } as const;
  try {
    const { values } = parseArgs({ args, options });
    const [days, seed] = [Number(values.days ?? 3_000), Number(values.seed ?? 1)];
    const only = values.only === undefined ? null : Number(values.only);
    if (![days, seed, only ?? 0].every(Number.isSafeInteger)) throw new Error('not a whole number');
    return { seed, days, only };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}
