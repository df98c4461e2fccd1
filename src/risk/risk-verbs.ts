/** A risk manager by hand: what it is told, and what it answers. */
import type { Decimal, Money, Price, Size, TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, Denial, EngineEvent, StatusView } from '../engine/index.js';
import type { AccountReport, Instrument, PositionReport, Side } from '../market/index.js';

/** An exact figure: a decimal, its text, or a number that is meant as it prints (27.11). */
export type Figure = Decimal | number | string;

/** An order that is about to be sent. */
export interface OrderDraft {
  readonly coin: string;
  readonly side: Side;
  /** Contracts, > 0. */
  readonly size: Figure;
  /**
   * USD a contract: the limit. Left out, it is a market order, and valued at the worst price it may
   * trade at: the mark, moved against us by the policy's `flatten-within` (1% where it has none).
   */
  readonly price?: Figure;
}

/** One trade of ours. */
export interface FillReport {
  /** A trade that was told before changes nothing. */
  readonly tradeId: number;
  readonly coin: string;
  readonly side: Side;
  /** USD a contract. */
  readonly price: Figure;
  /** Contracts, > 0. */
  readonly size: Figure;
  /** USD; positive is a cost. 0 where it is left out. */
  readonly fee?: Figure;
  /** Of the verdict that let the order through; else it is a stranger's. */
  readonly orderId?: number;
}

/** The venue's word on the account. Positions left out: those that our fills have made. */
export interface AccountUpdate {
  /** USD: cash and all unrealised PnL. */
  readonly equity: Figure;
  readonly positions?: readonly (Pick<PositionReport, 'coin'> & {
    /** Contracts, signed. */
    readonly size: Figure;
    readonly entryPrice: Figure;
    /** Null where its own mark cannot liquidate it. */
    readonly liquidationPrice?: Figure | null;
  })[];
}

/** What a market broadcasts; what is left out stays as it was. */
export interface PriceUpdate {
  readonly mark?: Figure;
  /** As the mark where it is left out. */
  readonly oracle?: Figure;
  readonly bid?: Figure;
  readonly ask?: Figure;
}

/** What of an order may go, and every reason why the rest may not: values, rendered on demand. */
export interface OrderVerdict {
  readonly isAllowed: boolean;
  /** Names the order to the `record…` verbs and to its fills; null where it was not let through. */
  readonly orderId: number | null;
  /** The paths of all failed rules, by precedence; empty where the order passes. */
  readonly failedRules: readonly string[];
  /** Every failed rule with what was measured and the threshold, in its own unit. */
  readonly denials: readonly Denial[];
  /** Contracts: the largest part that would pass, in whole lots; the order's size where it does. */
  readonly sizeThatFits: Size;
  /** Contracts: the part that only shrinks the position, which nothing denies. */
  readonly reducingSize: Size;
  /** USD: what the order was judged at. */
  readonly price: Price;
  /** What time alone brought about before the order was judged: trips, releases, states. */
  readonly decisions: readonly Decision[];
  /** For people, a line each failed rule. */
  explain(): string;
}

export interface PositionView {
  readonly coin: string;
  /** Contracts, signed. */
  readonly size: Size;
  /** USD a contract; null when flat. */
  readonly entryPrice: Price | null;
  /** USD since the first fill, gross of fees. */
  readonly realizedPnl: Money;
  /** USD at the last mark; null while there is none. */
  readonly unrealizedPnl: Money | null;
  /** USD since the first fill. */
  readonly fees: Money;
}

export type BreakerReset =
  | { readonly isReset: true }
  /** Why not: nothing is paused, a cooldown runs, a kill stands. */
  | { readonly isReset: false; readonly reason: string };

/**
 * Judges what others trade by a policy, with the engine's own meaning of every rule. Time is an
 * argument (`at`, ms): without one it is the time of the call before. Nothing here does IO, and no
 * call throws but for figures that are none (`RangeError`).
 */
export interface RiskManager {
  readonly policy: CompiledPolicy;
  /** Judges an order, and takes it as sent if it passes: rates and worst cases count it at once. */
  checkOrder(order: OrderDraft, at?: TimeMs): OrderVerdict;
  /** Judges an order and forgets it. */
  judgeOrder(order: OrderDraft, at?: TimeMs): OrderVerdict;
  /** Before the first one only orders that are known to shrink a position pass: none are. */
  updateAccount(account: AccountUpdate | AccountReport, at?: TimeMs): readonly Decision[];
  updatePrice(coin: string, price: Figure | PriceUpdate, at?: TimeMs): readonly Decision[];
  updateFromFill(fill: FillReport, at?: TimeMs): readonly Decision[];
  /** The venue took an order: the streak of errors ends. */
  recordSuccess(orderId?: number, at?: TimeMs): readonly Decision[];
  /** The venue refused an order, or a command failed: the streak grows, the order is gone. */
  recordError(orderId?: number, at?: TimeMs): readonly Decision[];
  /** The venue's reply was lost: the streak grows, and the order may live. */
  recordTimeout(orderId: number, at?: TimeMs): readonly Decision[];
  /** The order rests no more. */
  recordCancel(orderId: number, at?: TimeMs): readonly Decision[];
  /** News in the engine's own words, of orders that it sent itself: those that flatten. */
  hear(event: EngineEvent): readonly Decision[];
  /** Lets time pass: feeds age, pauses end, a day begins. */
  tick(at: TimeMs): readonly Decision[];
  /** Pauses everything until `resetBreaker`. */
  tripBreaker(reason: string, at?: TimeMs): readonly Decision[];
  /** Ends what waits for a person: pauses by hand, and by rules once their cooldown is over. */
  resetBreaker(at?: TimeMs): BreakerReset;
  /** Ends a kill, unless its condition is still true or not known. */
  rearm(reason: string, at?: TimeMs): BreakerReset;
  /** Every market that ever had a position, as our fills make it. */
  positions(): readonly PositionView[];
  status(): StatusView;
}

export interface RiskManagerOptions {
  /** Lots and margin tiers; left out, those of the embedded venue for the coins that it lists. */
  readonly instruments?: readonly Instrument[];
  /** The time to begin at, in ms; 0 where it is left out. */
  readonly at?: TimeMs;
  /** Every decision by decimals, none by doubles: the same answers, slower. */
  readonly isDecimalOnly?: boolean;
  /**
   * Leaves what fills tell of positions and round trips (`positionChanged` and the like) out of the
   * decisions: a fill that changes no rule then waits to be heard in full until somebody asks for
   * what follows from it, and costs little. Everything else is told as ever.
   */
  readonly withoutPositionNews?: boolean;
}
