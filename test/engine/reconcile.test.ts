/** Goal: each difference from the venue is told and decided by the rule that the policy names. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { OpenOrder } from '../../src/market/index.js';
import { compile, EngineRig, HYPE, liveRig, policyText, report } from './engine-kit.js';

const PLAIN = compile(policyText(''));
const ADOPT = compile(policyText('', { account: '  foreign-orders adopt\n' }));
const REFUSE = compile(
  policyText('', { account: '  existing-positions refuse\n  foreign-orders refuse\n' }),
);

function foreign(change: Partial<OpenOrder> = {}): OpenOrder {
  return {
    coin: 'HYPE',
    side: 'buy',
    price: decimal('26.90'),
    size: decimal(3),
    originalSize: decimal(3),
    reduceOnly: false,
    orderId: 4_242,
    clientOrderId: null,
    placedAt: 0,
    ...change,
  };
}

function cancelled(rig: EngineRig): readonly (number | null)[] {
  return rig.of('cancelOrder').map(({ orderId }) => orderId);
}

function found(rig: EngineRig): readonly string[] {
  return rig.of('differenceFound').map(({ difference }) => difference.kind);
}

/** A rig with a ladder of its own resting beside an order of another hand that adds risk. */
function besideForeign(policy = PLAIN, change: Partial<OpenOrder> = {}): EngineRig {
  const rig = liveRig(policy);
  rig.top('27.10', '27.12');
  rig.settle();
  rig.at += 10;
  const ours = rig.state.orders.orders.flatMap(({ orderId, ...order }): OpenOrder[] =>
    orderId === null ? [] : [{ ...order, orderId, placedAt: rig.at }],
  );
  rig.reconcile(report(rig.at, '397.49'), [...ours, foreign(change)]);
  rig.forget();
  return rig;
}

describe('an order of another hand', () => {
  it('is told once, counted, and left alone', () => {
    const rig = liveRig(PLAIN);
    rig.reconcile(report(rig.at, '397.49'), [foreign()]);
    rig.reconcile(report(rig.at, '397.49'), [foreign()]);
    const told = rig.of('differenceFound');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      coin: 'HYPE',
      difference: { kind: 'foreign-order', orderId: 4_242, side: 'buy', isAdopted: false },
    });
    expect(rig.state.orders.orders).toMatchObject([{ purpose: 'foreign' }]);
  });

  it('stays while the position is unknown, and ours that add risk go', () => {
    const rig = besideForeign();
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    expect(rig.view().state).toBe('reducing');
    expect(cancelled(rig).length).toBeGreaterThan(1);
    expect(cancelled(rig)).not.toContain(4_242);
  });

  it('stays at a new start, before the venue is asked and after', () => {
    const rig = besideForeign();
    rig.start('fedcba9876543210');
    rig.mark('27.11');
    rig.wait(250);
    expect(cancelled(rig)).not.toContain(4_242);
  });

  it('stays while a measure is stale', () => {
    const rig = besideForeign();
    rig.wait(16_000);
    expect(rig.view().state).toBe('reducing');
    expect(cancelled(rig)).not.toContain(4_242);
  });

  it('stays through a pause, a flatten and the end of the session', () => {
    const paused = besideForeign();
    paused.operator('pause');
    expect(cancelled(paused).length).toBeGreaterThan(1);
    expect(cancelled(paused)).not.toContain(4_242);
    const stopping = besideForeign();
    stopping.hear({ kind: 'sessionStopping', at: stopping.at, reason: 'over' });
    expect(cancelled(stopping).length).toBeGreaterThan(1);
    expect(cancelled(stopping)).not.toContain(4_242);
  });

  it('does not keep a flatten waiting', () => {
    const rig = besideForeign();
    rig.fill('buy', 2, '27.10');
    rig.forget();
    rig.operator('flatten');
    rig.settle();
    rig.wait(250);
    expect(rig.submitted('sell').filter(({ timeInForce }) => timeInForce === 'ioc')).toHaveLength(
      1,
    );
    expect(cancelled(rig)).not.toContain(4_242);
  });

  it('is cancelled by a kill if it adds risk, and stays if it only closes', () => {
    const adding = besideForeign();
    adding.operator('kill');
    expect(cancelled(adding)).toContain(4_242);
    const closing = besideForeign(PLAIN, { reduceOnly: true });
    closing.operator('kill');
    expect(cancelled(closing)).not.toContain(4_242);
  });

  it('is ours from then on where the policy adopts it', () => {
    const rig = liveRig(ADOPT);
    rig.top('27.10', '27.12');
    rig.settle();
    rig.at += 10;
    rig.reconcile(report(rig.at, '397.49'), [foreign()]);
    expect(rig.of('differenceFound')).toMatchObject([{ difference: { isAdopted: true } }]);
    rig.operator('pause');
    expect(cancelled(rig)).toContain(4_242);
  });
});

