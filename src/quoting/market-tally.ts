/**
 * What a stretch of steps comes to for a calibration: sums and counts that add up, so that a
 * window rolls on by whole stretches.
 */
import type { MarketStep } from './market-sampler.js';

/** Plain and immutable. Lengths are dollars of price. */
export interface MarketTally {
  readonly steps: number;
  /** Changes of mid from one step to the next: how many, their sum, the sum of their squares. */
  readonly moves: number;
  readonly sumOfMoves: number;
  readonly sumOfSquares: number;
  /** How many steps' depths ended at each level; level 0 is one level step from the mid. */
  readonly depths: readonly number[];
  /** Mid at the end of the last step. */
  readonly mid: number | null;
}

export const EMPTY_TALLY: MarketTally = {
  steps: 0,
  moves: 0,
  sumOfMoves: 0,
  sumOfSquares: 0,
  depths: [],
  mid: null,
};

/** Deeper trades count at the last level: a wild print is not to fill the memory. */
const LEVELS_KEPT = 2_000;

/** Depths on the near side of the mid are left out, as the procedure has it. */
export function addStep(
  tally: MarketTally,
  { mid, depth }: MarketStep,
  levelStep: number,
): MarketTally {
  const move = mid === null || tally.mid === null ? null : mid - tally.mid;
  return {
    steps: tally.steps + 1,
    moves: tally.moves + (move === null ? 0 : 1),
    sumOfMoves: tally.sumOfMoves + (move ?? 0),
    sumOfSquares: tally.sumOfSquares + (move ?? 0) ** 2,
    depths: depth === null ? tally.depths : countDepth(tally.depths, depth / levelStep),
    mid,
  };
}

/** `later` follows `earlier`. */
export function joinTallies(earlier: MarketTally, later: MarketTally): MarketTally {
  const length = Math.max(earlier.depths.length, later.depths.length);
  return {
    steps: earlier.steps + later.steps,
    moves: earlier.moves + later.moves,
    sumOfMoves: earlier.sumOfMoves + later.sumOfMoves,
    sumOfSquares: earlier.sumOfSquares + later.sumOfSquares,
    depths: Array.from(
      { length },
      (_, level) => (earlier.depths[level] ?? 0) + (later.depths[level] ?? 0),
    ),
    mid: later.mid,
  };
}

function countDepth(depths: readonly number[], depthInLevels: number): readonly number[] {
  const level = Math.min(Math.round(depthInLevels) - 1, LEVELS_KEPT - 1);
  if (!(level >= 0)) return depths;
  const counted = Array.from({ length: Math.max(depths.length, level + 1) }, (_, at) => {
    return depths[at] ?? 0;
  });
  counted[level] = (counted[level] ?? 0) + 1;
  return counted;
}
