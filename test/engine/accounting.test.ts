/** Goal: levels between account reports equal what the venue would say; late reports undo nothing. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compile, liveRig, policyText, report } from './engine-kit.js';

const POLICY = compile(policyText('', { quote: '' }));

const balanceOf = (rig: ReturnType<typeof liveRig>) => rig.state.account.balance?.toString();
const sizeOf = (rig: ReturnType<typeof liveRig>) => rig.view().markets[0]?.position?.toString();

describe('accounting', () => {
  it('moves cash by realised profit and fees, and equity by the mark besides', () => {
    const rig = liveRig(POLICY, { equity: 1000 });
    rig.fill('buy', 10, 27, { fee: decimal('0.04') });
    expect(balanceOf(rig)).toBe('999.96');
    rig.mark('28');
    expect(rig.view().equity?.toString()).toBe('1009.96');
    rig.fill('sell', 10, 28.5, { fee: decimal('0.04') });
    expect(balanceOf(rig)).toBe('1014.92');
    expect(rig.view().equity?.toString()).toBe('1014.92');
  });

  it('counts a trade once, however often it is told', () => {
    const rig = liveRig(POLICY);
    const twice = rig.fillOf('buy', 5, 27);
    rig.hear({ kind: 'orderFilled', at: rig.at, fill: twice });
    rig.hear({ kind: 'orderFilled', at: rig.at, fill: twice });
    rig.reconcile(report(rig.at, '397.49', [{ size: decimal(5) }]), [], [twice]);
    expect(sizeOf(rig)).toBe('5');
    expect(rig.view().fills).toBe(1);
    expect(rig.of('positionDiffered')).toEqual([]);
  });

  it('puts a fill on top of a report that is older', () => {
    const rig = liveRig(POLICY, { equity: 1000 });
    rig.at += 1_000;
    rig.fill('buy', 10, 27, { fee: decimal(1) });
    const late = report(rig.at - 500, 1000);
    rig.hear({ kind: 'accountReported', at: rig.at, account: late });
    expect(balanceOf(rig)).toBe('999');
    expect(sizeOf(rig)).toBe('10');
    const newer = report(rig.at + 10, 999, [{ size: decimal(10) }]);
    rig.hear({ kind: 'accountReported', at: rig.at + 20, account: newer });
    expect(balanceOf(rig)).toBe('999');
  });

  it('does not put a fill on top of a report that has it already', () => {
    const rig = liveRig(POLICY, { equity: 1000 });
    rig.at += 1_000;
    const held = { size: decimal(10), entryPrice: decimal(27) };
    rig.hear({ kind: 'accountReported', at: rig.at, account: report(rig.at, 999, [held]) });
    rig.fill('buy', 10, 27, { fee: decimal(1), time: rig.at - 500 });
    expect(sizeOf(rig)).toBe('10');
    expect(balanceOf(rig)).toBe('999');
  });

  it('ignores a report that is older than the one it has', () => {
    const rig = liveRig(POLICY, { equity: 1000 });
    rig.hear({ kind: 'accountReported', at: rig.at, account: report(rig.at - 1, 5) });
    expect(balanceOf(rig)).toBe('1000');
  });

  it('tells a fill of the same millisecond as its report apart by the position', () => {
    const withFill = liveRig(POLICY, { equity: 1000 });
    withFill.fill('buy', 10, 27, { fee: decimal(1) });
    const included = report(withFill.at, 999, [{ size: decimal(10) }]);
    withFill.hear({ kind: 'accountReported', at: withFill.at, account: included });
    expect(balanceOf(withFill)).toBe('999');
    const without = liveRig(POLICY, { equity: 1000 });
    without.fill('buy', 10, 27, { fee: decimal(1) });
    without.hear({ kind: 'accountReported', at: without.at, account: report(without.at, 1000) });
    expect(balanceOf(without)).toBe('999');
  });

  it('is missing a report that is not all numbers', () => {
    const rig = liveRig(POLICY, { equity: 1000 });
    rig.wait(16_000);
    rig.hear({ kind: 'accountReported', at: rig.at, account: report(rig.at, NaN) });
    rig.mark('27.11');
    expect(rig.view().equity).toBeNull();
    expect(rig.view().state).toBe('reducing');
  });

  it("adopts the venue's position where it differs, and says so", () => {
    const rig = liveRig(POLICY);
    rig.fill('buy', 5, 27);
    rig.at += 1_000;
    rig.reconcile(report(rig.at, '397.49', [{ size: decimal(7), entryPrice: decimal(27) }]));
    expect(sizeOf(rig)).toBe('7');
    expect(rig.of('positionDiffered')).toMatchObject([
      { coin: 'HYPE', ours: decimal(5), venues: decimal(7) },
    ]);
  });

  it('takes the fills of a lost stretch from the reconciliation, without a difference', () => {
    const rig = liveRig(POLICY);
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    expect(sizeOf(rig)).toBeUndefined();
    rig.at += 1_000;
    const missed = rig.fillOf('sell', 3, 27);
    rig.at += 1_000;
    rig.reconcile(report(rig.at, '397.49', [{ size: decimal(-3) }]), [], [missed]);
    expect(sizeOf(rig)).toBe('-3');
    expect(rig.of('positionDiffered')).toEqual([]);
  });

  it('starts from the first report ever, and adds only the fills after it', () => {
    const rig = liveRig(POLICY, { equity: 1000, positions: [{ size: decimal(4) }] });
    expect(sizeOf(rig)).toBe('4');
    expect(rig.view().fills).toBe(0);
    expect(rig.of('positionDiffered')).toEqual([]);
  });

  it('starts the day at the initial balance and again at each reset', () => {
    const rig = liveRig(POLICY, { equity: 400 });
    expect(rig.view().dayPnl?.toString()).toBe('2.51');
    rig.at = Math.ceil(rig.at / 86_400_000) * 86_400_000;
    rig.account('410');
    expect(rig.view().dayPnl?.toString()).toBe('0');
    expect(Object.values(rig.state.books)[0]?.anchors.peakEquity?.toString()).toBe('410');
  });

  it('has no day to speak of between a reset and the first equity known after it', () => {
    const rig = liveRig(POLICY, { equity: 400 });
    rig.wait(86_400_000);
    expect(rig.view().dayPnl).toBeNull();
    rig.account('390');
    rig.mark('27.11');
    expect(rig.view().dayPnl?.toString()).toBe('0');
  });
});
