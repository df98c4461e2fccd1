/** Goal: an order that the venue shrank to our position is over when that is flat, not missing. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { TrackedOrder } from '../../src/engine/order-ledger.js';
import { compile, type EngineRig, liveRig, policyText, report } from './engine-kit.js';

const POLICY = compile(policyText(''));
const LONG = 20;

/** Long, with a closing order at rest that the venue shrinks by one: the rest is sold elsewhere. */
function rigWithShrunk(): { readonly rig: EngineRig; readonly order: TrackedOrder } {
  const rig = liveRig(POLICY, { positions: [{ size: decimal(LONG) }] });
  rig.top('27.10', '27.12');
  rig.settle();
  const order = rig.state.orders.orders.find(({ reduceOnly }) => reduceOnly);
  if (order === undefined) throw new Error('a long position is quoted with orders that close it');
  rig.fill('sell', order.size.neg().plus(LONG).plus(1).toString(), '27.12');
  return { rig, order };
}

function fillShrunk(rig: EngineRig, { orderId, size }: TrackedOrder): void {
  rig.fill('sell', size.minus(1).toString(), '27.12', { orderId: orderId ?? 0 });
}

function closeAsFilled(rig: EngineRig, order: TrackedOrder): void {
  const { coin, clientOrderId } = order;
  const orderId = order.orderId ?? 0;
  rig.hear({ kind: 'orderClosed', at: rig.at, coin, orderId, clientOrderId, status: 'filled' });
}

const isTracked = (rig: EngineRig, { orderId }: TrackedOrder): boolean =>
  rig.state.orders.orders.some((order) => order.orderId === orderId);

describe('a reduce-only order that the venue shrank', () => {
  it('is over when it is told as filled after the fill that made us flat', () => {
    const { rig, order } = rigWithShrunk();
    fillShrunk(rig, order);
    closeAsFilled(rig, order);
    expect(isTracked(rig, order)).toBe(false);
    rig.wait(5_001);
    expect(rig.state.isPositionKnown).toBe(true);
  });

  it('is over when the fill that makes us flat comes after its end', () => {
    const { rig, order } = rigWithShrunk();
    closeAsFilled(rig, order);
    expect(isTracked(rig, order)).toBe(true);
    fillShrunk(rig, order);
    expect(isTracked(rig, order)).toBe(false);
    rig.wait(5_001);
    expect(rig.state.isPositionKnown).toBe(true);
  });

  it('is over when a look at the venue finds us flat', () => {
    const { rig, order } = rigWithShrunk();
    closeAsFilled(rig, order);
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    rig.at += 100;
    rig.reconcile(report(rig.at, '397.49'));
    expect(isTracked(rig, order)).toBe(false);
  });

  it('leaves the position unknown where its fill is really missing', () => {
    const { rig, order } = rigWithShrunk();
    closeAsFilled(rig, order);
    rig.wait(5_000);
    expect(rig.state.isPositionKnown).toBe(true);
    rig.wait(1);
    expect(rig.state.isPositionKnown).toBe(false);
    expect(isTracked(rig, order)).toBe(true);
  });
});
