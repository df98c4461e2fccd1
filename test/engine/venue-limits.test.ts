/** Goal: what the venue allows, how fast we may go, its clock and its liquidations are measured. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compile, type EngineRig, liveRig, policyText } from './engine-kit.js';

const tripped = (rig: EngineRig) => rig.of('ruleTripped').map(({ rule }) => rule);
const released = (rig: EngineRig) => rig.of('ruleReleased').map(({ rule }) => rule);

function budget(rig: EngineRig, actionsLeft: number) {
  return rig.hear({ kind: 'actionBudgetReported', at: rig.at, actionsLeft });
}

describe('the action budget', () => {
  const RULE = 'reduce-only low-action-budget when action_budget < 500 until >= 2_000';

  it('reduces below 500 and is released at 2,000, not before', () => {
    const rig = liveRig(compile(policyText(RULE, { quote: '' })));
    budget(rig, 500);
    expect(tripped(rig)).toEqual([]);
    budget(rig, 499);
    expect(tripped(rig)).toEqual(['low-action-budget']);
    expect(rig.view().state).toBe('reducing');
    budget(rig, 1_999);
    expect(released(rig)).toEqual([]);
    budget(rig, 2_000);
    expect(released(rig)).toEqual(['low-action-budget']);
  });

  it('counts down with every order and cancel until the venue tells anew', () => {
    const rig = liveRig(compile(policyText(RULE)));
    budget(rig, 510);
    rig.top(27.1, 27.12);
    const sent = rig.submitted().length;
    expect(sent).toBeGreaterThan(3);
    expect(rig.state.actionBudget?.actionsLeft).toBe(510 - sent);
    rig.settle();
    rig.forget();
    rig.operator('pause');
    expect(rig.of('cancelOrder')).toHaveLength(sent);
    expect(rig.state.actionBudget?.actionsLeft).toBe(510 - 2 * sent);
    rig.wait(250);
    expect(tripped(rig)).toEqual(['low-action-budget']);
  });

  it('is unknown before the venue tells, and a minute after', () => {
    const rig = liveRig(compile(policyText(RULE, { quote: '' })));
    rig.wait(250);
    expect(rig.view().state).toBe('reducing');
    budget(rig, 9_000);
    rig.wait(250);
    expect(rig.view().state).toBe('active');
    for (let elapsed = 0; elapsed <= 60_000; elapsed += 5_000) {
      rig.mark('27.11');
      rig.account('397.49');
      rig.wait(5_000);
    }
    expect(rig.view().state).toBe('reducing');
    expect(tripped(rig)).toEqual([]);
  });

  it('ages as a feed of its own', () => {
    const rig = liveRig(
      compile(policyText('pause unheard when age(limits) > 30s until <= 5s', { quote: '' })),
    );
    budget(rig, 9_000);
    rig.wait(30_000);
    expect(tripped(rig)).toEqual([]);
    rig.wait(250);
    expect(tripped(rig)).toEqual(['unheard']);
  });

  it('keeps a reserve: what adds risk stays, cancels and exits go out to the last action', () => {
    const rig = liveRig(compile(policyText('')), {
      equity: 10_000,
      positions: [{ size: decimal(12), marginUsed: decimal(30) }],
    });
    budget(rig, 101);
    rig.top(27.1, 27.12);
    expect(rig.submitted('buy')).toEqual([]);
    expect(rig.of('orderDenied')[0]?.denials.map(({ rule }) => rule)).toContain(
      'builtin.action-reserve',
    );
    expect(rig.submitted('sell').length).toBeGreaterThan(0);
    expect(rig.submitted('sell').every(({ reduceOnly }) => reduceOnly)).toBe(true);
    rig.settle();
    budget(rig, 0);
    rig.forget();
    rig.operator('flatten');
    expect(rig.of('cancelOrder').length).toBeGreaterThan(0);
    rig.settle();
    rig.wait(250);
    expect(rig.submitted('sell')).toMatchObject([{ timeInForce: 'ioc', reduceOnly: true }]);
  });
});

describe('the skew of the clocks', () => {
  const RULE = 'pause skewed when clock_skew > 2s until <= 1s';

  it('is how far the stamp of the latest news is from our clock, either way', () => {
    const rig = liveRig(compile(policyText(RULE, { quote: '' })));
    const heard = (venueTime: number) =>
      rig.hear({ kind: 'topChanged', at: rig.at, coin: 'HYPE', bid: null, ask: null, venueTime });
    heard(rig.at - 2_000);
    expect(tripped(rig)).toEqual([]);
    heard(rig.at - 2_001);
    expect(tripped(rig)).toEqual(['skewed']);
    heard(rig.at - 1_000);
    expect(released(rig)).toEqual(['skewed']);
    rig.forget();
    heard(rig.at + 2_001);
    expect(tripped(rig)).toEqual(['skewed']);
  });
});

describe('errors of rate limits', () => {
  const RULE = 'pause rate-limited when rate_limit_errors >= 3 per 1m until resumed';

  function refused(reasons: readonly string[]): EngineRig {
    const rig = liveRig(compile(policyText(RULE)));
    rig.top(27.1, 27.12);
    const sent = rig.submitted();
    for (const [index, reason] of reasons.entries()) {
      const { clientOrderId } = sent[index] ?? { clientOrderId: '' };
      const kind = index % 2 === 0 ? 'orderRejected' : 'orderOutcomeUnknown';
      rig.hear({ kind, at: rig.at, clientOrderId, reason });
    }
    return rig;
  }

  it('count HTTP 429 and the limit of the address, and pause', () => {
    const limited =
      'Too many cumulative requests sent (97460 > 97456) for cumulative volume traded $87457.46.';
    expect(tripped(refused(['HTTP 429 Too Many Requests', limited]))).toEqual([]);
    const rig = refused(['HTTP 429', limited, 'HTTP 429']);
    expect(tripped(rig)).toEqual(['rate-limited']);
    expect(rig.view().state).toBe('paused');
  });

  it('are not any refusal', () => {
    const others = ['Too many open orders.', 'Insufficient margin', 'no answer within 10000 ms'];
    expect(tripped(refused([...others, ...others]))).toEqual([]);
  });

  it('count a cancel that was turned away, in the market of its order', () => {
    const rig = liveRig(compile(policyText(RULE)));
    rig.top(27.1, 27.12);
    rig.settle();
    for (const { orderId, clientOrderId } of rig.state.orders.orders.slice(0, 3)) {
      const reason = 'HTTP 429 Too Many Requests';
      rig.hear({ kind: 'cancelRejected', at: rig.at, orderId, clientOrderId, reason });
    }
    expect(tripped(rig)).toEqual(['rate-limited']);
  });
});

describe('a liquidation of ours', () => {
  const RULE = 'kill liquidated when account.liquidations > 0 per 1d';

  it('kills at the first fill by which we are liquidated, once for a trade', () => {
    const positions = [{ size: decimal(12) }];
    const rig = liveRig(compile(policyText(RULE)), { equity: 10_000, positions });
    rig.fill('sell', 2, '25');
    expect(tripped(rig)).toEqual([]);
    rig.fill('sell', 2, '25', { isLiquidation: true });
    expect(tripped(rig)).toEqual(['liquidated']);
    expect(rig.view().state).toBe('halted');
  });

  it('is found by the reconciliation where the stream lost it', () => {
    const rig = liveRig(compile(policyText(RULE)), {
      equity: 10_000,
      positions: [{ size: decimal(2) }],
    });
    const { account } = rig.events.flatMap((e) => (e.kind === 'reconciled' ? [e] : []))[0] ?? {};
    if (account === undefined) throw new Error('the rig is reconciled');
    rig.at += 1_000;
    const fill = rig.fillOf('sell', 2, '25', { isLiquidation: true });
    rig.reconcile({ ...account, time: rig.at, positions: [] }, [], [fill]);
    expect(tripped(rig)).toEqual(['liquidated']);
  });
});
