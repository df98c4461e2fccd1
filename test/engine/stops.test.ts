/** Goal: a position has its stop, on the venue, from its first fill to its last. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Price } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { createInspector, type Decision } from '../../src/engine/index.js';
import type { OpenOrder, Side } from '../../src/market/index.js';
import { compile, type EngineRig, liveRig, policyText, report } from './engine-kit.js';

type Stop = Extract<Decision, { kind: 'submitOrder' }>['order'];

/** A policy whose stops stand $0.50 away from entry. */
function stopping(rules = ''): CompiledPolicy {
  return compile(
    policyText(`${rules}

size kelly {
  warm-up-risk      1% of equity
  risk-per-trade    1% of equity
  stop-distance     $0.50
}`),
  );
}

const stopsSent = (rig: EngineRig): readonly Stop[] =>
  rig.submitted().filter(({ triggerPrice }) => triggerPrice !== undefined);
const shown = ({ side, size, triggerPrice, price, reduceOnly, timeInForce }: Stop): string =>
  `${side} ${size} on ${triggerPrice} to ${price} ${timeInForce}${reduceOnly ? ' reduce-only' : ''}`;

let nextStopId = 5_000;
/** The venue takes every stop that waits for its answer. */
function acceptStops(rig: EngineRig): void {
  for (const { status, clientOrderId } of rig.state.stops.orders) {
    if (status !== 'inFlight' || clientOrderId === null) continue;
    rig.hear({ kind: 'orderAccepted', at: rig.at, clientOrderId, orderId: nextStopId++ });
  }
}
/** … and confirms every cancel of one. */
function confirmCancels(rig: EngineRig): void {
  for (const { cancelAt, coin, orderId, clientOrderId } of rig.state.stops.orders) {
    if (cancelAt === null || orderId === null) continue;
    const status = 'canceled';
    rig.hear({ kind: 'orderClosed', at: rig.at, coin, orderId, clientOrderId, status });
  }
}

const flatRig = (policy = stopping()): EngineRig => {
  const rig = liveRig(policy, { equity: 10_000 });
  rig.top(27.1, 27.12);
  rig.settle();
  rig.forget();
  return rig;
};

const withStop = (): EngineRig => {
  const rig = flatRig();
  rig.fill('buy', 4, '27.1');
  acceptStops(rig);
  rig.forget();
  return rig;
};
const cancelling = (rig: EngineRig) =>
  rig.state.stops.orders.filter(({ cancelAt }) => cancelAt !== null).length;

