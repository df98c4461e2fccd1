/** A policy that looks safe and loses by a feed outage, caught by playing both on the same market. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openMarket, runTrial, type Trial } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

const START_MS = Date.UTC(2026, 0, 5, 12);

/** A minute as usual, one in which nothing is heard while the market moves on, another minute. */
async function trialOf(file: string): Promise<Trial> {
  const policy = compile(readFileSync(file, 'utf8'));
  const market = await openMarket(policy, {
    kind: 'synthetic',
    seed: 3,
    startMs: START_MS,
    regime: [
      { regime: 'ordinary', durationMs: 60_000 },
      { regime: 'outage', durationMs: 60_000 },
      { regime: 'ordinary', durationMs: null },
    ],
  });
  return runTrial({ label: file, policy, market, durationMs: 180_000 });
}

describe('a feed outage', () => {
  it('costs the policy that trusts old data many times what it costs the careful one', async () => {
    const careful = await trialOf('policies/demo.policy');
    const blind = await trialOf('test/study/blind.policy');
    expect(careful.moments).toContainEqual(
      expect.objectContaining({ kind: 'tripped', rule: 'stale-quotes' }),
    );
    expect(careful.moments).toContainEqual(
      expect.objectContaining({ kind: 'tripped', rule: 'feed-lost' }),
    );
    expect(blind.figures.trips).toBe(0);
    expect(blind.figures.maxDrawdown).toBeGreaterThan(5 * careful.figures.maxDrawdown);
    // Picked off: filled on the wrong side of where mid was by then.
    expect(blind.figures.spread).toBeLessThan(-1);
    expect(careful.figures.spread).toBeGreaterThan(-0.1);
  }, 60_000);
});
