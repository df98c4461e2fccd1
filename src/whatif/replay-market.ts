/** The market of a replay, as the exchange has it and as the maker hears of it. */
import type { Travelling } from './replay-order.js';

/** The tape is run through `count` times, each `spanNs` after the one before. */
export interface ReplayTurns {
  readonly count: number;
  readonly spanNs: number;
}

/** What happens at the exchange, in order of its stamps. */
export interface ReplayExchange {
  /** Answers on their way back, in order of arrival. */
  readonly answers: Travelling[];
  /** Orders on their way here, in order of arrival. */
  readonly requests: Travelling[];
  readonly isAtEnd: boolean;
  /**
   * Market first where a message and a request come at once. `toAnswer`: no further than to the
   * moment at which the next answer is heard.
   */
  advance(end: number, toAnswer?: boolean): void;
}

/** The top of the book by what was received so far. */
export interface ReplayTop {
  /** Ticks; not finite where a side is empty. */
  readonly bestBidTick: number;
  readonly bestAskTick: number;
  readonly isAtEnd: boolean;
  hear(until: number): void;
}
