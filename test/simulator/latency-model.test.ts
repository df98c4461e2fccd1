import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantLatency, exponentialLatency, recordedLatency } from '../../src/simulator/index.js';

const SAMPLES = [
  { at: 100, orderNs: 10, responseNs: 4 },
  { at: 200, orderNs: 30, responseNs: 8 },
];

/** A linear congruence: the same numbers in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a latency model', () => {
  it('constant is the same at all times, each way its own', () => {
    const run = constantLatency(5, 7).begin();
    expect([run.order(0), run.order(1e9), run.response(3)]).toEqual([5, 5, 7]);
  });

  it('recorded lies on the line between two measurements and holds still outside them', () => {
    const run = recordedLatency(SAMPLES).begin();
    expect([50, 100, 150, 200, 900].map(run.order)).toEqual([10, 10, 20, 30, 30]);
    expect(run.response(125)).toBe(5);
  });

  it('recorded refuses nothing, and measurements out of order', () => {
    expect(() => recordedLatency([])).toThrow(RangeError);
    expect(() => recordedLatency(SAMPLES.toReversed())).toThrow(RangeError);
  });

  it('exponential draws the same again from the same seed, with the mean that was asked for', () => {
    const model = exponentialLatency(1e6, 2e6, () => randomOf(7));
    const draw = (): number[] => {
      const { order } = model.begin();
      return Array.from({ length: 20_000 }, (_, at) => order(at));
    };
    const drawn = draw();
    expect(draw()).toEqual(drawn);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1e6);
    expect(drawn.reduce((sum, each) => sum + each, 0) / drawn.length / 3e6).toBeCloseTo(1, 1);
  });

  it('refuses what is no duration', () => {
    const odd = fc.constantFrom(-1, Number.NaN, Infinity);
    fc.assert(
      fc.property(odd, (value) => {
        expect(() => constantLatency(value, 1)).toThrow(RangeError);
        expect(() => constantLatency(1, value)).toThrow(RangeError);
        expect(() => exponentialLatency(value, 1, () => randomOf(1))).toThrow(RangeError);
      }),
      { seed: 1 },
    );
  });
});
