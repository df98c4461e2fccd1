/**
 * A tape with its book worked out: our orders do not change it, so it is the same in every replay.
 * What is left of a turn through the tape is what may touch orders of ours: trades, bests that
 * improve, and of each level the changes that move an order up in its queue.
 */
import type { MarketTape } from './market-tape.js';

/** What happened at the exchange that may fill an order wherever it rests. */
export const HIT_BOUGHT = 0;
export const HIT_SOLD = 1;
/** The best ask came down to the tick, the best bid came up to it. */
export const HIT_ASKED = 2;
export const HIT_BID = 3;

/** In the order of the exchange's rows; a row's number is its place in that order. */
export interface Hits {
  readonly at: Float64Array;
  readonly row: Int32Array;
  readonly kind: Uint8Array;
  readonly tick: Int32Array;
  readonly size: Float64Array;
}

/** Changes of the levels of one side, level by level: those of rank r begin at starts[r]. */
export interface LevelChanges {
  readonly starts: Int32Array;
  readonly row: Int32Array;
  /** Contracts just before. */
  readonly before: Float64Array;
  /** As the row has it; NaN where the level was cleared, which no queue is shown. */
  readonly shown: Float64Array;
  /** Contracts of each rank at the start of the turn. */
  readonly atStart: Float64Array;
}

/** One turn of the exchange's stamps. */
export interface ExchangeTurn {
  readonly hits: Hits;
  readonly bids: LevelChanges;
  readonly asks: LevelChanges;
  /** After each message, by its place: ranks as in `RankedBook`. */
  readonly bestBid: Int32Array;
  readonly bestAsk: Int32Array;
  /** Before the first message. */
  readonly startBid: number;
  readonly startAsk: number;
}

/** One turn of receipt: the top each time that it changed. */
export interface ReceiptTurn {
  readonly at: Float64Array;
  readonly bidTick: Float64Array;
  readonly askTick: Float64Array;
  /** When the last message is heard. */
  readonly endAt: number;
}

export interface PrecompiledTape {
  readonly tape: MarketTape;
  /** By place in the order of stamps: when, and how many rows there are up to its end. */
  readonly stampedAt: Float64Array;
  readonly rowsUpTo: Int32Array;
  /** The first turn begins with an empty book, each other where one before it ended. */
  readonly exchange: readonly ExchangeTurn[];
  readonly receipt: readonly ReceiptTurn[];
}

/** The turns from the last one on are all alike. */
export function turnOf<Turn>(turns: readonly Turn[], turn: number): Turn {
  const found = turns[Math.min(turn, turns.length - 1)];
  if (found === undefined) throw new RangeError('a precompiled tape has a turn');
  return found;
}
