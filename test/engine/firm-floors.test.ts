/** Goal: the floors of prop firms, with their own numbers, on the engine that trades. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { type CompiledPolicy } from '../../src/compile/index.js';
import { compile, EngineRig, policyText, report } from './engine-kit.js';

const at = (text: string): number => new Date(text).getTime();

function firm(rules: string, initial: string, reset: string): CompiledPolicy {
  const text = policyText(rules, { quote: '' });
  return compile(text.replace('$397.49', initial).replace('00:00 UTC', reset));
}

function rigAt(policy: CompiledPolicy, time: string, equity: number | string): EngineRig {
  const rig = new EngineRig(policy);
  rig.at = at(time);
  rig.start();
  rig.reconcile(report(rig.at, equity));
  rig.mark(27);
  return rig;
}

/** The account stands so at a time; all feeds are alive. */
function stand(rig: EngineRig, time: string, equity: number | string): void {
  rig.at = at(time);
  rig.mark(27);
  rig.account(equity);
  rig.wait(0);
}

const floorOf = (rig: EngineRig, rule: string): string | undefined =>
  rig
    .view()
    .headroom.find((view) => view.rule === rule)
    ?.threshold?.toString();
const roomOf = (rig: EngineRig, rule: string): string | undefined => {
  const view = rig.view().headroom.find((each) => each.rule === rule);
  return view?.threshold === null || view === undefined
    ? undefined
    : view.value?.minus(view.threshold).toString();
};
const tripped = (rig: EngineRig) => rig.of('ruleTripped').map(({ rule }) => rule);

describe('FTMO 2-step', () => {
  const rules =
    'kill daily-loss when equity < day_start_balance - 5% of initial_balance\n' +
    'kill max-loss when equity < initial_balance - 10% of initial_balance';

  it('leaves 10,664.13 today and 15,159.09 in total in the firm’s own example', () => {
    const policy = firm(rules, '$200_000', '00:00 Europe/Prague');
    const rig = rigAt(policy, '2026-11-02T12:00:00Z', '194494.96');
    stand(rig, '2026-11-02T22:59:59Z', '194494.96');
    stand(rig, '2026-11-02T23:00:00Z', '194494.96');
    stand(rig, '2026-11-03T10:00:00Z', '195159.09');
    expect(roomOf(rig, 'daily-loss')).toBe('10664.13');
    expect(roomOf(rig, 'max-loss')).toBe('15159.09');
    expect(tripped(rig)).toEqual([]);
  });

  it('breaches at midnight by an open loss that was legal the minute before', () => {
    const policy = firm(rules, '$100_000', '00:00 Europe/Prague');
    const rig = rigAt(policy, '2026-11-02T12:00:00Z', 104_000);
    // The balance is 104,000; the position loses 5,500 of it.
    const open = { size: decimal(100), entryPrice: decimal(82), unrealizedPnl: decimal(-5_500) };
    rig.reconcile(report(rig.at + 1, 98_500, [open]));
    const hold = (time: string): void => {
      rig.at = at(time);
      rig.mark(27);
      rig.account(98_500, [open]);
    };
    hold('2026-11-02T22:59:59Z');
    expect(roomOf(rig, 'daily-loss')).toBe('3500');
    expect(tripped(rig)).toEqual([]);
    hold('2026-11-02T23:00:00Z');
    expect(roomOf(rig, 'daily-loss')).toBe('-500');
    expect(tripped(rig)).toEqual(['daily-loss']);
  });
});

