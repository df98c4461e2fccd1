import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { OpenOrder, Side } from '../../src/market/index.js';
import { type DesiredOrder, diffLadder } from '../../src/quoting/index.js';

const EXACT = { price: decimal(0), size: decimal(0) };
const LOOSE = { price: decimal('0.001'), size: decimal('0.1') };

function wanted(side: Side, price: number, size = 2): DesiredOrder {
  return { side, price: decimal(price), size: decimal(size) };
}

let orderId = 0;
function resting(side: Side, price: number, size = 2): OpenOrder {
  orderId += 1;
  return {
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal(size),
    originalSize: decimal(size),
    reduceOnly: false,
    orderId,
    clientOrderId: null,
    placedAt: 0,
  };
}

describe('difference of ladders', () => {
  it('is empty where the open orders are the desired ones', () => {
    const desired = [wanted('buy', 27), wanted('sell', 28)];
    const diff = diffLadder(desired, [resting('sell', 28), resting('buy', 27)], EXACT);
    expect([diff.cancel, diff.place]).toEqual([[], []]);
    expect(diff.keep).toHaveLength(2);
  });

  it('replaces an order at another price and one on the other side', () => {
    const [moved, flipped] = [resting('buy', 26.9), resting('sell', 27)];
    const diff = diffLadder([wanted('buy', 27)], [moved, flipped], EXACT);
    expect(diff.cancel).toEqual([moved, flipped]);
    expect(diff.place).toEqual([wanted('buy', 27)]);
  });

  it('keeps the nearest order within tolerance and cancels a second one beside it', () => {
    const [near, nearer] = [resting('buy', 27.02), resting('buy', 27.01)];
    const diff = diffLadder([wanted('buy', 27)], [near, nearer], LOOSE);
    expect(diff.keep.map((kept) => kept.open)).toEqual([nearer]);
    expect(diff.cancel).toEqual([near]);
  });

  it('replaces an order of which too much is filled or that is too large', () => {
    const [filled, large] = [resting('buy', 27, 1.7), resting('sell', 28, 2.3)];
    const diff = diffLadder([wanted('buy', 27), wanted('sell', 28)], [filled, large], LOOSE);
    expect(diff.cancel).toEqual([filled, large]);
    expect(diff.place).toHaveLength(2);
  });

  it('accounts for every order once and settles when it is carried out', () => {
    const prices = fc.integer({ min: 2_690, max: 2_720 }).map((cents) => cents / 100);
    const side = fc.constantFrom<Side>('buy', 'sell');
    const shapes = fc.array(fc.tuple(side, prices), { maxLength: 8 });
    fc.assert(
      fc.property(shapes, shapes, (desiredShapes, openShapes) => {
        const desired = desiredShapes.map(([aSide, price]) => wanted(aSide, price));
        const open = openShapes.map(([aSide, price]) => resting(aSide, price));
        const diff = diffLadder(desired, open, LOOSE);
        expect(diff.cancel.length + diff.keep.length).toBe(open.length);
        expect(diff.place.length + diff.keep.length).toBe(desired.length);
        const kept = diff.keep.map((pair) => pair.open);
        expect(new Set([...diff.cancel, ...kept]).size).toBe(open.length);
        const placed = diff.place.map((order) => resting(order.side, order.price.toNumber()));
        const again = diffLadder(desired, [...kept, ...placed], EXACT);
        expect(again.keep.length).toBeGreaterThanOrEqual(diff.place.length);
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
