/** Goal: a policy chooses where its margin rests, and whatever it says nothing is refused for it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openMarket, runTrial, type Trial, withSetting } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

/** Ladders that want more than a side's share wherever a position is held. */
const STORY = readFileSync('policies/stories/capital-first.policy', 'utf8')
  .replace('24 HYPE', '9 HYPE')
  .replace(/levels +6/u, 'levels 8');
/** As makers with a rebate are: every level is worth something. */
const REBATE = { volume: '0', makerShare: '0.02' };

/** With every order that was sent, in order. */
async function trialBy(
  settings: readonly (readonly [string, string])[],
): Promise<Trial & { readonly sent: string }> {
  const source = settings.reduce(
    (text, [path, value]) => withSetting(text, { path, value }),
    STORY,
  );
  const policy = compile(source);
  const market = await openMarket(policy, {
    kind: 'synthetic',
    seed: 2,
    startMs: Date.UTC(2026, 0, 5, 12),
  });
  const exchange = { fees: REBATE };
  const sent: string[] = [];
  const trial = await runTrial({
    label: '',
    policy,
    market,
    exchange,
    durationMs: 30_000,
    onStep: (_, decisions) => {
      for (const each of decisions) {
        if (each.kind !== 'submitOrder') continue;
        sent.push(`${each.order.side} ${each.order.size} at ${each.order.price}`);
      }
    },
  });
  return { ...trial, sent: sent.join('\n') };
}

describe('the method of a margin allocation', () => {
  it('moves contracts over the levels, and never beyond what the margin carries', async () => {
    const trials = await Promise.all([
      trialBy([['allocate.method', 'inner-first']]),
      trialBy([['allocate.method', 'even']]),
      trialBy([['allocate.method', 'by-value']]),
      trialBy([
        ['allocate.method', 'by-value'],
        ['allocate.temperature', '400%'],
      ]),
    ]);
    for (const { figures, outcome } of trials) {
      expect([figures.denied, figures.rejected, outcome.kind]).toEqual([0, 0, 'stopped']);
      expect(figures.marginMost).toBeLessThan(0.5);
      expect(figures.ordersSent).toBeGreaterThan(20);
    }
    const [inner, even, cold, hot] = trials.map(({ sent }) => sent);
    // While all levels are worth something the best ones are the inner ones.
    expect(new Set([inner, even, hot]).size).toBe(3);
    expect(new Set([even, cold, hot]).size).toBe(3);
  });
});
