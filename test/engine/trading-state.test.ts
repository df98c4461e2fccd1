/** Goal: the table of trading states, row by row, under real policies. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compile, EngineRig, liveRig, policyText, report } from './engine-kit.js';

const rules = (text: string) => compile(policyText(text, { quote: '' }));
const stateOf = (rig: EngineRig) => rig.view().markets[0]?.state;
const heldBy = (rig: EngineRig) => rig.view().markets[0]?.heldBy;
/** A long position whose margin is `percent` of equity at a mark of $27. */
const utilized = (rig: EngineRig, percent: number) =>
  rig.account(1_000, [{ size: decimal(percent).times(100).div(27), entryPrice: decimal(27) }]);

/** Sets the exposure by fills at $27. */
const expose = (rig: EngineRig, dollars: number) => {
  const held = rig.view().markets[0]?.position ?? decimal(0);
  const change = decimal(dollars).div(27).toDecimalPlaces(2).minus(held);
  rig.at += 1;
  rig.fill(change.gt(0) ? 'buy' : 'sell', change.abs().toString(), 27);
};

describe('a market before it is reconciled', () => {
  it('is reducing until the first reconciliation, and again from a lost connection on', () => {
    const rig = new EngineRig(rules('')).start();
    rig.wait(250);
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'builtin.position-known']);
    rig.reconcile(report(rig.at, 1_000));
    rig.mark(27);
    expect(stateOf(rig)).toBe('active');
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'builtin.position-known']);
  });

  it('is reducing while the mark that its capacity hangs on is stale', () => {
    const rig = liveRig(rules(''));
    rig.at += 7_100;
    rig.account('397.49');
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'builtin.margin-capacity']);
    rig.mark('27.11');
    expect(stateOf(rig)).toBe('active');
  });
});

describe('a rule that trips', () => {
  const policy = rules(
    'reduce-only  busy    when exposure > $2_000 until < $1_000 for 10s\n' +
      'pause        crowd   when exposure > $3_000 until 30m later\n' +
      'kill         runaway when exposure > $3_500\n' +
      'alert        note    when exposure > $500',
  );
  const start = () => liveRig(policy, { equity: 1_000, mark: 27 });

  it('is told with its value, threshold and place, and changes the state', () => {
    const rig = start();
    expose(rig, 2_500);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['busy', 'note']);
    const [trip] = rig.of('ruleTripped');
    expect(trip).toMatchObject({
      ruleKind: 'reduce-only',
      text: 'exposure > $2_000',
      unit: 'money',
    });
    expect(trip?.value?.toString()).toBe('2499.93');
    expect(trip?.threshold?.toString()).toBe('2000');
    expect(trip?.place).toMatchObject({ file: 'test.policy' });
    expect(rig.of('tradingStateChanged').at(-1)).toMatchObject({
      from: 'active',
      to: 'reducing',
      rule: 'busy',
      endsBy: 'until exposure < $1_000 for 10s',
    });
  });

  it('stays until its `until` has held for its dwell without a break', () => {
    const rig = start();
    expose(rig, 2_500);
    expose(rig, 900);
    rig.wait(6_000);
    rig.mark(27);
    rig.account(1_000, [{ size: decimal('33.33'), entryPrice: decimal(27) }]);
    expect(stateOf(rig)).toBe('reducing');
    expose(rig, 1_100);
    expose(rig, 900);
    rig.wait(6_000);
    rig.mark(27);
    expect(stateOf(rig)).toBe('reducing');
    rig.wait(4_000);
    expect(stateOf(rig)).toBe('active');
    expect(rig.of('ruleReleased').map(({ rule }) => rule)).toContain('busy');
  });

  it('does not release while its data is unknown, and starts its dwell again', () => {
    const rig = start();
    expose(rig, 2_500);
    expose(rig, 900);
    rig.wait(4_000);
    rig.wait(4_000);
    const unknownAt = rig.at;
    rig.account(1_000, [{ size: decimal('33.33'), entryPrice: decimal(27) }]);
    rig.mark(27);
    rig.wait(6_000);
    expect(rig.at - unknownAt).toBeLessThan(10_000);
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'busy']);
    rig.mark(27);
    rig.wait(3_999);
    expect(stateOf(rig)).toBe('reducing');
    rig.wait(1);
    expect(stateOf(rig)).toBe('active');
  });

  it('ends a timed pause in any case, and trips again if it still holds', () => {
    const rig = start();
    expose(rig, 3_200);
    expect(stateOf(rig)).toBe('paused');
    rig.at += 30 * 60_000;
    rig.account(1_000, [{ size: decimal('118.52'), entryPrice: decimal(27) }]);
    rig.mark(27);
    const kinds = rig.decisions.filter(
      (decision) => 'rule' in decision && decision.rule === 'crowd' && 'coin' in decision,
    );
    expect(kinds.map(({ kind }) => kind)).toContain('ruleReleased');
    rig.wait(250);
    expect(stateOf(rig)).toBe('paused');
  });

  it('lets an alert tell once and hold nothing back', () => {
    const rig = start();
    expose(rig, 600);
    rig.wait(250);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['note']);
    expect(stateOf(rig)).toBe('active');
    expose(rig, 100);
    expect(rig.of('ruleReleased').map(({ rule }) => rule)).toEqual(['note']);
  });

  it('lets the worst hold win, and leaves the rest when it ends', () => {
    const rig = start();
    expose(rig, 3_600);
    expect([stateOf(rig), heldBy(rig)]).toEqual(['halted', 'runaway']);
    expect(rig.of('ruleTripped')).toHaveLength(4);
    expose(rig, 1_500);
    rig.operator('re-arm');
    expect([stateOf(rig), heldBy(rig)]).toEqual(['paused', 'crowd']);
    rig.operator('resume');
    expect(rig.of('operatorRefused').map(({ command }) => command)).toEqual(['resume']);
  });
});

