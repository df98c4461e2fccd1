/** Goal: holds that end with the day, by a clock on some wall, also where the day was missed. */
import { describe, expect, it } from 'vitest';
import { compile, EngineRig, policyText, report } from './engine-kit.js';

const HOUR = 3_600_000;
const at = (text: string): number => new Date(text).getTime();
const rules = (text: string, reset = '00:00 UTC') =>
  compile(policyText(text, { quote: '' }).replace('00:00 UTC', reset));

function rigAt(time: string, text: string, reset = '00:00 UTC', equity: number | string = 1_000) {
  const rig = new EngineRig(rules(text, reset));
  rig.at = at(time);
  rig.start();
  rig.reconcile(report(rig.at, equity));
  rig.mark(27);
  return rig;
}

/** Time passes with all feeds alive. */
function live(rig: EngineRig, ms: number, equity: number | string): void {
  const end = rig.at + ms;
  while (rig.at < end) {
    rig.at = Math.min(end, rig.at + 5 * 60_000);
    rig.mark(27);
    rig.account(equity);
    rig.hear({ kind: 'clockTicked', at: rig.at });
  }
}

const held = (rig: EngineRig) => rig.state.holds.map(({ rule }) => rule);

/** Hours that `time_to_reset` has left. */
const valueAt = (time: string, reset: string): number => {
  const rig = rigAt(time, 'alert soon when time_to_reset < 30m', reset);
  return Number(rig.view().headroom[0]?.value) / HOUR;
};

describe('a hold until the day reset', () => {
  const near = 'reduce-only near when equity < day_start_balance - $50 until day reset';

  it('stays through a recovery and ends with the day', () => {
    const rig = rigAt('2026-11-02T22:00:00Z', near);
    rig.account(900);
    expect(held(rig)).toEqual([]);
    // The account report moves equity through balance: day start stays at the initial $397.49.
    live(rig, 60_000, 300);
    expect(held(rig)).toEqual(['near']);
    live(rig, HOUR, 1_000);
    expect(held(rig)).toEqual(['near']);
    live(rig, HOUR, 1_000);
    expect(rig.at).toBeGreaterThanOrEqual(at('2026-11-03T00:00:00Z'));
    expect(held(rig)).toEqual([]);
    expect(rig.of('ruleReleased').map(({ reason }) => reason)).toEqual(['a new day has begun']);
  });

  it('stays past the reset while its condition is true or unknown, then ends', () => {
    const open = 'reduce-only open when exposure > $500 until day reset';
    const rig = rigAt('2026-11-02T23:59:00Z', open);
    rig.fill('buy', 20, 27);
    expect(held(rig)).toEqual(['open']);
    rig.wait(2 * 60_000);
    expect(held(rig)).toEqual(['open']);
    rig.mark(27);
    expect(held(rig)).toEqual(['open']);
    rig.fill('sell', 20, 27);
    expect(held(rig)).toEqual(['open']);
    rig.account(1_000);
    expect(held(rig)).toEqual([]);
  });

  it('ends at the next start where the reset was missed', () => {
    const rig = rigAt('2026-11-02T22:00:00Z', near);
    live(rig, 60_000, 300);
    expect(held(rig)).toEqual(['near']);
    rig.at = at('2026-11-05T09:00:00Z');
    rig.start('fedcba9876543210');
    rig.reconcile(report(rig.at, 300));
    rig.mark(27);
    expect(held(rig)).toEqual([]);
  });

  it('does not end with the reset before it tripped', () => {
    const rig = rigAt('2026-11-02T23:50:00Z', near);
    live(rig, 20 * 60_000, 1_000);
    live(rig, 60_000, 300);
    expect(held(rig)).toEqual(['near']);
    live(rig, 60_000, 1_000);
    expect(held(rig)).toEqual(['near']);
  });
});

describe('the time to the day reset', () => {
  it('is 23 or 25 hours long where clocks are moved, in both directions', () => {
    expect(valueAt('2026-03-28T23:00:00Z', '00:00 Europe/Prague')).toBe(23);
    expect(valueAt('2026-10-24T22:00:00Z', '00:00 Europe/Prague')).toBe(25);
    expect(valueAt('2026-03-08T05:00:00Z', '00:00 America/New_York')).toBe(23);
    expect(valueAt('2026-11-01T04:00:00Z', '00:00 America/New_York')).toBe(25);
  });

  it('ends at the next instant where its time is skipped, at the first where it comes twice', () => {
    expect(valueAt('2026-03-08T06:00:00Z', '02:30 America/New_York')).toBe(1);
    expect(valueAt('2026-11-01T04:30:00Z', '01:30 America/New_York')).toBe(1);
    expect(valueAt('2026-11-01T05:30:00Z', '01:30 America/New_York')).toBe(25);
    expect(valueAt('2026-03-29T00:00:00Z', '02:30 Europe/Prague')).toBe(1);
    expect(valueAt('2026-10-25T00:00:00Z', '02:30 Europe/Prague')).toBe(0.5);
  });
});

describe('a window of time', () => {
  it('holds a market back while it lasts', () => {
    const weekend = 'reduce-only weekend when during friday 21:30 to sunday 22:00 America/New_York';
    const rig = rigAt('2026-11-06T00:00:00Z', weekend);
    expect(held(rig)).toEqual([]);
    rig.at = at('2026-11-07T02:29:59Z');
    rig.wait(0);
    expect(held(rig)).toEqual([]);
    rig.wait(1_000);
    expect(held(rig)).toEqual(['weekend']);
    rig.at = at('2026-11-09T02:59:59Z');
    rig.wait(0);
    expect(held(rig)).toEqual(['weekend']);
    rig.wait(1_000);
    expect(held(rig)).toEqual([]);
  });

  it('is known where all data is lost', () => {
    const rig = new EngineRig(rules('pause news when during 01:00 to 02:00 UTC until resumed'));
    rig.at = at('2026-11-06T01:00:00Z');
    rig.start();
    expect(held(rig)).toEqual(['news']);
  });

  it('shows the time until it begins', () => {
    const rig = rigAt('2026-11-06T20:00:00Z', 'alert soon when during 21:30 to 22:00 UTC');
    const [view] = rig.view().headroom;
    expect([Number(view?.value), view?.unit]).toEqual([1.5 * HOUR, 'duration']);
    expect(view?.fractionLeft).toBeCloseTo(1.5 / 24);
  });
});
