import { describe, expect, it } from 'vitest';
import { AlertNews } from '../../src/alert/index.js';
import { decimal } from '../../src/base/index.js';
import type { Decision } from '../../src/engine/index.js';

const AT = 1_000_000;
const tick = { kind: 'clockTicked', at: AT } as const;

function stateOf(coin: string, to: 'reducing' | 'halted', rule: string | null): Decision {
  return {
    kind: 'tradingStateChanged',
    at: AT,
    coin,
    from: 'active',
    to,
    rule,
    endsBy: 'a re-arm',
  };
}

function trippedOf(ruleKind: 'alert' | 'kill'): Decision {
  return {
    kind: 'ruleTripped',
    at: AT,
    rule: 'daily-loss',
    ruleKind,
    place: null,
    coin: null,
    text: 'equity < $950',
    value: decimal('949.123456'),
    threshold: decimal(950),
    unit: 'money',
  };
}

describe('the news of a step', () => {
  it('is the rule, one halt for the account and each market’s state where a kill trips', () => {
    const decisions = [
      trippedOf('kill'),
      stateOf('HYPE', 'halted', 'daily-loss'),
      stateOf('BTC', 'halted', 'daily-loss'),
    ];
    const alerts = new AlertNews().ofStep(tick, decisions);
    expect(alerts.map(({ kind, coin }) => `${kind} ${coin ?? ''}`)).toEqual([
      'rule-tripped ',
      'state-changed HYPE',
      'state-changed BTC',
      'halted ',
    ]);
    expect(alerts[0]?.text).toBe('kill daily-loss: equity < $950 (now 949.123, bound 950)');
    expect(alerts[3]?.text).toBe('halted by daily-loss; only a re-arm ends it');
  });

  it('tells the operator’s kill, that trips no rule', () => {
    const alerts = new AlertNews().ofStep(tick, [stateOf('HYPE', 'halted', null)]);
    expect(alerts.at(-1)).toMatchObject({
      kind: 'halted',
      text: expect.stringContaining('operator'),
    });
  });

  it('is an alert where an alert trips, and nothing where orders are sent or denied', () => {
    const alerts = new AlertNews().ofStep(tick, [trippedOf('alert')]);
    expect(alerts.map(({ kind }) => kind)).toEqual(['alert']);
    const cancel: Decision = {
      kind: 'cancelOrder',
      at: AT,
      coin: 'HYPE',
      orderId: 1,
      clientOrderId: null,
      reason: 'requote',
    };
    expect(new AlertNews().ofStep(tick, [cancel])).toEqual([]);
  });

  it('leaves out the states at the start, when nobody knows anything yet', () => {
    const started = { kind: 'sessionStarted', at: AT, runId: '', instruments: [] } as const;
    const feeRates = { maker: decimal(0), taker: decimal(0) };
    const decisions = [stateOf('HYPE', 'reducing', 'builtin.reconciled')];
    expect(new AlertNews().ofStep({ ...started, feeRates }, decisions)).toEqual([]);
  });

  it('tells a lost connection once, and that it is back once the account was looked at', () => {
    const news = new AlertNews();
    const lost = { kind: 'connectionLost', at: AT, reason: 'socket closed' } as const;
    const zero = decimal(0);
    const account = {
      time: AT,
      equity: zero,
      marginUsed: zero,
      maintenanceMargin: zero,
      positions: [],
    };
    const looked = { kind: 'reconciled', at: AT, account, openOrders: [], fills: [] } as const;
    const kinds = [looked, lost, lost, tick, looked, looked, lost].flatMap((event) =>
      news.ofStep(event, []).map(({ kind }) => kind),
    );
    expect(kinds).toEqual(['connection-lost', 'connection-restored', 'connection-lost']);
  });

  it('tells the same trouble once in ten minutes, whatever its numbers', () => {
    const news = new AlertNews();
    const told = (at: number, text: string): number => news.ofTrouble(at, text).length;
    expect(told(0, 'could not reconcile: 502 after 31 ms')).toBe(1);
    expect(told(1_000, 'could not reconcile: 503 after 7 ms')).toBe(0);
    expect(told(1_000, 'no control socket')).toBe(1);
    expect(told(600_000, 'could not reconcile: 503 after 7 ms')).toBe(1);
  });
});
