import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Price, type Size, ZERO } from '../../src/base/index.js';
import { isOnPriceGrid, isOnSizeGrid, type Side } from '../../src/market/index.js';
import { allocateSides, marginCapacity } from '../../src/margin/index.js';
import {
  buildLadder,
  type DesiredOrder,
  MIN_ORDER_NOTIONAL,
  solveGlft,
} from '../../src/quoting/index.js';
import { HYPE } from '../margin/instruments.js';

const TICK = decimal('0.001');
const SOLUTION = solveGlft({
  volatility: 3,
  intensity: 0.1,
  decay: 0.3,
  riskAversion: 0.05,
  horizonSeconds: null,
  inventoryMin: -40,
  inventoryMax: 40,
});

type LadderInputs = Parameters<typeof buildLadder>[0];

const DEFAULTS: LadderInputs = {
  instrument: HYPE,
  solution: SOLUTION,
  lengthUnit: TICK,
  mid: decimal('27.11'),
  bestBid: decimal('27.109'),
  bestAsk: decimal('27.111'),
  position: decimal(0),
  unitSize: decimal(2),
  levels: 5,
  buyBudget: decimal(73),
  sellBudget: decimal(73),
  minHalfSpread: decimal('0'),
};

function ladder(inputs: Partial<LadderInputs>): readonly DesiredOrder[] {
  return buildLadder({ ...DEFAULTS, ...inputs });
}

function pricesOf(orders: readonly DesiredOrder[], side: Side): Price[] {
  return orders.filter((order) => order.side === side).map((order) => order.price);
}

function bidSizes(buyBudget: Size): Size[] {
  return ladder({ buyBudget })
    .filter((order) => order.side === 'buy')
    .map((order) => order.size);
}

function totalOf(orders: readonly DesiredOrder[], side: Side): Size {
  const sizes = orders.filter((order) => order.side === side).map((order) => order.size);
  return sizes.reduce((sum, size) => sum.plus(size), ZERO);
}

const markets = fc.record({
  midTicks: fc.integer({ min: 1_000, max: 99_000 }),
  priceExponent: fc.integer({ min: -4, max: 1 }),
  positionLots: fc.integer({ min: -8_000, max: 8_000 }),
  unitLots: fc.integer({ min: 1, max: 3_000 }),
  levels: fc.integer({ min: 0, max: 8 }),
  buyLots: fc.integer({ min: -10, max: 9_000 }),
  sellLots: fc.integer({ min: -10, max: 9_000 }),
  minHalfSpreadBps: fc.integer({ min: 0, max: 200 }),
});
type Market = typeof markets extends fc.Arbitrary<infer Value> ? Value : never;

function inputsOf(market: Market): LadderInputs {
  const tick = decimal(10).pow(market.priceExponent);
  const mid = tick.times(market.midTicks).plus(tick.div(2));
  return {
    ...DEFAULTS,
    lengthUnit: tick,
    mid,
    bestBid: mid.minus(tick.div(2)),
    bestAsk: mid.plus(tick.div(2)),
    position: decimal(market.positionLots).div(100),
    unitSize: decimal(market.unitLots).div(100),
    levels: market.levels,
    buyBudget: decimal(market.buyLots).div(100),
    sellBudget: decimal(market.sellLots).div(100),
    minHalfSpread: decimal(market.minHalfSpreadBps).div(10_000),
  };
}