describe('a start that the policy refuses', () => {
  it.each([
    ['a position', [{ size: decimal(12) }], [], /holds 12 HYPE from 27\.11; close it there/u],
    ['an order of another hand', [], [foreign()], /order 4242 of another hand rests: buy 3 HYPE/u],
  ] as const)('says why, and does nothing else: %s', (_, positions, orders, reason) => {
    const rig = new EngineRig(REFUSE).start();
    rig.mark('27.11');
    rig.top('27.10', '27.12');
    rig.forget();
    rig.reconcile(report(rig.at, '397.49', positions), orders);
    const [refused, ...more] = rig.of('startRefused');
    expect(more).toEqual([]);
    expect(refused?.reasons).toHaveLength(1);
    expect(refused?.reasons[0]).toMatch(reason);
    rig.wait(250);
    rig.top('27.10', '27.13');
    expect([...rig.submitted(), ...rig.of('cancelOrder')]).toEqual([]);
  });

  it('is refused again on the same journal: nothing was taken over', () => {
    const rig = new EngineRig(REFUSE).start();
    for (let run = 0; run < 2; run += 1) {
      rig.reconcile(report(rig.at, '397.49', [{ size: decimal(12) }]));
      rig.reconcile(report(rig.at, '397.49', [{ size: decimal(12) }]));
      expect(rig.of('startRefused')).toHaveLength(run + 1);
      rig.start('fedcba9876543210', [HYPE]);
    }
  });

  it('does not mind a position that our own fills come to, missed ones among them', () => {
    const rig = liveRig(REFUSE);
    rig.fill('buy', 2, 27);
    rig.start('fedcba9876543210');
    rig.at += 10_000;
    const missed = rig.fillOf('buy', 1, 27);
    rig.at += 10_000;
    const held = { size: decimal(3), entryPrice: decimal(27) };
    rig.reconcile(report(rig.at, '397.49', [held]), [], [missed]);
    expect(rig.of('startRefused')).toEqual([]);
    expect(found(rig)).toEqual(['missed-fill']);
  });

  it('minds a position that changed while nobody looked', () => {
    const rig = liveRig(REFUSE);
    rig.fill('buy', 2, 27);
    rig.start('fedcba9876543210');
    rig.at += 10_000;
    rig.reconcile(report(rig.at, '397.49', [{ size: decimal(5) }]));
    expect(rig.of('startRefused')[0]?.reasons).toEqual([
      'the account holds 5 HYPE where our fills come to 2; ' +
        'close it there, or write `existing-positions adopt`',
    ]);
    expect(rig.of('positionDiffered')).toEqual([]);
  });

  it('has counted each fill once, however often it looks', () => {
    const rig = liveRig(REFUSE);
    rig.start('fedcba9876543210');
    rig.at += 10_000;
    const missed = rig.fillOf('buy', 1, 27);
    rig.at += 10_000;
    const look = () =>
      rig.reconcile(report(rig.at, '397.49', [{ size: decimal(5) }]), [], [missed]);
    look();
    look();
    expect(rig.of('startRefused')).toHaveLength(1);
    expect(rig.of('positionChanged')).toHaveLength(1);
    expect(rig.state.fills).toBe(1);
  });

  it('does not mind a position that is gone: it says so, and starts flat', () => {
    const rig = liveRig(REFUSE);
    rig.fill('buy', 2, 27);
    rig.start('fedcba9876543210');
    rig.at += 10_000;
    rig.reconcile(report(rig.at, '397.49'));
    expect(rig.of('startRefused')).toEqual([]);
    expect(rig.of('positionDiffered')).toHaveLength(1);
  });

  it('once started, an order of another hand keeps its market reducing until it is gone', () => {
    const rig = liveRig(REFUSE);
    rig.at += 10;
    rig.reconcile(report(rig.at, '397.49'), [foreign()]);
    expect(rig.of('startRefused')).toEqual([]);
    expect(rig.view().markets[0]).toMatchObject({
      state: 'reducing',
      heldBy: 'builtin.foreign-orders',
    });
    rig.top('27.10', '27.12');
    expect(rig.submitted()).toEqual([]);
    rig.at += 10_000;
    rig.mark('27.11');
    rig.reconcile(report(rig.at, '397.49'), []);
    rig.top('27.10', '27.12');
    expect(rig.view().state).toBe('active');
    expect(rig.submitted().length).toBeGreaterThan(0);
  });
});

describe('what else a reconciliation finds', () => {
  it('an order of ours that the venue has no more is told, and counted no longer', () => {
    const rig = liveRig(PLAIN);
    rig.top('27.10', '27.12');
    rig.settle();
    const resting = rig.state.orders.orders.length;
    rig.at += 6_000;
    rig.mark('27.11');
    rig.forget();
    rig.reconcile(report(rig.at, '397.49'), []);
    expect(found(rig)).toEqual(Array.from({ length: resting }, () => 'missing-order'));
  });

  it('an entry price is told once and ours stands; what rounds alike is no difference', () => {
    const rig = liveRig(PLAIN);
    rig.fill('buy', 3, '27.123456');
    const look = (entryPrice: string): void => {
      rig.at += 1_000;
      const positions = [{ size: decimal(3), entryPrice: decimal(entryPrice) }];
      rig.reconcile(report(rig.at, '397.49', positions));
    };
    look('27.123');
    expect(found(rig)).toEqual([]);
    look('26');
    look('26');
    expect(found(rig)).toEqual(['entry']);
    expect(rig.view().markets[0]?.entryPrice?.toString()).toBe('27.123456');
  });

  it('a fill without price or size makes the position unknown, and spoils nothing', () => {
    const rig = liveRig(PLAIN);
    rig.fill('buy', 2, 27);
    rig.fill('buy', NaN, 27);
    expect(rig.view().markets[0]?.position).toBeNull();
    expect(rig.view().state).toBe('reducing');
    rig.at += 1_000;
    rig.reconcile(report(rig.at, '397.49', [{ size: decimal(3) }]));
    expect(rig.view().markets[0]?.position?.toString()).toBe('3');
  });

  it('a fill that the adopted report had in it already is not counted again', () => {
    const rig = liveRig(PLAIN, { positions: [{ size: decimal(4) }] });
    rig.fill('buy', 4, 27, { time: rig.at - 10 });
    expect(rig.view().markets[0]?.position?.toString()).toBe('4');
    rig.fill('sell', 1, 27, { time: rig.at + 10 });
    expect(rig.view().markets[0]?.position?.toString()).toBe('3');
  });
});