describe('FTMO 1-step', () => {
  const rules =
    'kill max-loss when equity < max(peak_day_end_balance, initial_balance) - 10% of initial_balance';

  it('trails the highest balance at a midnight, only upward, without a lock', () => {
    const policy = firm(rules, '$100_000', '00:00 Europe/Prague');
    const rig = rigAt(policy, '2026-11-02T12:00:00Z', 100_000);
    expect(floorOf(rig, 'max-loss')).toBe('90000');
    stand(rig, '2026-11-02T15:00:00Z', 106_000);
    expect(floorOf(rig, 'max-loss')).toBe('90000');
    stand(rig, '2026-11-02T23:00:00Z', 104_000);
    expect(floorOf(rig, 'max-loss')).toBe('94000');
    stand(rig, '2026-11-03T23:00:00Z', 103_000);
    expect(floorOf(rig, 'max-loss')).toBe('94000');
    stand(rig, '2026-11-04T23:00:00Z', 115_000);
    expect(floorOf(rig, 'max-loss')).toBe('105000');
    stand(rig, '2026-11-05T01:00:00Z', 105_000);
    expect(tripped(rig)).toEqual([]);
    stand(rig, '2026-11-05T01:00:05Z', '104999.99');
    expect(tripped(rig)).toEqual(['max-loss']);
  });

  it('takes a midnight that was missed from what the account has at the next start', () => {
    const policy = firm(rules, '$100_000', '00:00 Europe/Prague');
    const rig = rigAt(policy, '2026-11-02T12:00:00Z', 100_000);
    rig.at = at('2026-11-03T08:00:00Z');
    rig.start('fedcba9876543210');
    rig.reconcile(report(rig.at, 104_000));
    rig.mark(27);
    expect(floorOf(rig, 'max-loss')).toBe('94000');
  });
});

describe('Breakout', () => {
  it('trails the highest balance up to the start, and a touch is a breach', () => {
    const rules =
      'kill drawdown when equity <= min(peak_balance - 8% of initial_balance, initial_balance)';
    const rig = rigAt(firm(rules, '$100_000', '00:30 UTC'), '2026-11-02T12:00:00Z', 100_000);
    expect(floorOf(rig, 'drawdown')).toBe('92000');
    stand(rig, '2026-11-02T13:00:00Z', 104_000);
    expect(floorOf(rig, 'drawdown')).toBe('96000');
    stand(rig, '2026-11-02T14:00:00Z', 101_000);
    expect(floorOf(rig, 'drawdown')).toBe('96000');
    stand(rig, '2026-11-02T15:00:00Z', 112_000);
    expect(floorOf(rig, 'drawdown')).toBe('100000');
    expect(roomOf(rig, 'drawdown')).toBe('12000');
    stand(rig, '2026-11-02T16:00:00Z', 130_000);
    expect(floorOf(rig, 'drawdown')).toBe('100000');
    stand(rig, '2026-11-02T17:00:00Z', '100000.01');
    expect(tripped(rig)).toEqual([]);
    stand(rig, '2026-11-02T17:00:05Z', 100_000);
    expect(tripped(rig)).toEqual(['drawdown']);
  });

  it('takes its daily share of the balance at 00:30 UTC', () => {
    const rules = 'kill daily-loss when equity <= day_start_balance - 5% of day_start_balance';
    const rig = rigAt(firm(rules, '$100_000', '00:30 UTC'), '2026-11-02T12:00:00Z', 100_000);
    stand(rig, '2026-11-03T00:29:59Z', 110_000);
    expect(floorOf(rig, 'daily-loss')).toBe('95000');
    stand(rig, '2026-11-03T00:30:00Z', 110_000);
    expect(floorOf(rig, 'daily-loss')).toBe('104500');
    stand(rig, '2026-11-03T02:00:00Z', '104500.01');
    expect(tripped(rig)).toEqual([]);
    stand(rig, '2026-11-03T02:00:05Z', 104_500);
    expect(tripped(rig)).toEqual(['daily-loss']);
  });
});

describe('HyroTrader', () => {
  it('may trail the highest equity of the day', () => {
    const rules = 'kill daily-loss when equity <= day_peak_equity - 5% of initial_balance';
    const rig = rigAt(firm(rules, '$5_000', '00:00 UTC'), '2026-11-02T12:00:00Z', 5_000);
    expect(floorOf(rig, 'daily-loss')).toBe('4750');
    stand(rig, '2026-11-02T13:00:00Z', 5_300);
    stand(rig, '2026-11-02T14:00:00Z', 5_100);
    expect(floorOf(rig, 'daily-loss')).toBe('5050');
    stand(rig, '2026-11-03T00:00:00Z', 5_100);
    expect(floorOf(rig, 'daily-loss')).toBe('4850');
  });
});