describe('the `for` of a trigger', () => {
  const policy = rules('pause crowd when position_value > $2_000 for 5s until < $1_000');

  it('runs while true, starts again at false and stands still while unknown', () => {
    const rig = liveRig(policy, { equity: 1_000, mark: 27 });
    rig.fill('buy', 100, 27);
    rig.wait(3_000);
    rig.mark(15);
    rig.mark(27);
    rig.wait(3_000);
    expect(stateOf(rig)).toBe('active');
    rig.wait(4_500);
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'crowd']);
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.mark(27);
    rig.wait(1_900);
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.wait(100);
    expect(stateOf(rig)).toBe('paused');
  });
});

describe('unknown data', () => {
  it('makes a market reducing and trips nothing, until a rule on age says so', () => {
    const rig = liveRig(
      rules('kill drawdown when equity < peak_equity - $50\nkill feed-lost when age(mark) > 30s'),
      { positions: [{ size: decimal(10) }] },
    );
    rig.at += 14_000;
    rig.account('397.49', [{ size: decimal(10) }]);
    rig.wait(250);
    expect([stateOf(rig), heldBy(rig)]).toEqual(['reducing', 'drawdown']);
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.wait(15_751);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['feed-lost']);
    expect(stateOf(rig)).toBe('halted');
  });
});

describe('the operator', () => {
  it('pauses and resumes', () => {
    const rig = liveRig(rules(''));
    rig.operator('pause');
    expect([stateOf(rig), heldBy(rig)]).toEqual(['paused', 'operator.pause']);
    rig.operator('resume');
    expect(stateOf(rig)).toBe('active');
  });

  it('is refused a resume before the cooldown of the pause is over', () => {
    const rig = liveRig(rules('pause streak when consecutive_errors >= 2 until resumed after 30m'));
    for (const reason of ['no', 'no']) {
      rig.hear({ kind: 'orderRejected', at: rig.at, clientOrderId: '0x0', reason });
    }
    expect([stateOf(rig), heldBy(rig)]).toEqual(['paused', 'streak']);
    rig.operator('resume');
    expect(rig.of('operatorRefused')[0]?.reason).toBe('`streak` not before 30m from now');
    rig.at += 30 * 60_000;
    rig.account('397.49');
    rig.mark('27.11');
    rig.operator('resume');
    expect(stateOf(rig)).toBe('active');
    rig.wait(250);
    expect(stateOf(rig)).toBe('active');
  });

  it('does not count refusals that are meant as errors', () => {
    const rig = liveRig(rules('pause streak when consecutive_errors >= 1 until resumed'));
    const reason = 'Post only order would have immatched, bbo was 27.10@27.12.';
    rig.hear({ kind: 'orderRejected', at: rig.at, clientOrderId: '0x0', reason });
    expect(stateOf(rig)).toBe('active');
    expect(rig.view().rejected).toBe(0);
  });

  it('kills and re-arms', () => {
    const rig = liveRig(rules(''));
    rig.operator('kill');
    expect([stateOf(rig), heldBy(rig)]).toEqual(['halted', 'operator.kill']);
    rig.operator('resume');
    expect(rig.of('operatorRefused')[0]?.reason).toBe('halted: only a re-arm ends a kill');
    rig.operator('re-arm');
    expect(stateOf(rig)).toBe('active');
    rig.operator('re-arm');
    expect(rig.of('operatorRefused').at(-1)?.reason).toBe('nothing is halted');
  });

  it('is refused a re-arm while a kill is true or unknown', () => {
    const policy = rules('kill high-use when margin_utilization > 50%');
    const rig = liveRig(policy, { equity: 1_000, mark: 27 });
    utilized(rig, 0);
    rig.fill('buy', 200, 27);
    expect(stateOf(rig)).toBe('halted');
    rig.operator('re-arm');
    expect(rig.of('operatorRefused').at(-1)?.reason).toContain('`high-use` is still true');
    rig.at += 1;
    rig.fill('sell', 200, 27);
    rig.wait(16_000);
    rig.operator('re-arm');
    expect(rig.of('operatorRefused').at(-1)?.reason).toContain('`high-use` is unknown');
    rig.account(1_000);
    rig.mark(27);
    rig.operator('re-arm');
    expect(stateOf(rig)).toBe('active');
  });
});

describe('a new policy', () => {
  it('keeps the holds of the old one; where the rule is gone, resume or re-arm ends them', () => {
    const first = liveRig(
      rules('pause crowd when exposure > $100 until < $50\nkill much when exposure > $200'),
      { equity: 1_000, mark: 27 },
    );
    first.fill('buy', 10, 27);
    expect(first.state.holds).toHaveLength(2);
    const next = liveRig(rules(''), {
      state: first.state,
      equity: 1_000,
      positions: [{ size: decimal(10), entryPrice: decimal(27) }],
    });
    expect([stateOf(next), heldBy(next)]).toEqual(['halted', 'much']);
    next.operator('re-arm');
    expect([stateOf(next), heldBy(next)]).toEqual(['paused', 'crowd']);
    expect(next.view().markets[0]?.endsBy).toContain('no such rule');
    next.operator('resume');
    expect(stateOf(next)).toBe('active');
  });
});
