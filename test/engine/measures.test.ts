/** Goal: what firms and desks count, counted by the engine from what it hears. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { MeasureName } from '../../src/check/index.js';
import { createFacts, valueOf } from '../../src/engine/facts.js';
import { createMeasureReader } from '../../src/engine/measure-reader.js';
import { applyFill, flatPosition } from '../../src/engine/tracked-position.js';
import type { Fill, Side } from '../../src/market/index.js';
import { compile, EngineRig, liveRig, policyText, report } from './engine-kit.js';

const at = (text: string): number => new Date(text).getTime();
const PLAIN = compile(policyText('', { quote: '' }));
const TWO = compile(`${policyText('', { quote: '' })}market BTC {\n  leverage          20x\n}\n`);

/** A measure as the engine reads it now; null where it is not known. */
function read(rig: EngineRig, name: MeasureName, policy = PLAIN): number | null {
  const facts = createFacts(policy, rig.state);
  const value = valueOf(createMeasureReader(facts, 'HYPE', null).read(name, null));
  return value === null ? null : value.toNumber();
}

/** A measure as a limit reads it, with an order of HYPE under check. */
function readInLimit(rig: EngineRig, name: MeasureName, side: Side, size: string): number | null {
  const others = rig.state.orders.orders;
  const [price, whole] = [decimal(27), decimal(size)];
  const order = { coin: 'HYPE', side, price, size: whole, addingSize: whole, others };
  const reader = createMeasureReader(createFacts(TWO, rig.state), 'HYPE', order);
  return valueOf(reader.read(name, null))?.toNumber() ?? null;
}

/** A trip from flat to flat in HYPE that comes to so many dollars, before fees. */
function trip(rig: EngineRig, gain: number, fee = 0): void {
  rig.fill('buy', 1, 27, { fee: decimal(fee) });
  rig.fill('sell', 1, 27 + gain, { fee: decimal(fee) });
}

const start = (): EngineRig => {
  const rig = new EngineRig(PLAIN);
  rig.at = at('2026-11-02T12:00:00Z');
  rig.start();
  rig.reconcile(report(rig.at, '397.49'));
  rig.mark(27);
  return rig;
};
const move = (rig: EngineRig, time: string, equity?: number | string): void => {
  rig.at = at(time);
  rig.mark(27);
  if (equity !== undefined) rig.account(equity);
};

