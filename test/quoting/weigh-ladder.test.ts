/** Goal: contracts move to the levels that are worth more, and margin is never exceeded. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../../src/base/index.js';
import { allocateSides, initialMargin } from '../../src/margin/index.js';
import {
  buildLadder,
  type DesiredOrder,
  levelValue,
  solveGlft,
  weighLadder,
} from '../../src/quoting/index.js';
import { HYPE } from '../margin/instruments.js';

/** HYPE's demo market in ticks of $0.001. */
const PARAMETERS = { volatility: 2.1588, intensity: 0.10005, decay: 0.4533, riskAversion: 0.05 };
const BOUNDS = { inventoryMin: -18, inventoryMax: 18 };
const SOLUTION = solveGlft({ ...PARAMETERS, ...BOUNDS, horizonSeconds: null });
const MID = decimal('27.11');
const LEVERAGE = 10;
const UNIT = decimal(18);
const CAPACITY = decimal('73.3');
const EQUITY = decimal('397.49');

function freeAt(position: Decimal): Decimal {
  return EQUITY.minus(initialMargin(position, MID, LEVERAGE));
}

function sidesAt(position: Decimal) {
  return allocateSides({
    position,
    capacity: CAPACITY,
    freeMargin: freeAt(position),
    leverage: LEVERAGE,
    mark: MID,
    settings: {
      skew: decimal('0.2'),
      perSideLeast: decimal('0.3'),
      perSideMost: decimal('0.7'),
    },
  });
}

/** Eight levels a side of 18 contracts: twice what margin carries. */
function weighed(position: Decimal, temperature: number): readonly DesiredOrder[] {
  const ladder = buildLadder({
    instrument: HYPE,
    solution: SOLUTION,
    lengthUnit: decimal('0.001'),
    mid: MID,
    bestBid: null,
    bestAsk: null,
    position,
    unitSize: UNIT,
    levels: 8,
    buyBudget: decimal(144),
    sellBudget: decimal(144),
    minHalfSpread: decimal(0),
  });
  return weighLadder({
    instrument: HYPE,
    ladder,
    sides: sidesAt(position),
    solution: SOLUTION,
    parameters: PARAMETERS,
    lengthUnit: decimal('0.001'),
    mid: MID,
    makerFee: decimal(0),
    temperature,
    position,
    unitSize: UNIT,
    capacity: CAPACITY,
    freeMargin: freeAt(position),
    leverage: LEVERAGE,
  });
}

function totalOf(orders: readonly DesiredOrder[], side?: 'buy' | 'sell'): Decimal {
  return orders
    .filter((order) => side === undefined || order.side === side)
    .reduce((sum, { size }) => sum.plus(size), decimal(0));
}

describe('what a level is worth', () => {
  it('is A e^(−kδ*) / (k + γ) at the model’s own distance, and less at any other', () => {
    const { intensity, decay, riskAversion } = PARAMETERS;
    for (const side of ['buy', 'sell'] as const) {
      for (const inventory of [-10, 0, 1, 12]) {
        const best =
          (side === 'buy' ? SOLUTION.bidDistance(inventory) : SOLUTION.askDistance(inventory)) ?? 0;
        const at = (distance: number): number =>
          levelValue({
            solution: SOLUTION,
            parameters: PARAMETERS,
            side,
            inventory,
            distance,
            fee: 0,
          }) ?? Number.NaN;
        const expected = (intensity * Math.exp(-decay * best)) / (decay + riskAversion);
        expect(at(best) / expected).toBeCloseTo(1, 12);
        expect(at(best + 0.3)).toBeLessThan(at(best));
        expect(at(best - 0.3)).toBeLessThan(at(best));
      }
    }
  });

  it('falls with the fee, and is null where nothing is quoted', () => {
    const inputs = {
      solution: SOLUTION,
      parameters: PARAMETERS,
      side: 'buy',
      inventory: 0,
      distance: 3,
    } as const;
    const free = levelValue({ ...inputs, fee: 0 }) ?? 0;
    expect(levelValue({ ...inputs, fee: 1 })).toBeLessThan(free);
    expect(levelValue({ ...inputs, fee: -1 })).toBeGreaterThan(free);
    expect(levelValue({ ...inputs, inventory: 18, fee: 0 })).toBeNull();
  });
});

describe('a ladder weighed by its values', () => {
  it('is the split by inventory, evenly over levels, where the temperature is infinite', () => {
    const orders = weighed(decimal(0), Infinity);
    expect(orders).toHaveLength(16);
    expect(new Set(orders.map(({ size }) => size.toString()))).toEqual(new Set(['8.98']));
  });

  it('moves contracts towards mid as the temperature falls, a unit order a level at most', () => {
    const inner = [1, 0.01, 0.003, 0.001].map((temperature) => {
      return weighed(decimal(0), temperature)[0]?.size.toNumber() ?? 0;
    });
    expect(inner).toEqual([...inner].sort((a, b) => a - b));
    expect(inner.at(-1)).toBe(18);
    const outer = weighed(decimal(0), 1e-4).filter(({ side }) => side === 'buy');
    expect(outer.map(({ size }) => size.toNumber())).toEqual([18, 18, 18, 17.84]);
  });

  it('moves contracts to the side that reduces, the more the larger the position', () => {
    const shares = [-60, -30, 0, 30, 60].map((contracts) => {
      const orders = weighed(decimal(contracts), 0.003);
      return totalOf(orders, 'sell').div(totalOf(orders)).toNumber();
    });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[2]).toBeCloseTo(0.5, 2);
    // More than the prior does alone.
    const { buy, sell } = sidesAt(decimal(30));
    expect(shares[3]).toBeGreaterThan(sell.div(sell.plus(buy)).toNumber() + 0.01);
  });

  it('never needs more margin than is free, whatever the position and the temperature', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -7_300, max: 7_300 }),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (cents, temperature) => {
          const position = decimal(cents).div(100);
          const orders = weighed(position, temperature);
          const growing = position.gte(0) ? 'buy' : 'sell';
          const against = totalOf(orders, growing === 'buy' ? 'sell' : 'buy');
          const beyond = against.minus(position.abs()).clamp(0, Infinity);
          const grown = totalOf(orders, growing).plus(beyond);
          expect(initialMargin(grown, MID, LEVERAGE).lte(freeAt(position))).toBe(true);
          expect(position.abs().plus(totalOf(orders, growing)).lte(CAPACITY)).toBe(true);
          const { buy, sell } = sidesAt(position);
          expect(totalOf(orders).lte(buy.plus(sell))).toBe(true);
          expect(orders.every(({ size, price }) => size.times(price).gte(10))).toBe(true);
        },
      ),
      { seed: 21, numRuns: 150 },
    );
  });
});
