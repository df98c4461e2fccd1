/** What has to hold before anyone trades with it, point by point. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createEngine } from '../../src/engine/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import { foldJournal, readJournal, verifyChain } from '../../src/journal/index.js';
import { liveRig, report } from '../engine/engine-kit.js';
import { AT, riskManager } from '../risk/risk-kit.js';
import { LiveKit, policyText, START_MS } from './live-kit.js';
import { compilePolicy, type TradedRun } from './trade-on.js';

const ORDER = { coin: 'HYPE', side: 'buy', size: 1, price: 25 } as const;

describe('the safety checklist', () => {
  it('every order is checked: each broken rule is named, none is skipped', () => {
    const risk = riskManager(`limit order-notional order.notional <= $100
limit price-sanity order.price within 5% of mark
limit open-orders open_orders <= 0`);
    const verdict = risk.checkOrder({ ...ORDER, size: 10, price: 30 });
    expect(verdict.failedRules).toEqual(['order-notional', 'price-sanity', 'open-orders']);
  });

  it('the circuit breaker trips on losses in a row, and only a person resets it', () => {
    const risk = riskManager('pause losses when consecutive_losses >= 1 until resumed');
    risk.updateFromFill({ ...ORDER, tradeId: 1 });
    risk.updateFromFill({ ...ORDER, tradeId: 2, side: 'sell', price: 24 });
    expect(risk.checkOrder(ORDER).failedRules).toEqual(['losses']);
    risk.tick(AT + 1_000);
    expect(risk.checkOrder(ORDER).isAllowed).toBe(false);
    expect(risk.resetBreaker()).toEqual({ isReset: true });
    expect(risk.checkOrder(ORDER).isAllowed).toBe(true);
  });

  it('a daily loss ends the day, open losses included', () => {
    const risk = riskManager('kill daily-loss when equity < day_start_equity - $500');
    risk.updateFromFill({ ...ORDER, tradeId: 1, size: 100 });
    risk.updatePrice('HYPE', 20);
    expect(risk.status().state).toBe('active');
    risk.updatePrice('HYPE', '19.99');
    expect(risk.status().state).toBe('halted');
    expect(risk.rearm('tomorrow')).toMatchObject({ isReset: false });
  });

  it('position limits count what rests and is in flight', () => {
    const risk = riskManager('limit position position_value <= $250');
    expect(risk.checkOrder({ ...ORDER, size: 6 }).isAllowed).toBe(true);
    const second = risk.checkOrder({ ...ORDER, size: 6 });
    expect(second.failedRules).toEqual(['position']);
    expect(second.sizeThatFits).toEqual(decimal(4));
  });

  it('a price far from the mark does not leave', () => {
    const risk = riskManager('limit price-sanity order.price within 5% of mark');
    expect(risk.judgeOrder({ ...ORDER, price: '26.25' }).isAllowed).toBe(true);
    expect(risk.judgeOrder({ ...ORDER, price: '26.251' }).failedRules).toEqual(['price-sanity']);
  });

  it('positions come from fills, each counted once', () => {
    const risk = riskManager('');
    for (const tradeId of [1, 2, 2]) risk.updateFromFill({ ...ORDER, tradeId, size: '0.1' });
    expect(risk.positions()[0]?.size).toEqual(decimal('0.2'));
  });

  it('figures are decimals: 0.1 and 0.2 are 0.3, and 0.3 is not above 0.3', () => {
    const risk = riskManager('limit position position_value <= $7.50');
    for (const size of [0.1, 0.2]) expect(risk.checkOrder({ ...ORDER, size }).isAllowed).toBe(true);
    expect(risk.checkOrder({ ...ORDER, size: 0.01 }).isAllowed).toBe(false);
  });

  it('the rate keeps headroom for orders that only shrink a position', () => {
    const risk = riskManager('limit order-rate orders <= 1 per 1m');
    risk.updateFromFill({ ...ORDER, tradeId: 1, size: 5 });
    expect(risk.checkOrder(ORDER).isAllowed).toBe(true);
    expect(risk.checkOrder(ORDER).failedRules).toEqual(['order-rate']);
    expect(risk.checkOrder({ ...ORDER, side: 'sell', size: 5 }).isAllowed).toBe(true);
  });

  it('a lost connection lets nothing grow until the venue is reconciled again', () => {
    const rig = liveRig(compilePolicy(policyText('limit order-notional order.notional <= $500')));
    rig.top('27.10', '27.12');
    expect(rig.view().state).toBe('active');
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'closed' });
    expect(rig.view().markets[0]?.heldBy).toBe('builtin.position-known');
    rig.reconcile(report(rig.at, '397.49'));
    expect(rig.view().state).toBe('active');
  });
});

describe('the safety checklist of a live session', () => {
  let kit: LiveKit;
  let run: TradedRun;
  let journal: string;
  const source = policyText('limit open-orders open_orders <= 5');

  beforeAll(async () => {
    kit = await LiveKit.open({
      cash: '1000',
      market: syntheticMarket({ seed: 9, startTime: START_MS, intensity: 5 }),
    });
    journal = kit.newJournal();
    run = await kit.run({ policy: compilePolicy(source), journal, forMs: 20_000 });
  }, 120_000);
  afterAll(() => kit.close());

  it('audit: the chain of the journal holds, and every decision follows from it again', async () => {
    expect(await verifyChain(readJournal(journal))).toMatchObject({ problemCount: 0 });
    const folded = await foldJournal(readJournal(journal), ({ policy }) =>
      createEngine(compilePolicy(policy.source, policy.file)),
    );
    expect(folded).toMatchObject({ differences: 0, broken: null });
  });

  it('audit: an order is on record before the venue hears of it', async () => {
    const seen = new Set<string>();
    let accepted = 0;
    for await (const { record } of readJournal(journal)) {
      if (record?.kind === 'decision' && record.decision.kind === 'submitOrder') {
        seen.add(record.decision.order.clientOrderId);
      }
      if (record?.kind !== 'event' || record.event.kind !== 'orderAccepted') continue;
      accepted += 1;
      expect(seen).toContain(record.event.clientOrderId);
    }
    expect(accepted).toBeGreaterThan(0);
  });

  it('rejections are logged: each order that was denied, with all its reasons', () => {
    const denied = run.steps
      .flatMap(([, decisions]) => decisions)
      .filter((decision) => decision.kind === 'orderDenied');
    expect(denied.length).toBeGreaterThan(0);
    for (const { denials } of denied) {
      expect(denials.map(({ rule }) => rule)).toContain('open-orders');
    }
  });

  it('reconnection: a second process goes on from the journal, reconciled first', async () => {
    const again = await kit.run({ policy: compilePolicy(source), journal, forMs: 5_000 });
    const kinds = again.steps.map(([event]) => event.kind);
    expect(kinds.indexOf('reconciled')).toBeGreaterThan(kinds.indexOf('sessionStarted'));
    const firstOrder = again.steps.findIndex(([, decisions]) =>
      decisions.some(({ kind }) => kind === 'submitOrder'),
    );
    expect(firstOrder).toBeGreaterThanOrEqual(kinds.indexOf('reconciled'));
    expect(await verifyChain(readJournal(journal))).toMatchObject({ problemCount: 0 });
  });
});