describe('a stop', () => {
  it('is set with the first fill, for the whole position, reduce-only, at the distance', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    expect(stopsSent(rig).map(shown)).toEqual(['sell 4 on 26.6 to 26.334 ioc reduce-only']);
  });

  it('stands above a short position', () => {
    const rig = flatRig();
    rig.fill('sell', 4, '27.1');
    expect(stopsSent(rig).map(shown)).toEqual(['buy 4 on 27.6 to 27.876 ioc reduce-only']);
  });

  it('is placed anew before the old one goes when the position grows', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    acceptStops(rig);
    rig.forget();
    rig.fill('buy', 2, '27.1');
    expect(stopsSent(rig)).toEqual([]);
    rig.wait(1_000);
    expect(stopsSent(rig).map(({ size }) => size.toNumber())).toEqual([6]);
    const cancelled = () => rig.of('cancelOrder').filter(({ reason }) => reason.includes('stop'));
    expect(cancelled()).toEqual([]);
    acceptStops(rig);
    expect(cancelled()).toHaveLength(1);
    confirmCancels(rig);
    expect(rig.state.stops.orders.map(({ size }) => size.toNumber())).toEqual([6]);
  });

  it('is moved at most once a second, however many fills there are', () => {
    const rig = flatRig();
    for (let count = 0; count < 20; count += 1) {
      rig.fill('buy', 1, '27.1');
      acceptStops(rig);
      confirmCancels(rig);
      rig.wait(100);
    }
    expect(stopsSent(rig).length).toBeLessThanOrEqual(3);
  });

  it('survives requotes, and no limit counts it', () => {
    const rig = flatRig(stopping('limit few open_orders <= 12'));
    rig.fill('buy', 4, '27.1');
    acceptStops(rig);
    const [stop] = rig.state.stops.orders;
    rig.top(26.9, 26.92);
    rig.wait(250);
    rig.settle();
    expect(rig.state.stops.orders.map(({ orderId }) => orderId)).toEqual([stop?.orderId]);
    expect(rig.state.orders.orders.some(({ triggerPrice }) => triggerPrice !== undefined)).toBe(
      false,
    );
    // All of the position may still be sold beside it.
    const order = { coin: 'HYPE', side: 'sell', price: decimal(27), size: decimal(4) } as const;
    const clear = { ...rig.state, orders: { ...rig.state.orders, orders: [] } };
    const { reducingSize } = createInspector(stopping()).judgeOrder(clear, order);
    expect(reducingSize.toNumber()).toBe(4);
  });

  it('is cancelled once the position is flat', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    acceptStops(rig);
    rig.forget();
    rig.fill('sell', 4, '27.2');
    expect(rig.of('cancelOrder').filter(({ reason }) => reason.includes('stop'))).toHaveLength(1);
    expect(stopsSent(rig)).toEqual([]);
  });

  it('changes its side with the position', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    acceptStops(rig);
    rig.forget();
    rig.wait(1_000);
    rig.fill('sell', 6, '27.2');
    expect(stopsSent(rig).map(shown)).toEqual(['buy 2 on 27.7 to 27.977 ioc reduce-only']);
    expect(
      rig.of('cancelOrder').filter(({ reason }) => reason === 'it stops the other side'),
    ).toHaveLength(1);
  });

  it('stands at its distance from mark where mark is past it already', () => {
    const rig = liveRig(stopping(), {
      equity: 10_000,
      positions: [{ size: decimal(4), entryPrice: decimal(30) }],
    });
    expect(stopsSent(rig).map(({ triggerPrice }) => triggerPrice?.toNumber())).toEqual([26.61]);
  });

  it('is set again where the venue refuses or loses it', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    const [stop] = stopsSent(rig);
    const clientOrderId = stop?.clientOrderId ?? '';
    rig.hear({ kind: 'orderRejected', at: rig.at, clientOrderId, reason: 'Invalid TP/SL price.' });
    expect(stopsSent(rig)).toHaveLength(1);
    rig.wait(1_000);
    expect(stopsSent(rig)).toHaveLength(2);
  });

  it('stays through a pause and a clean stop, and goes with a kill', () => {
    const paused = withStop();
    paused.operator('pause');
    expect(paused.of('cancelOrder').length).toBeGreaterThan(0);
    expect(cancelling(paused)).toBe(0);
    const stopped = withStop();
    stopped.hear({ kind: 'sessionStopping', at: stopped.at, reason: 'done' });
    expect(cancelling(stopped)).toBe(0);
    const killed = withStop();
    killed.operator('kill');
    expect(cancelling(killed)).toBe(1);
    const flattened = withStop();
    flattened.operator('flatten');
    expect(cancelling(flattened)).toBe(1);
  });

  it('is adopted by the next run, by its id', () => {
    const rig = flatRig();
    rig.fill('buy', 4, '27.1');
    acceptStops(rig);
    const [stop] = rig.state.stops.orders;
    if (stop?.triggerPrice === undefined) throw new Error('a stop was sent');
    const { coin, side, price, size, originalSize, clientOrderId, triggerPrice } = stop;
    const open: OpenOrder = {
      coin,
      side,
      price,
      size,
      originalSize,
      clientOrderId,
      triggerPrice,
      reduceOnly: true,
      orderId: stop.orderId ?? 0,
      placedAt: rig.at,
    };
    rig.at += 60_000;
    rig.forget();
    rig.start('fedcba9876543210');
    const positions = [{ size: decimal(4), entryPrice: decimal('27.1') }];
    rig.reconcile(report(rig.at, 10_000, positions), [open]);
    rig.mark('27.11');
    expect(stopsSent(rig)).toEqual([]);
    expect(rig.state.stops.orders).toMatchObject([{ purpose: 'stop', status: 'resting' }]);
  });

  it('never leaves a position without one for longer than it takes to set it', () => {
    const sides = fc.array(
      fc.tuple(fc.constantFrom<Side>('buy', 'sell'), fc.integer({ min: 1, max: 9 })),
      {
        minLength: 1,
        maxLength: 25,
      },
    );
    fc.assert(
      fc.property(sides, (fills) => {
        const rig = flatRig();
        for (const [side, size] of fills) {
          rig.fill(side, size, '27.1');
          acceptStops(rig);
          confirmCancels(rig);
          rig.wait(1_000);
          acceptStops(rig);
          confirmCancels(rig);
          rig.mark('27.11');
          rig.account(10_000, [{ size: rig.state.positions['HYPE']?.size ?? decimal(0) }]);
          expect(rig.state.uncoveredSince).toEqual({});
          const position = rig.state.positions['HYPE']?.size.toNumber() ?? 0;
          const live = rig.state.stops.orders.filter(({ cancelAt }) => cancelAt === null);
          expect(live.length).toBe(position === 0 ? 0 : 1);
        }
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});

function riskOf(
  position: { readonly size: number; readonly entry: number } | null,
  stops: readonly { readonly size: number; readonly at: number }[],
  rules = 'reduce-only risky when open_risk > $100',
) {
  const policy = compile(policyText(rules, { quote: '' }));
  const rig = liveRig(policy, { equity: 10_000 });
  const positions =
    position === null
      ? []
      : [{ size: decimal(position.size), entryPrice: decimal(position.entry) }];
  const open = stops.map(({ size, at }, index): OpenOrder => {
    const side: Side = (position?.size ?? 0) > 0 ? 'sell' : 'buy';
    const [price, amount] = [decimal(at) as Price, decimal(size)];
    return {
      coin: 'HYPE',
      side,
      price,
      size: amount,
      originalSize: amount,
      reduceOnly: true,
      triggerPrice: price,
      orderId: 900 + index,
      clientOrderId: null,
      placedAt: rig.at,
    };
  });
  const fresh = liveRig(policy, { equity: 10_000, positions });
  fresh.reconcile(report(fresh.at, 10_000, positions), open);
  return fresh;
}
const valueOf = (rig: EngineRig) => rig.view().headroom[0]?.value?.toNumber() ?? null;

describe('what stops leave at risk', () => {
  it('is 0 when flat, unknown while a part lacks a stop', () => {
    expect(valueOf(riskOf(null, []))).toBe(0);
    expect(valueOf(riskOf({ size: 10, entry: 27 }, []))).toBeNull();
    expect(valueOf(riskOf({ size: 10, entry: 27 }, [{ size: 9, at: 26 }]))).toBeNull();
  });

  it('is the loss from entry at each stop, the nearest first, with the fee of the exit', () => {
    const fee = 0.00045;
    const two = riskOf({ size: 10, entry: 27 }, [
      { size: 6, at: 25 },
      { size: 6, at: 26 },
    ]);
    // 6 at 26, then 4 at 25.
    expect(valueOf(two)).toBeCloseTo(6 * (1 + 26 * fee) + 4 * (2 + 25 * fee), 10);
    const short = riskOf({ size: -10, entry: 27 }, [{ size: 10, at: 28 }]);
    expect(valueOf(short)).toBeCloseTo(10 * (1 + 28 * fee), 10);
  });

  it('is 0 where the stop locks in a gain', () => {
    expect(valueOf(riskOf({ size: 10, entry: 20 }, [{ size: 10, at: 26 }]))).toBe(0);
  });

  it('grows in a limit by the order and by all that rests on its side', () => {
    const policy = compile(
      policyText('limit risk open_risk <= $20\nlimit own order.risk <= $12', { quote: '' }),
    );
    const rig = riskOf({ size: 10, entry: 27 }, [{ size: 10, at: 26 }]);
    const judge = (size: number, stop?: string) => {
      const order = { coin: 'HYPE', side: 'buy', price: decimal(27), size: decimal(size) } as const;
      const proposed = stop === undefined ? order : { ...order, stop: decimal(stop) as Price };
      return createInspector(policy)
        .judgeOrder(rig.state, proposed)
        .denials.map(({ rule }) => rule);
    };
    // 10 × (1 + fee) stand at risk already.
    expect(judge(9, '26')).toEqual([]);
    expect(judge(10, '26')).toEqual(['risk']);
    expect(judge(12, '26')).toEqual(['risk', 'own']);
    expect(judge(1)).toEqual(['risk', 'own']);
    // A stop on the wrong side is none.
    expect(judge(1, '28')).toEqual(['risk', 'own']);
  });

  it('is never asked of what only shrinks the position', () => {
    const policy = compile(policyText('limit risk open_risk <= $1', { quote: '' }));
    const rig = riskOf({ size: 10, entry: 27 }, []);
    const order = { coin: 'HYPE', side: 'sell', price: decimal(27), size: decimal(10) } as const;
    expect(createInspector(policy).judgeOrder(rig.state, order).denials).toEqual([]);
  });
});

describe('the time without a stop', () => {
  it('runs from the fill that leaves a part uncovered, and ends when it is covered', () => {
    const rig = liveRig(
      compile(policyText('kill bare when time_without_stop > 5s', { quote: '' })),
      { equity: 10_000 },
    );
    const time = () => rig.view().headroom[0]?.value?.toNumber() ?? null;
    expect(time()).toBe(0);
    rig.fill('buy', 4, '27.1');
    rig.wait(4_000);
    expect(time()).toBe(4_000);
    const stop = (size: number): OpenOrder => ({
      coin: 'HYPE',
      side: 'sell',
      price: decimal(26),
      reduceOnly: true,
      orderId: size,
      size: decimal(size),
      originalSize: decimal(size),
      triggerPrice: decimal(26),
      clientOrderId: null,
      placedAt: rig.at,
    });
    const positions = [{ size: decimal(4), entryPrice: decimal('27.1') }];
    rig.reconcile(report(rig.at, 10_000, positions), [stop(3)]);
    expect(time()).toBe(4_000);
    rig.reconcile(report(rig.at, 10_000, positions), [stop(4)]);
    expect(time()).toBe(0);
    rig.at += 6_000;
    rig.mark('27.11');
    rig.reconcile(report(rig.at, 10_000, positions), []);
    rig.wait(5_000);
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.wait(250);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['bare']);
  });
});
