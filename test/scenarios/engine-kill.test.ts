/** The runaway: a position beyond all of the margin ends everything, and stays ended. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compile, type EngineRig, liveRig, policyText, report } from '../engine/engine-kit.js';

const RUNAWAY = 'kill position-runaway when |position| > 2 * margin_capacity';
const POLICY = compile(policyText(RUNAWAY));
const DAY_MS = 86_400_000;

/** Quotes, then finds itself with 160 HYPE where 2 × capacity is 146.6. */
function runaway(policy = POLICY): EngineRig {
  const rig = liveRig(policy);
  rig.top('27.10', '27.12');
  rig.settle();
  rig.forget();
  rig.at += 100;
  rig.fill('buy', 160, '27.11');
  return rig;
}

describe('a position beyond twice the margin capacity', () => {
  it('kills: every order is cancelled, nothing new leaves, the position is held', () => {
    const rig = runaway();
    expect(rig.of('ruleTripped')).toMatchObject([
      {
        rule: 'position-runaway',
        ruleKind: 'kill',
        text: '|position| > 2 * margin_capacity',
        value: decimal(160),
      },
    ]);
    expect(rig.of('tradingStateChanged')).toMatchObject([
      { from: 'active', to: 'halted', endsBy: "the operator's re-arm" },
    ]);
    expect(rig.of('cancelOrder')).toHaveLength(10);
    rig.settle();
    for (let i = 0; i < 20; i += 1) {
      rig.wait(250);
      rig.top(27 + i / 100, 27.02 + i / 100);
      rig.mark('27.11');
    }
    expect(rig.submitted()).toEqual([]);
    expect(rig.view()).toMatchObject({ state: 'halted', openOrders: 0 });
  });

  it('stays halted over a restart and a day reset', () => {
    const rig = runaway();
    rig.settle();
    rig.at = Math.ceil(rig.at / DAY_MS) * DAY_MS + 1_000;
    rig.wait(0);
    const next = liveRig(POLICY, { state: rig.state, equity: '397.49', positions: [] });
    next.top('27.10', '27.12');
    next.wait(DAY_MS);
    next.account('397.49');
    next.mark('27.11');
    next.top('27.10', '27.12');
    next.wait(250);
    expect(next.view()).toMatchObject({ state: 'halted' });
    expect(next.submitted()).toEqual([]);
    expect(next.view().markets[0]?.heldBy).toBe('position-runaway');
  });

  it('refuses a re-arm while it is true or unknown, and takes one once it is known false', () => {
    const rig = runaway();
    rig.operator('re-arm');
    expect(rig.of('operatorRefused')[0]?.reason).toBe(
      '`position-runaway` is still true in HYPE: |position| > 2 * margin_capacity',
    );
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    rig.operator('re-arm');
    expect(rig.of('operatorRefused')[1]?.reason).toContain('is unknown in HYPE');
    rig.at += 1_000;
    rig.reconcile(report(rig.at, '390', [{ size: decimal(20) }]));
    rig.mark('27.11');
    expect(rig.view().state).toBe('halted');
    rig.operator('re-arm');
    expect(rig.view().state).toBe('active');
    expect(rig.of('ruleReleased').map(({ rule }) => rule)).toEqual(['position-runaway']);
  });

  it('closes the position where the rule says so, cancels first, until it is flat', () => {
    const rig = runaway(compile(policyText(`${RUNAWAY} then flatten`)));
    expect(rig.submitted()).toEqual([]);
    rig.settle();
    expect(rig.submitted()).toMatchObject([
      { side: 'sell', size: decimal(160), timeInForce: 'ioc', reduceOnly: true },
    ]);
    const clientOrderId = rig.submitted()[0]?.clientOrderId ?? '';
    rig.hear({ kind: 'orderAccepted', at: rig.at, clientOrderId, orderId: 77 });
    rig.fill('sell', 100, '27.05', { orderId: 77, clientOrderId });
    const status = 'canceled';
    rig.hear({ kind: 'orderClosed', at: rig.at, coin: 'HYPE', orderId: 77, clientOrderId, status });
    rig.wait(1_000);
    expect(rig.submitted()[1]).toMatchObject({ side: 'sell', size: decimal(60) });
    rig.fill('sell', 60, '27.05', { clientOrderId: rig.submitted()[1]?.clientOrderId ?? null });
    rig.wait(5_000);
    rig.mark('27.11');
    expect(rig.submitted()).toHaveLength(2);
    expect(rig.view()).toMatchObject({ state: 'halted', openOrders: 0 });
  });

  it('closes it though an order had no answer, once that was waited for', () => {
    const rig = liveRig(compile(policyText(`${RUNAWAY} then flatten`)));
    rig.top('27.10', '27.12');
    const clientOrderId = rig.submitted('buy')[0]?.clientOrderId ?? '';
    rig.hear({ kind: 'orderOutcomeUnknown', at: rig.at, clientOrderId, reason: 'HTTP 504' });
    rig.settle();
    rig.forget();
    rig.at += 100;
    rig.fill('buy', 160, '27.11');
    rig.settle();
    expect(rig.submitted()).toEqual([]);
    rig.wait(5_500);
    rig.mark('27.11');
    expect(rig.view()).toMatchObject({ state: 'halted', unansweredOrders: 1 });
    expect(rig.submitted()).toMatchObject([
      { side: 'sell', size: decimal(160), timeInForce: 'ioc', reduceOnly: true },
    ]);
  });
});

describe('the position of the story: −16.52 HYPE where margin allows about 400', () => {
  it('does not kill', () => {
    const policy = compile(
      policyText(
        `${RUNAWAY}\nreduce-only over-position-limit when |position| > margin_capacity\n` +
          'kill over-all-margin when margin_utilization > 100%',
      ),
    );
    const rig = liveRig(policy, { equity: '2168.80', positions: [{ size: decimal('-16.52') }] });
    rig.top('27.10', '27.12');
    rig.wait(250);
    expect(rig.view().markets[0]?.marginCapacity?.toFixed(0)).toBe('400');
    expect(rig.of('ruleTripped')).toEqual([]);
    expect(rig.view().state).toBe('active');
    expect(rig.submitted('buy').length).toBeGreaterThan(0);
    expect(rig.submitted('sell').length).toBeGreaterThan(0);
  });
});
