/** The stories of policies/stories, each told by what a what-if of it shows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RegimeSpan } from '../../src/feed/index.js';
import { type MarginRegard, openMarket, runTrial, type Trial } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

interface Told {
  readonly seed: number;
  readonly seconds: number;
  readonly margin?: MarginRegard;
  readonly regime?: readonly RegimeSpan[];
}

async function trialOf(file: string, { seed, seconds, margin, regime }: Told): Promise<Trial> {
  const policy = compile(readFileSync(file, 'utf8'));
  const market = await openMarket(policy, {
    kind: 'synthetic',
    seed,
    startMs: Date.UTC(2026, 0, 5, 12),
    ...(regime === undefined ? {} : { regime }),
  });
  const margins = margin === undefined ? {} : { margin };
  return runTrial({ label: file, policy, market, durationMs: 1_000 * seconds, ...margins });
}

/** Contracts, long or short. */
function mostHeld({ markets }: Trial): number {
  return Math.max(...markets.flatMap(({ position }) => position.map((at) => Math.abs(at ?? 0))));
}

const MAX_POSITION = 'policies/stories/max-position.policy';
const CAPITAL_FIRST = 'policies/stories/capital-first.policy';
const TWO_SIDED = 'policies/stories/two-sided.policy';
const CASCADE = [
  { regime: 'ordinary', durationMs: 15_000 },
  { regime: 'cascade', durationMs: 45_000 },
] as const;
const OUTAGE = [
  { regime: 'ordinary', durationMs: 60_000 },
  { regime: 'outage', durationMs: 60_000 },
  { regime: 'ordinary', durationMs: null },
] as const;

describe('an arbitrary position limit against one from capital', () => {
  it('uses all of the margin and loses far more in a cascade', async () => {
    const told = { seed: 2, seconds: 60, regime: CASCADE, margin: 'unchecked' } as const;
    const arbitrary = await trialOf(MAX_POSITION, told);
    const capital = await trialOf(CAPITAL_FIRST, told);
    expect(arbitrary.figures.marginMost).toBeGreaterThan(1);
    expect(capital.figures.marginMost).toBeLessThan(0.8);
    expect(arbitrary.figures.maxDrawdown).toBeGreaterThan(1.4 * capital.figures.maxDrawdown);
    // What the margin does not carry the venue refuses, again and again.
    expect(arbitrary.figures.rejected).toBeGreaterThan(0.5 * arbitrary.figures.ordersSent);
    expect(capital.figures.rejected).toBeLessThan(0.1 * capital.figures.ordersSent);
  }, 60_000);

  it('is no limit at all to this engine, which capital bounds whatever a policy says', async () => {
    const told = { seed: 2, seconds: 40, regime: CASCADE };
    const arbitrary = await trialOf(MAX_POSITION, told);
    const capital = await trialOf(CAPITAL_FIRST, told);
    expect(arbitrary.figures).toEqual(capital.figures);
    expect(arbitrary.fills).toEqual(capital.fills);
    expect(arbitrary.figures.marginMost).toBeLessThan(0.8);
  });
});

describe('full margin to both sides against the split, of $397.49 at 10x', () => {
  it.each([1, 2])('quotes one side, and has the other refused (seed %i)', async (seed) => {
    const full = await trialOf(TWO_SIDED, { seed, seconds: 60, margin: 'each-side' });
    const split = await trialOf(TWO_SIDED, { seed, seconds: 60 });
    expect(full.figures.quotingShare).toBe(0);
    expect(split.figures.quotingShare).toBeGreaterThan(0.1);
    expect(full.figures.rejected).toBeGreaterThan(0);
    expect([split.figures.rejected, split.figures.denied]).toEqual([0, 0]);
    expect(full.figures.marginMost).toBeGreaterThan(0.8);
    // About 73 contracts a side, never 146.
    expect(split.figures.marginMost).toBeLessThan(0.5);
    expect(mostHeld(full)).toBeGreaterThan(120);
    expect(mostHeld(split)).toBeLessThan(74);
  });
});

describe('a policy that looks safe, through a feed outage', () => {
  it('loses many times what the careful one does, and no rule of it acts', async () => {
    const told = { seed: 3, seconds: 180, regime: OUTAGE };
    const careful = await trialOf('policies/demo.policy', told);
    const blind = await trialOf('policies/stories/blind.policy', told);
    for (const rule of ['stale-quotes', 'feed-lost']) {
      expect(careful.moments).toContainEqual(expect.objectContaining({ kind: 'tripped', rule }));
    }
    expect(blind.figures.trips).toBe(0);
    expect(blind.figures.maxDrawdown).toBeGreaterThan(5 * careful.figures.maxDrawdown);
    // Picked off: filled on the wrong side of where mid was by then.
    expect(blind.figures.spread).toBeLessThan(-1);
    expect(careful.figures.spread).toBeGreaterThan(-0.1);
  }, 60_000);
});
