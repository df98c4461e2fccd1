import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CompiledPolicy } from '../../src/compile/index.js';
import {
  type ExchangeSpec,
  openMarket,
  runTrial,
  type Trial,
  type TrialFigures,
} from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

const START_MS = Date.UTC(2026, 0, 5, 12);
const DEMO = readFileSync('policies/demo.policy', 'utf8');

async function trialOf(policy: CompiledPolicy, seed: number, durationMs: number): Promise<Trial> {
  const market = await openMarket(policy, { kind: 'synthetic', seed, startMs: START_MS });
  return runTrial({ label: 'demo', policy, market, durationMs });
}

describe('a trial', () => {
  it('gives the same bytes for the same policy, market and seed', async () => {
    const policy = compile(DEMO);
    const [first, second] = [await trialOf(policy, 3, 40_000), await trialOf(policy, 3, 40_000)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it('tells a profit that is what the venue has more at the end, in parts that add up', async () => {
    const { figures, equity } = await trialOf(compile(DEMO), 1, 180_000);
    expect(figures.fills).toBeGreaterThan(3);
    const { profit, spread, inventory, fees, funding } = figures;
    expect(spread + inventory - fees + funding).toBeCloseTo(profit, 9);
    expect(profit).toBeCloseTo((equity.at(-1) ?? 0) - 1_000, 9);
  });

  it('has a value of every series at each of its times', async () => {
    const { times, equity, marginUtilization, markets, headroom } = await trialOf(
      compile(DEMO),
      2,
      30_000,
    );
    const series = [
      equity,
      marginUtilization,
      ...markets.flatMap(({ position, marginCapacity, mid, bid, ask }) => [
        position,
        marginCapacity,
        mid,
        bid,
        ask,
      ]),
      ...headroom.map(({ fractionLeft }) => fractionLeft),
    ];
    expect(headroom.length).toBeGreaterThan(5);
    for (const each of series) expect(each).toHaveLength(times.length);
    expect(times.every((at, index) => index === 0 || at >= (times[index - 1] ?? 0))).toBe(true);
  });

  it('is picked off where its cancels are late, and fills more where others cancel', async () => {
    const policy = compile(DEMO);
    const source = { kind: 'synthetic', seed: 4, startMs: START_MS } as const;
    const figuresWith = async (exchange: ExchangeSpec): Promise<TrialFigures> => {
      const market = await openMarket(policy, source);
      const trial = await runTrial({ label: '', policy, market, exchange, durationMs: 240_000 });
      return trial.figures;
    };
    const plain = await figuresWith({});
    const slow = { kind: 'constant', orderMs: 2_000, responseMs: 2_000 } as const;
    const late = await figuresWith({ latency: slow });
    expect(late.spread / late.volume).toBeLessThan(plain.spread / plain.volume);
    const log = await figuresWith({ queue: { kind: 'log' } });
    expect(log.fills).toBeGreaterThanOrEqual(plain.fills);
  }, 60_000);

  it('pays by the tier that its account begins with', async () => {
    const policy = compile(DEMO);
    const feesWith = async (exchange: ExchangeSpec): Promise<number> => {
      const market = await openMarket(policy, { kind: 'synthetic', seed: 1, startMs: START_MS });
      const trial = await runTrial({ label: '', policy, market, exchange, durationMs: 60_000 });
      expect(trial.figures.fills).toBeGreaterThan(0);
      return trial.figures.fees / trial.figures.volume;
    };
    // Every fill of a maker, each fee cut to a millionth of a dollar.
    expect(await feesWith({})).toBeCloseTo(0.000_15, 6);
    expect(await feesWith({ fees: { volume: '30000000' } })).toBeCloseTo(0.000_08, 6);
    expect(await feesWith({ fees: { volume: '0', makerShare: '0.02' } })).toBeCloseTo(-2e-5, 6);
    await expect(feesWith({ fees: { volume: '-1' } })).rejects.toThrow(RangeError);
  });

  it('ends where a kill halts the policy, and tells the rule', async () => {
    const doomed = DEMO.replace(/^kill +daily-loss .*$/mu, 'kill daily-loss when equity < $2_000');
    const { outcome, moments, figures } = await trialOf(compile(doomed), 1, 60_000);
    expect(outcome.kind).toBe('halted');
    expect(figures.trips).toBe(1);
    expect(moments.some((each) => each.kind === 'tripped' && each.rule === 'daily-loss')).toBe(
      true,
    );
  });
});
