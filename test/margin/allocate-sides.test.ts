import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { allocateSides, initialMargin, marginCapacity } from '../../src/margin/index.js';

const SETTINGS = {
  skew: decimal('0.2'),
  perSideLeast: decimal('0.3'),
  perSideMost: decimal('0.7'),
};
const MARK = decimal('27.11');
const LEVERAGE = 10;

/** $397.49 at 10x, as in the story of the old bug. */
const FLAT = {
  position: decimal(0),
  capacity: marginCapacity({
    equity: decimal('397.49'),
    marginUsedElsewhere: decimal(0),
    leverage: LEVERAGE,
    mark: MARK,
  }),
  freeMargin: decimal('397.49'),
  leverage: LEVERAGE,
  mark: MARK,
  settings: SETTINGS,
};

const scenarios = fc.record({
  positionCents: fc.integer({ min: -20_000, max: 20_000 }),
  capacityCents: fc.integer({ min: 0, max: 20_000 }),
  freeCents: fc.integer({ min: -10_000, max: 200_000 }),
  inFlightBuyCents: fc.integer({ min: 0, max: 5_000 }),
  inFlightSellCents: fc.integer({ min: 0, max: 5_000 }),
});
type Scenario = typeof scenarios extends fc.Arbitrary<infer Value> ? Value : never;

function inputsOf(scenario: Scenario, flip = false) {
  const inFlightBuy = decimal(scenario.inFlightBuyCents).div(100);
  const inFlightSell = decimal(scenario.inFlightSellCents).div(100);
  return {
    ...FLAT,
    position: decimal(scenario.positionCents).div(flip ? -100 : 100),
    capacity: decimal(scenario.capacityCents).div(100),
    freeMargin: decimal(scenario.freeCents).div(100),
    inFlightBuy: flip ? inFlightSell : inFlightBuy,
    inFlightSell: flip ? inFlightBuy : inFlightSell,
  };
}

describe('two-sided split of margin', () => {
  it('gives $397.49 at 10x and 27.11 about 73 contracts a side less headroom, never 146', () => {
    const { buy, sell, buyWeight, sellWeight } = allocateSides(FLAT);
    expect(buy.toFixed(2)).toBe('71.84');
    expect(sell.eq(buy)).toBe(true);
    expect(buy.div('0.98').toFixed(1)).toBe('73.3');
    expect([buyWeight.toString(), sellWeight.toString()]).toEqual(['0.5', '0.5']);
    expect(initialMargin(buy.plus(sell), MARK, LEVERAGE).lte('397.49')).toBe(true);
  });

  it('leans to asks as a long position grows, no further than 70%', () => {
    const half = allocateSides({ ...FLAT, position: FLAT.capacity.div(2) });
    expect(half.sellWeight.toFixed(6)).toBe('0.600000');
    const full = allocateSides({ ...FLAT, position: FLAT.capacity.times(5) });
    expect(full.sellWeight.toString()).toBe('0.7');
    const steep = { ...SETTINGS, skew: decimal(5) };
    const short = allocateSides({ ...FLAT, position: FLAT.capacity.neg(), settings: steep });
    expect([short.sellWeight.toString(), short.buyWeight.toString()]).toEqual(['0.3', '0.7']);
  });

  it('lets the reducing side close the position without margin', () => {
    const { buy, sell } = allocateSides({
      ...FLAT,
      position: decimal(50),
      freeMargin: decimal(-3),
    });
    expect(buy.toString()).toBe('0');
    expect(sell.toString()).toBe('50');
  });

  it('keeps the increasing side within capacity, in-flight orders counted', () => {
    const inputs = {
      ...FLAT,
      position: decimal(60),
      capacity: decimal(73),
      freeMargin: decimal(200),
    };
    expect(allocateSides(inputs).buy.toString()).toBe('13');
    expect(allocateSides({ ...inputs, inFlightBuy: decimal(10) }).buy.toString()).toBe('3');
    expect(allocateSides({ ...inputs, inFlightBuy: decimal(14) }).buy.toString()).toBe('0');
  });

  it('gives nothing that grows a position where there is no capacity', () => {
    const none = allocateSides({ ...FLAT, position: decimal(5), capacity: decimal(0) });
    expect([none.buy.toString(), none.sell.toString()]).toEqual(['0', '5']);
  });

  it('never needs more margin for growth than is free, and is never negative', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const inputs = inputsOf(scenario);
        const { buy, sell } = allocateSides(inputs);
        expect(buy.gte(0) && sell.gte(0)).toBe(true);
        const { position } = inputs;
        const covered = position.abs();
        const growth = position.gt(0)
          ? buy.plus(sell.minus(covered).clamp(0, Infinity))
          : position.lt(0)
            ? sell.plus(buy.minus(covered).clamp(0, Infinity))
            : buy.plus(sell);
        const free = inputs.freeMargin.clamp(0, Infinity);
        expect(initialMargin(growth, MARK, LEVERAGE).lte(free)).toBe(true);
        const longest = position.plus(buy).plus(inputs.inFlightBuy);
        const shortest = position.minus(sell).minus(inputs.inFlightSell);
        expect(buy.isZero() || longest.lte(inputs.capacity)).toBe(true);
        expect(sell.isZero() || shortest.gte(inputs.capacity.neg())).toBe(true);
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it('buys less and sells more the longer the position', () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 0, max: 5_000 }), (scenario, moreCents) => {
        const before = allocateSides(inputsOf(scenario));
        const positionCents = scenario.positionCents + moreCents;
        const after = allocateSides(inputsOf({ ...scenario, positionCents }));
        expect(after.buy.lte(before.buy)).toBe(true);
        expect(after.sell.gte(before.sell)).toBe(true);
        expect(after.sellWeight.gte(before.sellWeight)).toBe(true);
      }),
      { seed: 4, numRuns: 400 },
    );
  });

  it('swaps its sides where the position changes sign', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const straight = allocateSides(inputsOf(scenario));
        const flipped = allocateSides(inputsOf(scenario, true));
        expect(flipped.buy.eq(straight.sell) && flipped.sell.eq(straight.buy)).toBe(true);
        expect(flipped.buyWeight.eq(straight.sellWeight)).toBe(true);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
