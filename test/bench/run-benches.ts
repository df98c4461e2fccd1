/** All benchmarks, or the one that is wanted: figures to standard output, and to a JSON file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, BenchResult } from './bench-result.js';
import { coldCheck } from './cold-check.js';
import { compileLargePolicy } from './compile-policy.js';
import { engineDecisions } from './engine-decisions.js';
import { firstQuote } from './first-quote.js';
import { glftFiniteMiddle, glftFiniteSmall, glftFiniteWide } from './glft-finite.js';
import { glftLadder } from './glft-ladder.js';
import { kellySizing } from './kelly-sizing.js';
import { liveLatency } from './live-latency.js';
import { liveLoopRows } from './live-loop-rows.js';
import { replayMemory } from './replay-memory.js';
import { replayRows } from './replay-rows.js';
import { riskDecisions } from './risk-decisions.js';
import { sweep } from './sweep.js';
import { tapeRows } from './tape-rows.js';

const BENCHES: readonly Bench[] = [
  engineDecisions,
  liveLoopRows,
  liveLatency,
  firstQuote,
  riskDecisions,
  glftFiniteSmall,
  glftFiniteMiddle,
  glftFiniteWide,
  glftLadder,
  compileLargePolicy,
  coldCheck,
  kellySizing,
  replayRows,
  replayMemory,
  tapeRows,
  sweep,
];

/** Resolves to the exit code: 0, or 2 for wrong usage. */
export async function runBenches(args: string[]): Promise<number> {
  const wishes = readWishes(args);
  if (wishes === null) return 2;
  const { only, json } = wishes;
  const chosen = BENCHES.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) {
    const names = BENCHES.map(({ name }) => name).join(', ');
    process.stderr.write(`error: no benchmark \`${only}\`; there are ${names}\n`);
    return 2;
  }
  const results: BenchResult[] = [];
  const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-bench-'));
  try {
    for (const bench of chosen) {
      process.stderr.write(`${bench.name}: ${bench.about}\n`);
      const found = await bench.run(scratch, (text) => process.stderr.write(`  ${text}\n`));
      for (const result of found) process.stdout.write(`${lineOf(result)}\n`);
      results.push(...found);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ results }, null, 2)}\n`);
  return 0;
}

function readWishes(args: string[]): { only?: string; json?: string } | null {
  try {
    const options = { only: { type: 'string' }, json: { type: 'string' } } as const;
    const { values } = parseArgs({ args, options });
    return { ...values };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

function lineOf({ name, value, unit, ratio, peer }: BenchResult): string {
  const beside = ratio === undefined ? '' : `   ${ratio.toFixed(2)}× ${peer ?? 'its peer'}`;
  return `${name.padEnd(28)}${figureOf(value).padStart(12)} ${unit}${beside}`;
}

function figureOf(value: number): string {
  if (Math.abs(value) < 1e-4 && value !== 0) return value.toExponential(1);
  const digits = value < 10 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString('en-US', digits);
}
