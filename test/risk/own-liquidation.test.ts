/** Goal: doubles tell where a position is liquidated only as near as the kernel is told they do. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import type { EngineState } from '../../src/engine/index.js';
import { liquidationPrice, maintenanceMargin, maintenanceRateAt } from '../../src/margin/index.js';
import type { Instrument } from '../../src/market/index.js';
import { createExactDesk } from '../../src/risk/exact-desk.js';
import { LIQUIDATION_SHARE, ownLiquidation } from '../../src/risk/own-liquidation.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { AT, riskPolicy } from './risk-kit.js';

const BTC = referenceInstruments.find(({ coin }) => coin === 'BTC');
const HYPE = referenceInstruments.filter(({ coin }) => coin === 'HYPE');

function stateOf(balance: string, size: string, entry: string, of: Instrument): EngineState {
  const { initialState } = createExactDesk(riskPolicy(''), [of, ...HYPE], AT);
  const { coin } = of;
  const report = { time: AT, equity: ZERO, marginUsed: ZERO, maintenanceMargin: ZERO };
  const position = { coin, size: decimal(size), entryPrice: decimal(entry) };
  return {
    ...initialState,
    account: {
      ...initialState.account,
      balance: decimal(balance),
      report: { ...report, positions: [] },
    },
    positions: { [coin]: position as EngineState['positions'][string] },
  };
}

const cents = fc.integer({ min: 1, max: 400_000_000 }).map((whole) => String(whole / 100));
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 200_000 }), fc.boolean())
  .map(([whole, isLong]) => String((isLong ? whole : -whole) / 1000));
const entries = fc.integer({ min: 1, max: 2_000_000 }).map((whole) => String(whole / 10));

it('a liquidation price by doubles is as near to that of decimals as it is said to be', () => {
  if (BTC === undefined) throw new Error('the embedded venue lists BTC');
  let near = 0;
  fc.assert(
    fc.property(cents, sizes, entries, (balance, size, entry) => {
      const found = ownLiquidation(stateOf(balance, size, entry, BTC), BTC);
      const value = decimal(size).abs().times(entry);
      const exact = liquidationPrice({
        size: decimal(size),
        mark: decimal(entry),
        equity: decimal(balance),
        maintenanceMargin: maintenanceMargin(BTC, value),
        instrument: BTC,
      });
      // Where rounding decides, nothing is told.
      if (found === undefined) return;
      expect(found === null).toBe(exact === null);
      if (found === null || exact === null) return;
      const off = decimal(found.price).minus(exact).abs();
      expect(off.lte(exact.times(LIQUIDATION_SHARE / 4))).toBe(true);
      expect(found.rate.eq(maintenanceRateAt(BTC, exact.times(size)))).toBe(true);
      if (typeof found.price === 'number') near += 1;
    }),
    { numRuns: 3_000, seed: 4 },
  );
  expect(near).toBeGreaterThan(500);
});
