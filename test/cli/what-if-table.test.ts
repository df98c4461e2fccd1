/** `UPDATE_GOLDEN=1` writes the goldens anew; read what changed before they are committed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPaint } from '../../src/cli/paint.js';
import { trialLine } from '../../src/cli/trial-line.js';
import { whatIfTable } from '../../src/cli/what-if-table.js';
import { openMarket, runTrial, type Trial } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

const DEMO = readFileSync('policies/demo.policy', 'utf8');
/** Halts within a minute. */
const DOOMED = DEMO.replace(/^kill +daily-loss .*$/mu, 'kill daily-loss when day_pnl < -$0.03');

async function trialOf(label: string, source: string, seed: number): Promise<Trial> {
  const policy = compile(source);
  const market = await openMarket(policy, {
    kind: 'synthetic',
    seed,
    startMs: Date.UTC(2026, 0, 5, 12),
  });
  return runTrial({
    label,
    policy,
    market,
    durationMs: 60_000,
    exchange: {
      queue: { kind: 'log' },
      latency: { kind: 'exponential', leastMs: 2, meanExtraMs: 3 },
      fees: { volume: '30000000', stakingDiscount: '0.1' },
    },
  });
}

function expectGolden(name: string, text: string): void {
  const path = `test/golden/what-if/${name}`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), `${path} is missing: UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

const plain = createPaint(false);

describe('the comparison of trials', () => {
  let trials: readonly Trial[];

  beforeAll(async () => {
    trials = [
      await trialOf('policies/demo.policy', DEMO, 1),
      await trialOf('policies/demo.policy quote.risk-aversion=0.2', DOOMED, 1),
    ];
  });

  it('is a column each where 80 columns are enough, without colours', () => {
    const lines = whatIfTable(trials, 80, plain);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expectGolden('two-trials.txt', `${lines.join('\n')}\n`);
  });

  it('is a line each where they are not', () => {
    const [first, second] = trials;
    if (first === undefined || second === undefined) throw new Error('two were played');
    const many = [first, second, first, { ...second, market: 'another market' }, first];
    const lines = whatIfTable(many, 80, plain);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expectGolden('five-trials.txt', `${lines.join('\n')}\n`);
  });

  it('says the same with colours as without', () => {
    const bare = whatIfTable(trials, 80, createPaint(true)).map(stripVTControlCharacters);
    expect(bare).toEqual(whatIfTable(trials, 80, plain));
  });

  it('is a line of JSON each for programs', () => {
    const lines = trials.map(trialLine);
    expect(lines.join('')).not.toContain('\n');
    const pretty = lines.map((line) => JSON.stringify(JSON.parse(line), null, 2));
    expectGolden('two-trials.json', `${pretty.join('\n')}\n`);
  });
});
