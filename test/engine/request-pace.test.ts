/** Goal: quotes leave the venue's limit of requests to the questions, the cancels and the exits. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { Decision } from '../../src/engine/index.js';
import { compile, type EngineRig, liveRig, policyText, QUOTE } from './engine-kit.js';

const HASTY = compile(policyText('', { quote: QUOTE.replace(/refresh .*/u, 'refresh 50ms') }));

/** Orders and cancels of a step travel apart: a request each. */
function requestsOf(decisions: readonly Decision[]): number {
  const has = (kind: Decision['kind']): boolean => decisions.some((each) => each.kind === kind);
  return Number(has('submitOrder')) + Number(has('cancelOrder'));
}

/** The requests at each step while the touch jumps to and fro every 50 ms. */
function jumpy(
  rig: EngineRig,
  lastsMs: number,
  size = 0,
): readonly { at: number; requests: number }[] {
  const steps: { at: number; requests: number }[] = [];
  for (const since = rig.at; rig.at - since < lastsMs;) {
    rig.at += 50;
    const isUp = Math.floor(rig.at / 50) % 2 === 0;
    const before = rig.decisions.length;
    rig.top(isUp ? '27.20' : '27.10', isUp ? '27.22' : '27.12');
    if (rig.at % 1_000 === 0) {
      rig.mark('27.15');
      rig.account('397.49', size === 0 ? [] : [{ size: decimal(size) }]);
    }
    steps.push({ at: rig.at, requests: requestsOf(rig.decisions.slice(before)) });
    const settledFrom = rig.decisions.length;
    rig.settle();
    steps.push({ at: rig.at, requests: requestsOf(rig.decisions.slice(settledFrom)) });
  }
  return steps;
}

describe('the pace of requests', () => {
  it('is kept in every minute of a market that jumps without end, and not far below', () => {
    const rig = liveRig(HASTY);
    const steps = jumpy(rig, 150_000);
    const inMinuteFrom = (from: number): number =>
      steps
        .filter(({ at }) => at >= from && at < from + 60_000)
        .reduce((sum, { requests }) => sum + requests, 0);
    const every5s = steps.filter((_, index) => index % 200 === 0);
    const minutes = every5s.map(({ at }) => inMinuteFrom(at));
    // The order that follows a confirmed cancel belongs to it, and may go beyond.
    expect(Math.max(...minutes)).toBeLessThanOrEqual(840 + 61 + 2);
    expect(minutes[15]).toBeGreaterThan(800);
    // A start asks the venue for some 280 by itself.
    expect(minutes[0]).toBeLessThanOrEqual(840 - 280 + 61 + 2);
    expect(minutes[0]).toBeGreaterThan(500);
  });

  it('keeps nobody from cancelling all and getting out', () => {
    const rig = liveRig(HASTY, { positions: [{}] });
    jumpy(rig, 30_000, 1);
    rig.forget();
    rig.operator('flatten');
    expect(rig.of('cancelOrder').length).toBeGreaterThan(0);
    rig.settle();
    rig.wait(50);
    expect(rig.submitted().filter(({ reduceOnly }) => reduceOnly)).toHaveLength(1);
  });
});
