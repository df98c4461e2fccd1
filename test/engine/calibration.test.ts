/** Goal: a market that is calibrated as it goes is quoted once it was seen enough, and not before. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createEngine, type EngineState } from '../../src/engine/index.js';
import type { Side } from '../../src/market/index.js';
import { compile, EngineRig, policyText, report } from './engine-kit.js';

const QUOTE = (sample: number, more = ''): string => `quote glft {
  risk-aversion          0.05 per tick
  volatility             calibrated
  intensity              calibrated
  decay                  calibrated
  calibration-window     60s
  calibration-interval   5s
  calibration-sample     ${sample}
  levels                 3
${more}}
`;

function live(quote: string): EngineRig {
  const rig = new EngineRig(compile(policyText('', { quote }))).start();
  rig.mark(27);
  rig.top('26.995', '27.005');
  rig.reconcile(report(rig.at, 1_000));
  return rig;
}

/** Seconds of a market whose mid goes up and down, with trades that thin out with distance. */
function play(rig: EngineRig, seconds: number): void {
  for (let step = 0; step < seconds * 10; step += 1) {
    rig.at += 100;
    const move = step % 20 < 10 ? '27.001' : '26.999';
    const mid = Number(move);
    rig.top((mid - 0.005).toFixed(4), (mid + 0.005).toFixed(4));
    const depth = 0.001 * ((step * 7) % 11);
    if (step % 3 === 0) print(rig, mid + depth);
    if (step % 10 === 0) rig.mark(27);
    if (step % 50 === 0) rig.account(1_000);
  }
}

function print(rig: EngineRig, price: number, side: Side = 'buy'): void {
  const event = { kind: 'tradePrinted', at: rig.at, coin: 'HYPE', side } as const;
  rig.hear({ ...event, price: decimal(price) });
}

const quoted = (rig: EngineRig): number => rig.of('submitOrder').length;
const calibrationOf = (rig: EngineRig) => rig.view().markets[0]?.calibration;

describe('a calibrated market', () => {
  it('is not quoted before the sample is full, and is afterwards', () => {
    const rig = live(QUOTE(100));
    play(rig, 20);
    expect([quoted(rig), calibrationOf(rig)?.found]).toEqual([0, null]);
    play(rig, 30);
    expect(quoted(rig)).toBeGreaterThan(0);
    expect(calibrationOf(rig)).toMatchObject({ leastSample: 100 });
    expect(calibrationOf(rig)?.found?.decay).toBeGreaterThan(0);
  });

  it('tells how many trades it has seen, and forgets those before the window', () => {
    const rig = live(QUOTE(10_000));
    play(rig, 30);
    const early = calibrationOf(rig)?.sample ?? 0;
    expect(early).toBeGreaterThan(50);
    play(rig, 180);
    const late = calibrationOf(rig)?.sample ?? 0;
    // A window of 60 s holds twice what 30 s bring, however long it goes on.
    expect(late / early).toBeGreaterThan(1.5);
    expect(late / early).toBeLessThan(2.5);
    expect(rig.state.calibrations['HYPE']?.stretches).toHaveLength(12);
  });

  it('withdraws its quotes where trades no longer thin out with distance', () => {
    const rig = live(QUOTE(20));
    play(rig, 30);
    rig.settle();
    play(rig, 1);
    rig.settle();
    expect(rig.view().markets[0]?.bids.length).toBeGreaterThan(0);
    for (let step = 0; step < 1_000; step += 1) {
      rig.at += 100;
      rig.top('26.995', '27.005');
      print(rig, 27.02);
      if (step % 10 === 0) rig.mark(27);
      if (step % 50 === 0) rig.account(1_000);
      rig.settle();
    }
    expect(calibrationOf(rig)?.found).toBeNull();
    expect(rig.view().markets[0]?.bids).toEqual([]);
  });

  it('counts neither silence nor a jump over a lost connection', () => {
    const rig = live(QUOTE(20));
    play(rig, 30);
    const before = calibrationOf(rig)?.found?.volatility ?? 0;
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'a test' });
    rig.wait(600_000);
    rig.top('30.995', '31.005');
    rig.mark(31);
    rig.reconcile(report(rig.at, 1_000));
    for (let step = 0; step < 100; step += 1) {
      rig.at += 100;
      rig.top('30.995', '31.005');
    }
    expect(calibrationOf(rig)?.found?.volatility).toBeLessThanOrEqual(before);
  });

  it('does not take a book that went stale for a market that stands still', () => {
    const rig = live(QUOTE(20));
    play(rig, 30);
    const { steps } = rig.state.calibrations['HYPE']?.tally ?? { steps: 0 };
    for (let tick = 0; tick < 400; tick += 1) rig.wait(250);
    const after = rig.state.calibrations['HYPE'];
    const counted = (after?.stretches.length ?? 0) * 50 + (after?.tally.steps ?? 0);
    // Seven seconds until the book is stale are all that may have been added to the 30.
    expect(counted - 300 - steps).toBeLessThanOrEqual(75);
  });

  it('begins anew where the tick changes', () => {
    const rig = live(QUOTE(20));
    play(rig, 30);
    rig.at += 100;
    rig.top('2.6995', '2.7005');
    expect(rig.state.calibrations['HYPE']).toMatchObject({ stretches: [], found: null });
  });

  it('takes for A what meets the quotes of one side, half of what both sides print', () => {
    const rig = live(QUOTE(100).replace(/window +60s/u, 'window 10m'));
    const random = xoroshiro128plus(7);
    const uniform = (): number => uniformFloat64(random);
    const [intensity, decay] = [1, 60];
    for (let step = 0; step < 4_000; step += 1) {
      rig.at += 100;
      rig.top('26.995', '27.005');
      for (const side of ['buy', 'sell'] as const) {
        if (uniform() >= intensity / 10) continue;
        const depth = -Math.log(1 - uniform()) / decay;
        print(rig, side === 'buy' ? 27 + depth : 27 - depth, side);
      }
      if (step % 10 === 0) rig.mark(27);
      if (step % 50 === 0) rig.account(1_000);
    }
    const found = calibrationOf(rig)?.found;
    expect(found?.intensity).toBeGreaterThan(0.9 * intensity);
    expect(found?.intensity).toBeLessThan(1.1 * intensity);
    expect(found?.decay).toBeGreaterThan(0.9 * decay);
    expect(found?.decay).toBeLessThan(1.1 * decay);
  });

  it('gives the same state for the same events', () => {
    const rig = live(QUOTE(20));
    play(rig, 20);
    const engine = createEngine(compile(policyText('', { quote: QUOTE(20) })));
    const again = rig.events.reduce<EngineState>(
      (state, event) => engine.step(state, event).state,
      engine.initialState,
    );
    expect(again.calibrations).toEqual(rig.state.calibrations);
  });

  it('hears no trades where the policy gives all numbers', () => {
    const given = QUOTE(20)
      .replace(/volatility +calibrated/u, 'volatility 2 ticks per sqrt-second')
      .replace(/intensity +calibrated/u, 'intensity 0.1 per second')
      .replace(/decay +calibrated/u, 'decay 0.4 per tick');
    const rig = live(given);
    play(rig, 10);
    expect(rig.state.calibrations).toEqual({});
    expect(quoted(rig)).toBeGreaterThan(0);
    expect(calibrationOf(rig)).toBeNull();
  });
});
