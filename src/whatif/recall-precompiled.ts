/** Remembers which tapes were replayed before: whoever comes again is worth the work beforehand. */
import type { MarketTape } from './market-tape.js';
import { precompileTape } from './precompile-tape.js';
import type { PrecompiledTape } from './precompiled-tape.js';

/** What a precompiled tape takes grows with its rows: about 50 bytes each. */
const ROWS_MOST = 3_000_000;
/** Turns of the first replay from which on the work pays at once. */
const TURNS_LEAST = 4;

interface Memory {
  /** The most turns that any replay took. */
  readonly turns: number;
  /** Undefined until it is worth it; null where it cannot be done. */
  readonly made: PrecompiledTape | null | undefined;
}

const memories = new WeakMap<MarketTape, Memory>();

/**
 * Null where a replay of `turns` turns goes row by row: the first of a tape, unless it is long, and
 * all of one that is too large.
 */
export function recallPrecompiled(tape: MarketTape, turns: number): PrecompiledTape | null {
  if (tape.kinds.length > ROWS_MOST) return null;
  const before = memories.get(tape);
  if (before === undefined && turns < TURNS_LEAST) {
    memories.set(tape, { turns, made: undefined });
    return null;
  }
  // One turn and many differ in how the later ones begin.
  const isEnough = before !== undefined && (turns <= 1 || before.turns > 1);
  if (isEnough && before.made !== undefined) return before.made;
  const most = Math.max(turns, before?.turns ?? 0);
  const made = precompileTape(tape, most > 1 ? Number.POSITIVE_INFINITY : 1);
  memories.set(tape, { turns: most, made });
  return made;
}
