import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainLogRatios } from '../../src/quoting/chain-log-ratios.js';
import { integratedLogRatios } from '../../src/quoting/integrate-log-ratios.js';
import type { InventoryChain } from '../../src/quoting/inventory-chain.js';
import { logRatiosOf, slowestMode } from '../../src/quoting/slowest-mode.js';
import { logRatiosByModes } from '../../src/quoting/sum-modes.js';
import { uniformizationTerms, uniformizedLogRatios } from '../../src/quoting/uniformize.js';

interface ChainInputs {
  readonly min: number;
  readonly max: number;
  readonly fillGain: number;
  /** Of q²; of −q; of −q² in ln v at the end. */
  readonly cost: number;
  readonly drift: number;
  readonly impact: number;
}

function chainOf({ min, max, fillGain, cost, drift, impact }: ChainInputs): InventoryChain {
  const inventories = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  return {
    costs: Float64Array.from(inventories, (q) => cost * q ** 2 - drift * q),
    terminalLogRatios: Float64Array.from(inventories.slice(1), (q) => -impact * (2 * q - 1)),
    fillGain,
    copies: 1,
  };
}

/** Numbers above 0 over orders of magnitude. */
function positive(least: number, most: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);
}

/** Even and uneven bounds, steep and flat costs, with and without drift and impact. */
const CHAINS = fc
  .record({
    below: fc.integer({ min: 0, max: 40 }),
    above: fc.integer({ min: 1, max: 40 }),
    isEven: fc.boolean(),
    fillGain: positive(0.01, 1),
    cost: fc.oneof(fc.constant(0), positive(1e-6, 1e-2)),
    drift: fc.oneof(fc.constant(0), fc.double({ min: -0.01, max: 0.01, noNaN: true })),
    impact: fc.oneof(fc.constant(0), positive(1e-4, 0.05)),
  })
  .map(({ below, above, isEven, ...rest }) =>
    chainOf({ ...rest, min: isEven ? -above : -below, max: above }),
  );

/** The largest difference against 1 or the value itself where that is more. */
function errorOf(actual: Float64Array, expected: Float64Array): number {
  return expected.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs((actual[i] ?? NaN) - value) / Math.max(1, Math.abs(value))),
    actual.length === expected.length ? 0 : NaN,
  );
}

describe('the methods for the exact quotes', () => {
  it('agree to 12 digits where a sum of modes and a power series both serve', () => {
    let overlaps = 0;
    fc.assert(
      fc.property(CHAINS, positive(10, 5_000), (chain, seconds) => {
        const byModes = logRatiosByModes(chain, slowestMode(chain), seconds, 1_000);
        const bySeries = uniformizedLogRatios(chain, seconds, 20_000);
        if (byModes === null || bySeries === null) return;
        overlaps += 1;
        expect(errorOf(byModes, bySeries)).toBeLessThan(1e-12);
      }),
      { seed: 21, numRuns: 300 },
    );
    expect(overlaps).toBeGreaterThan(100);
  });

  it('agree with the integrated equation to what its steps promise', () => {
    fc.assert(
      fc.property(CHAINS, positive(0.1, 5_000), (chain, seconds) => {
        const settled = logRatiosOf(slowestMode(chain));
        const integrated = integratedLogRatios(chain, seconds, settled);
        // It takes the stationary quotes once it is within 1e-9 of them.
        expect(errorOf(chainLogRatios(chain, seconds), integrated)).toBeLessThan(2e-9);
      }),
      { seed: 22, numRuns: 40 },
    );
  });

  it('give the same quotes for a chain with two like sides whole and folded', () => {
    fc.assert(
      fc.property(positive(1e-6, 1e-2), fc.integer({ min: 1, max: 60 }), (cost, max) => {
        const chain = chainOf({ min: -max, max, fillGain: 0.3, cost, drift: 0, impact: 0.001 });
        for (const seconds of [30, 2_000]) {
          const folded = chainLogRatios(chain, seconds);
          const whole =
            logRatiosByModes(chain, slowestMode(chain), seconds, 1_000) ??
            uniformizedLogRatios(chain, seconds, 100_000);
          expect(whole === null ? NaN : errorOf(folded, whole)).toBeLessThan(1e-12);
          expect(folded).toEqual(folded.map((_, i) => -(folded[folded.length - 1 - i] ?? NaN)));
        }
        const stationary = logRatiosOf(slowestMode(chain));
        expect(errorOf(chainLogRatios(chain, null), stationary)).toBeLessThan(1e-12);
      }),
      { seed: 23, numRuns: 40 },
    );
  });

  it('leave the sum of modes to horizons that wipe out all but a few', () => {
    const chain = chainOf({ min: -60, max: 60, fillGain: 0.3, cost: 1e-3, drift: 0, impact: 0 });
    const slowest = slowestMode(chain);
    expect(logRatiosByModes(chain, slowest, 1, 1_000)).toBeNull();
    expect(logRatiosByModes(chain, slowest, 600, 1_000)).not.toBeNull();
    expect(logRatiosByModes(chain, slowest, 600, 1)).toBeNull();
    // So long that only the slowest is left.
    expect(logRatiosByModes(chain, slowest, 1e6, 1)).toEqual(logRatiosOf(slowest));
  });

  it('stop a power series that would take too many terms', () => {
    const chain = chainOf({ min: -60, max: 60, fillGain: 0.3, cost: 1e-3, drift: 0, impact: 0 });
    expect(uniformizationTerms(chain, 600)).toBeGreaterThan(1_000);
    expect(uniformizedLogRatios(chain, 600, 1_000)).toBeNull();
  });

  it('stay finite and fall outwards where each of them alone would fail', () => {
    const wide = { min: -300, max: 300, fillGain: 0.01, drift: 0 };
    for (const [cost, impact, seconds] of [
      [0.1, 0, 30],
      [1e-4, 0.2, 1],
      [1e-4, 2, 0.01],
      [10, 0, 1e5],
      [0, 0, 1e7],
    ] as const) {
      const logRatios = chainLogRatios(chainOf({ ...wide, cost, impact }), seconds);
      expect(logRatios.every(Number.isFinite)).toBe(true);
      for (let i = 1; i < logRatios.length; i += 1) {
        expect(logRatios[i]).toBeLessThan((logRatios[i - 1] ?? NaN) + 1e-9);
      }
    }
  });

  it('find the peak of a box without costs in its middle, wherever flat inventory lies', () => {
    const box = { fillGain: 0.3, cost: 0, drift: 0, impact: 0 };
    expect(slowestMode(chainOf({ ...box, min: -3, max: 96 })).peak).toBeOneOf([49, 50]);
    const { eigenvalue } = slowestMode(chainOf({ ...box, min: -3, max: 95 }));
    expect(eigenvalue).toBeCloseTo(-0.6 * Math.cos(Math.PI / 100), 15);
  });
});