describe('ladder', () => {
  it('quotes each level as if the nearer ones had filled, bids rounded down and asks up', () => {
    const orders = ladder({ levels: 2 });
    const prices = [0, 1].map((level) => {
      const distance = TICK.times(SOLUTION.bidDistance(level) ?? NaN);
      return decimal('27.11').minus(distance).toDecimalPlaces(3, 1).toString();
    });
    expect(pricesOf(orders, 'buy').map(String)).toEqual(prices);
    const asks = pricesOf(orders, 'sell').map((price) => decimal('54.22').minus(price).toString());
    expect(asks).toEqual(prices);
  });

  it('sizes $397.49 at 10x and 27.11 so that both sides fit the margin', () => {
    const mark = decimal('27.11');
    const equity = decimal('397.49');
    const sides = allocateSides({
      position: ZERO,
      capacity: marginCapacity({ equity, marginUsedElsewhere: ZERO, leverage: 10, mark }),
      freeMargin: equity,
      leverage: 10,
      mark,
      settings: {
        skew: decimal('0.2'),
        perSideLeast: decimal('0.3'),
        perSideMost: decimal('0.7'),
      },
    });
    const unitSize = sides.buy.div(5);
    const orders = ladder({ unitSize, buyBudget: sides.buy, sellBudget: sides.sell });
    expect(orders).toHaveLength(10);
    expect(totalOf(orders, 'buy').toFixed(2)).toBe('71.80');
    const margin = orders.reduce(
      (sum, { size, price }) => sum.plus(size.times(price).div(10)),
      ZERO,
    );
    expect(margin.lt(equity)).toBe(true);
  });

  it('leaves out the side whose inventory bound is reached', () => {
    const orders = ladder({ position: decimal(79), unitSize: decimal(2) });
    expect(pricesOf(orders, 'buy')).toHaveLength(1);
    expect(pricesOf(ladder({ position: decimal(80) }), 'buy')).toHaveLength(0);
    expect(pricesOf(ladder({ position: decimal(80) }), 'sell')).toHaveLength(5);
  });

  it('gives the last level what is left of the budget, unless that is worth less than $10', () => {
    expect(bidSizes(decimal('4.5')).map(String)).toEqual(['2', '2', '0.5']);
    expect(bidSizes(decimal('4.3')).map(String)).toEqual(['2', '2']);
    expect(bidSizes(decimal('-1'))).toEqual([]);
  });

  it('never crosses the opposite best price, even where the model would', () => {
    const bestAsk = decimal('27.02');
    const bids = pricesOf(ladder({ bestAsk, bestBid: decimal('27.01') }), 'buy');
    expect(bids.every((price) => price.lt(bestAsk))).toBe(true);
    expect(bids[0]?.toString()).toBe('27.019');
    const bestBid = decimal('27.3');
    const asks = pricesOf(ladder({ bestBid, bestAsk: decimal('27.31') }), 'sell');
    expect(asks[0]?.toString()).toBe('27.301');
  });

  it('keeps the least half-spread and a tick between its levels', () => {
    const orders = ladder({ minHalfSpread: decimal('0.02'), levels: 3 });
    expect(pricesOf(orders, 'buy').map(String)).toEqual(['26.567', '26.566', '26.565']);
    expect(pricesOf(orders, 'sell').map(String)).toEqual(['27.653', '27.654', '27.655']);
  });

  it('steps to the finer tick below a power of ten', () => {
    const orders = ladder({
      mid: decimal('10.001'),
      bestBid: decimal(10),
      bestAsk: decimal('10.002'),
      lengthUnit: decimal('1e-9'),
      levels: 3,
    });
    expect(pricesOf(orders, 'buy').map(String)).toEqual(['10', '9.9999', '9.9998']);
  });

  it('stands on the grid, worth $10, within its budgets and bids below asks', () => {
    fc.assert(
      fc.property(markets, (market) => {
        const inputs = inputsOf(market);
        const orders = buildLadder(inputs);
        for (const { price, size } of orders) {
          expect(isOnPriceGrid(price, 2) && isOnSizeGrid(size, 2)).toBe(true);
          expect(size.times(price).gte(MIN_ORDER_NOTIONAL) && size.lte(inputs.unitSize)).toBe(true);
        }
        expect(totalOf(orders, 'buy').lte(inputs.buyBudget.clamp(0, Infinity))).toBe(true);
        expect(totalOf(orders, 'sell').lte(inputs.sellBudget.clamp(0, Infinity))).toBe(true);
        const bids = pricesOf(orders, 'buy');
        const asks = pricesOf(orders, 'sell');
        expect(bids.length <= market.levels && asks.length <= market.levels).toBe(true);
        const rising = [...bids.toReversed(), ...asks];
        expect(rising.every((price, i) => i === 0 || price.gt(rising[i - 1] ?? NaN))).toBe(true);
        expect(bids.every((price) => price.lt(inputs.bestAsk ?? NaN))).toBe(true);
        expect(asks.every((price) => price.gt(inputs.bestBid ?? NaN))).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('quotes no higher on either side as inventory grows', () => {
    fc.assert(
      fc.property(markets, fc.integer({ min: 0, max: 3_000 }), (market, moreLots) => {
        const before = buildLadder(inputsOf(market));
        const positionLots = market.positionLots + moreLots;
        const after = buildLadder(inputsOf({ ...market, positionLots }));
        const isNoHigher = (side: Side) => {
          const old = pricesOf(before, side);
          return pricesOf(after, side).every((price, i) => price.lte(old[i] ?? Infinity));
        };
        expect(isNoHigher('buy') && isNoHigher('sell')).toBe(true);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('is refused without a mid or a size', () => {
    expect(() => ladder({ mid: decimal(NaN) })).toThrow('mid above 0');
    expect(() => ladder({ unitSize: ZERO })).toThrow('size above 0');
    expect(() => ladder({ levels: 1.5 })).toThrow('whole number');
  });
});