describe('consecutive losses', () => {
  it('count trips from flat to flat, net of fees; nought is neither a loss nor a win', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    trip(rig, -1);
    trip(rig, -1);
    expect(read(rig, 'consecutive_losses')).toBe(2);
    trip(rig, 0);
    expect(read(rig, 'consecutive_losses')).toBe(2);
    trip(rig, 0.5, 0.3);
    expect(read(rig, 'consecutive_losses')).toBe(3);
    trip(rig, 1);
    expect(read(rig, 'consecutive_losses')).toBe(0);
  });

  it('count an exit in three fills once, and only when it is over', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    rig.fill('buy', 3, 27);
    rig.fill('sell', 1, 26);
    rig.fill('sell', 1, 26);
    expect(read(rig, 'consecutive_losses')).toBe(0);
    rig.fill('sell', 1, 26);
    expect(read(rig, 'consecutive_losses')).toBe(1);
  });

  it('end a trip where a fill turns the position round, and share its fee', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    rig.fill('buy', 1, 27);
    // Gains 0.5; of the fee of 0.6 a third belongs to the trip that ends.
    rig.fill('sell', 3, 27.5, { fee: decimal('0.6') });
    expect(read(rig, 'consecutive_losses')).toBe(0);
    // The other trip has paid 0.4 and gains 0.3.
    rig.fill('buy', 2, 27.35);
    expect(read(rig, 'consecutive_losses')).toBe(1);
  });

  it('say nothing of a trip whose end the venue alone has seen', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    rig.fill('buy', 1, 27);
    rig.at += 60_000;
    rig.reconcile(report(rig.at, 300));
    expect(read(rig, 'position')).toBe(0);
    expect(read(rig, 'consecutive_losses')).toBe(0);
  });

  it('go on after a restart, and start again once their pause has ended', () => {
    const rules = 'pause streak when consecutive_losses >= 2 until 30m later';
    const rig = liveRig(compile(policyText(rules, { quote: '' })), { mark: 27 });
    trip(rig, -1);
    rig.start('fedcba9876543210');
    rig.reconcile(report(rig.at, '397.49'));
    rig.mark(27);
    trip(rig, -1);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['streak']);
    rig.wait(30 * 60_000);
    expect(rig.of('ruleReleased')).toHaveLength(1);
    // Everybody's count goes on; the rule's own begins anew.
    expect(read(rig, 'consecutive_losses')).toBe(2);
    trip(rig, -1);
    expect(rig.of('ruleTripped')).toHaveLength(1);
  });

  it('add up to what was realised less the fees, whatever the fills', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom<Side>('buy', 'sell'),
        size: fc.integer({ min: 1, max: 4 }),
        cents: fc.integer({ min: 2_600, max: 2_800 }),
        fee: fc.integer({ min: -4, max: 20 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fills, (all) => {
        let position = flatPosition('HYPE');
        let closed = decimal(0);
        for (const { side, size, cents, fee } of all) {
          const fill = { side, size: decimal(size), price: decimal(cents).div(100), time: 0 };
          const next = applyFill(position, { ...fill, fee: decimal(fee).div(100) } as Fill);
          position = next.position;
          closed = closed.plus(next.closed?.netPnl ?? 0);
        }
        const net = position.realizedPnl.minus(position.fees);
        const underWay = position.trip;
        const open = underWay === null ? decimal(0) : underWay.realizedPnl.minus(underWay.fees);
        expect(closed.plus(open).toNumber()).toBeCloseTo(net.toNumber(), 9);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('the days', () => {
  it('count as trading days once a position was opened in them, each once', () => {
    const rig = start();
    expect(read(rig, 'trading_days')).toBe(0);
    rig.fill('buy', 1, 27);
    rig.fill('sell', 1, 27);
    rig.fill('buy', 1, 27);
    rig.wait(0);
    expect(read(rig, 'trading_days')).toBe(1);
    move(rig, '2026-11-03T00:00:00Z');
    rig.fill('sell', 1, 27);
    expect(read(rig, 'trading_days')).toBe(1);
    rig.fill('sell', 1, 27);
    expect(read(rig, 'trading_days')).toBe(2);
    move(rig, '2026-11-06T00:00:00Z');
    rig.fill('buy', 2, 27);
    expect(read(rig, 'trading_days')).toBe(3);
  });

  it('know the best gain of balance of a whole day, today included', () => {
    const rig = start();
    expect(read(rig, 'best_day_profit')).toBe(0);
    move(rig, '2026-11-02T15:00:00Z', '417.49');
    expect(read(rig, 'best_day_profit')).toBe(20);
    move(rig, '2026-11-02T20:00:00Z', '407.49');
    expect(read(rig, 'best_day_profit')).toBe(10);
    move(rig, '2026-11-03T00:00:00Z', '407.49');
    move(rig, '2026-11-03T12:00:00Z', '400.49');
    expect(read(rig, 'best_day_profit')).toBe(10);
    expect(read(rig, 'total_profit')).toBe(3);
    move(rig, '2026-11-03T13:00:00Z', '420.49');
    expect(read(rig, 'best_day_profit')).toBe(13);
  });

  it('are profitable where they gain what `profitable-day` says, today while it does', () => {
    for (const least of ['$10', '2.5% of initial_balance']) {
      const account = `  profitable-day    ${least}\n`;
      const policy = compile(policyText('', { quote: '', account }));
      const rig = new EngineRig(policy);
      rig.at = at('2026-11-02T12:00:00Z');
      rig.start().reconcile(report(rig.at, '397.49'));
      const days = (): number | null => read(rig, 'profitable_days', policy);
      expect(days()).toBe(0);
      move(rig, '2026-11-02T15:00:00Z', '407.49');
      expect(days()).toBe(1);
      move(rig, '2026-11-02T20:00:00Z', '405');
      expect(days()).toBe(0);
      move(rig, '2026-11-02T21:00:00Z', '410');
      move(rig, '2026-11-03T00:00:00Z', '410');
      expect(days()).toBe(1);
      move(rig, '2026-11-03T12:00:00Z', '421');
      expect(days()).toBe(2);
      move(rig, '2026-11-03T23:59:00Z', '415');
      move(rig, '2026-11-04T00:00:00Z', '415');
      expect(days()).toBe(1);
    }
    expect(read(start(), 'profitable_days')).toBeNull();
  });

  it('have their own highest equity, and the highest of all their ends', () => {
    const rig = start();
    move(rig, '2026-11-02T15:00:00Z', 500);
    move(rig, '2026-11-02T20:00:00Z', 450);
    expect(read(rig, 'day_peak_equity')).toBe(500);
    expect(read(rig, 'peak_day_end_equity')).toBe(397.49);
    move(rig, '2026-11-03T00:00:00Z', 450);
    expect(read(rig, 'day_peak_equity')).toBe(450);
    expect(read(rig, 'peak_day_end_equity')).toBe(450);
    expect(read(rig, 'peak_day_end_balance')).toBe(450);
    move(rig, '2026-11-04T00:00:00Z', 440);
    expect(read(rig, 'peak_day_end_equity')).toBe(450);
  });

  it('are not known at a reset until the account is', () => {
    const rig = start();
    rig.wait(12 * 3_600_000);
    expect(read(rig, 'day_peak_equity')).toBeNull();
    expect(read(rig, 'best_day_profit')).toBeNull();
  });
});

describe('positions over all markets', () => {
  it('add up signed, and count where there are some', () => {
    const rig = liveRig(TWO, { mark: 27, equity: 10_000 });
    rig.mark(50_000, 'BTC');
    rig.fill('buy', 10, 27);
    rig.fill('sell', '0.02', 50_000, { coin: 'BTC' });
    expect(read(rig, 'net_exposure', TWO)).toBe(270 - 1_000);
    expect(read(rig, 'exposure', TWO)).toBe(1_270);
    expect(read(rig, 'open_positions', TWO)).toBe(2);
  });

  it('take the order and all that may fill into account in a limit', () => {
    const rig = liveRig(TWO, { mark: 27, equity: 10_000 });
    rig.mark(50_000, 'BTC');
    const resting = { coin: 'BTC', side: 'buy', price: decimal(50_000) } as const;
    const order = { ...resting, size: decimal('0.01'), orderId: 1, placedAt: rig.at };
    const open = { ...order, originalSize: order.size, reduceOnly: false, clientOrderId: null };
    rig.reconcile(report(rig.at, 10_000), [open]);
    expect(readInLimit(rig, 'net_exposure', 'buy', '10')).toBe(270 + 500);
    expect(readInLimit(rig, 'net_exposure', 'sell', '30')).toBe(-810);
    expect(readInLimit(rig, 'open_positions', 'buy', '10')).toBe(2);
    expect(read(rig, 'open_positions', TWO)).toBe(0);
  });

  it('are not known while the stream is stale', () => {
    const rig = liveRig(TWO, { mark: 27 });
    rig.wait(15_001);
    expect(read(rig, 'net_exposure', TWO)).toBeNull();
    expect(read(rig, 'open_positions', TWO)).toBeNull();
  });
});

describe('what the venue says otherwise', () => {
  it('is the difference between our position and its report', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    rig.at += 1_000;
    rig.account(397, [{ size: decimal(2) }]);
    expect(read(rig, 'position_difference')).toBe(-2);
    rig.at += 1_000;
    rig.account(397);
    expect(read(rig, 'position_difference')).toBe(0);
  });

  it('is no difference where a fill is younger than the report, or of its very millisecond', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    rig.at += 1_000;
    rig.fill('buy', 2, 27);
    expect(read(rig, 'position_difference')).toBe(0);
    rig.account(397);
    expect(read(rig, 'position_difference')).toBe(0);
    rig.account(397, [{ size: decimal(2) }]);
    expect(read(rig, 'position_difference')).toBe(0);
    rig.at += 1_000;
    rig.account(397);
    expect(read(rig, 'position_difference')).toBe(2);
  });

  it('kills by a rule that says for how long', () => {
    const rules = 'kill mismatch when |position_difference| > 0 for 5s';
    const rig = liveRig(compile(policyText(rules, { quote: '' })), { mark: 27 });
    rig.at += 1_000;
    rig.account(397, [{ size: decimal(2) }]);
    rig.wait(4_999);
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.wait(1);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['mismatch']);
  });

  it('is unknown of an order whose reply was lost, until a snapshot settles it', () => {
    const rules = compile(policyText('alert lost when unresolved_orders > 0'));
    const rig = liveRig(rules, { mark: 27 });
    rig.top('26.99', '27.01');
    const clientOrderId = rig.submitted()[0]?.clientOrderId ?? '';
    rig.hear({ kind: 'orderOutcomeUnknown', at: rig.at, clientOrderId, reason: 'timeout' });
    expect(read(rig, 'unresolved_orders')).toBe(1);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['lost']);
    rig.operator('pause');
    rig.settle();
    rig.at += 31_000;
    rig.reconcile(report(rig.at, '397.49'));
    expect(read(rig, 'unresolved_orders')).toBe(0);
  });

  it('tells the funding rate, while its feed is fresh', () => {
    const rig = liveRig(PLAIN, { mark: 27 });
    const [mark, oracle] = [decimal(27), decimal(27)];
    const hear = (rate: number): void => {
      const fundingRate = decimal(rate);
      rig.hear({ kind: 'contextChanged', at: rig.at, coin: 'HYPE', mark, oracle, fundingRate });
    };
    hear(0.0001);
    expect(read(rig, 'funding_rate')).toBe(0.0001);
    hear(Number.NaN);
    expect(read(rig, 'funding_rate')).toBeNull();
    hear(-0.0002);
    rig.wait(7_001);
    expect(read(rig, 'funding_rate')).toBeNull();
  });
});
