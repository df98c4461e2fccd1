/** Goal: the ladder on whole numbers is the one by decimals, wherever it decides at all. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { tickSizeAt } from '../../src/market/index.js';
import { type DesiredOrder, type LadderInputs, solveGlft } from '../../src/quoting/index.js';
import { exactLadder } from '../../src/quoting/build-ladder.js';
import { quickLadder } from '../../src/quoting/quick-ladder.js';
import { HYPE } from '../margin/instruments.js';

const SOLUTIONS = [0.005, 0.05, 0.4].map((riskAversion) =>
  solveGlft({
    volatility: 3,
    intensity: 0.1,
    decay: 0.3,
    riskAversion,
    horizonSeconds: null,
    inventoryMin: -12,
    inventoryMax: 15,
  }),
);

/** Prices from cents to a hundred thousand dollars, also at powers of ten, where ticks change. */
const MARKETS: fc.Arbitrary<LadderInputs> = fc
  .record({
    sizeDecimals: fc.integer({ min: 0, max: 5 }),
    solution: fc.constantFrom(...SOLUTIONS),
    magnitude: fc.integer({ min: -1, max: 5 }),
    mantissa: fc.oneof(fc.integer({ min: 10_000, max: 99_999 }), fc.constantFrom(10_000, 10_001)),
    away: fc.integer({ min: 0, max: 9 }),
    spread: fc.integer({ min: 1, max: 40 }),
    position: fc.integer({ min: -500, max: 500 }),
    unit: fc.integer({ min: 1, max: 90 }),
    levels: fc.integer({ min: 0, max: 8 }),
    budget: fc.integer({ min: -10, max: 900 }),
    share: fc.constantFrom('0', '0.00016', '0.0003', '0.01'),
    isFine: fc.boolean(),
  })
  .map((draw) => {
    const { sizeDecimals, solution, magnitude, levels } = draw;
    const instrument = { ...HYPE, sizeDecimals };
    const price = decimal(draw.mantissa).times(decimal(10).pow(magnitude - 4));
    const tick = tickSizeAt(price, sizeDecimals);
    const mid = price.div(tick).floor().plus(1).times(tick).plus(tick.times(draw.away).div(10));
    // A size that is worth about as much as the least order, so that both sides of it are met.
    const lot = decimal(10).pow(-sizeDecimals);
    const unit = decimal(draw.unit).div(mid).div(lot).ceil().times(lot);
    const fine = draw.isFine ? unit.div(7) : lot;
    return {
      instrument,
      solution,
      lengthUnit: tick,
      mid,
      bestBid: mid.minus(tick.times(draw.spread)).div(tick).floor().times(tick),
      bestAsk: mid.plus(tick.times(draw.spread)).div(tick).ceil().times(tick),
      position: unit.times(draw.position).div(50).div(lot).floor().times(lot),
      unitSize: unit,
      levels,
      buyBudget: unit.times(draw.budget).div(100).plus(fine),
      sellBudget: unit.times(draw.budget).div(80),
      minHalfSpread: decimal(draw.share),
    };
  });

function textOf({ side, price, size }: DesiredOrder): string {
  return `${side} ${size.toString()} at ${price.toString()}`;
}

describe('the quick ladder', () => {
  it('has the prices and sizes that decimals give, and decides mostly', () => {
    let decided = 0;
    let orders = 0;
    fc.assert(
      fc.property(MARKETS, (inputs) => {
        const quick = quickLadder(inputs);
        if (quick === null) return;
        decided += 1;
        orders += quick.length;
        expect(quick.map(textOf)).toEqual(exactLadder(inputs).map(textOf));
      }),
      { seed: 17, numRuns: 700 },
    );
    expect(decided).toBeGreaterThan(300);
    expect(orders).toBeGreaterThan(1_500);
  });

  it('leaves to decimals a quote that falls on a price of the grid', () => {
    const [solution] = SOLUTIONS;
    if (solution === undefined) throw new Error('there is a solution');
    const flat = { ...solution, bidDistance: () => 3, askDistance: () => 3.5 };
    const inputs: LadderInputs = {
      instrument: HYPE,
      solution: flat,
      lengthUnit: decimal('0.001'),
      mid: decimal('27.110'),
      bestBid: decimal('27.109'),
      bestAsk: decimal('27.111'),
      position: decimal(0),
      unitSize: decimal(2),
      levels: 1,
      buyBudget: decimal(9),
      sellBudget: decimal(9),
      minHalfSpread: decimal(0),
    };
    expect(quickLadder(inputs)).toBeNull();
    expect(quickLadder({ ...inputs, solution: { ...flat, bidDistance: () => 3.5 } })).toHaveLength(
      2,
    );
    expect(quickLadder({ ...inputs, mid: decimal(Number.NaN) })).toBeNull();
    expect(quickLadder({ ...inputs, unitSize: decimal('2.001') })).toBeNull();
  });
});
