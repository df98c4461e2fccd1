/** What an explanation of a policy holds; every figure null where it is not known. */
import type { Decimal, DurationMs, Money, Price, Ratio, Size, TimeMs } from '../base/index.js';
import type { CompiledRule, DisplayUnit, Place, Truth } from '../compile/index.js';
import type { SizingReading } from '../engine/index.js';

/** One comparison of a rule for a market, or for the account, as things are. */
export interface RuleFigures {
  /** Null for the account. */
  readonly coin: string | null;
  /** The comparison as it stands in the policy. */
  readonly text: string;
  /** Its left side; for `within`, the distance from the centre. */
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  /** The span of prices a limit on the order's price allows. */
  readonly between: readonly [Decimal, Decimal] | null;
  readonly unit: DisplayUnit;
  readonly truth: Truth;
}

export interface RuleExplanation {
  readonly kind: CompiledRule['kind'];
  /** `order-notional`, `HYPE.order-notional`, `breakout.daily-loss`. */
  readonly path: string;
  readonly place: Place;
  /** The condition in plain words. */
  readonly sentence: string;
  /** `limit … when`, in plain words. */
  readonly onlyWhere: string | null;
  /** What ends it, as words after `until`; null for limits and alerts. */
  readonly ends: string | null;
  /** The condition must hold for so long on end. */
  readonly forMs: DurationMs;
  readonly flattens: boolean;
  readonly isPerMarket: boolean;
  /** What the firm says, by its rulebook and version; null for our own caution. */
  readonly rulebook: string | null;
  readonly because: string | null;
  /** It is waived until this instant. */
  readonly waivedUntil: TimeMs | null;
  readonly figures: readonly RuleFigures[];
}

/** The largest position that the policy lets quotes and orders build up. */
export interface FullPosition {
  /** Signed contracts. */
  readonly size: Size;
  readonly notional: Money;
  /** What lets it grow no further: rules, or `margin capacity`. */
  readonly cappedBy: readonly string[];
  /** Why no order that adds risk passes now; the margin's capacity stands in. Else empty. */
  readonly blockedBy: readonly string[];
}

/** One thing that happens as the mark moves. */
export interface MoveStep {
  /** Null: the venue liquidates the position. */
  readonly rule: string | null;
  readonly kind: CompiledRule['kind'] | 'liquidation';
  readonly flattens: boolean;
  /** The condition must hold for so long on end first. */
  readonly forMs: DurationMs;
  /** The first mark at which its condition is true. */
  readonly mark: Price;
  /** From the mark it started at: −0.05 is five percent down. */
  readonly change: Ratio;
  /** Equity lost on the way. */
  readonly lost: Money;
  /** The rule that has closed the position, or halted everything, before; null where it acts. */
  readonly afterRule: string | null;
  /** With `afterRule`: the position is gone (`flat`), or all orders are (`halted`). */
  readonly after: 'flat' | 'halted' | null;
}

/** A market that turns against a full position. */
export interface MoveExplanation {
  readonly coin: string;
  readonly direction: 'falls' | 'rises';
  readonly position: FullPosition;
  readonly steps: readonly MoveStep[];
}

export interface MarketExplanation {
  readonly coin: string;
  readonly mark: Price | null;
  readonly leverage: number;
  readonly marginMode: 'cross' | 'isolated';
  /** Contracts that the capital allows. */
  readonly marginCapacity: Size | null;
  /** Contracts that bids and asks of a flat account may rest; null without a mark. */
  readonly sides: { readonly buy: Size; readonly sell: Size } | null;
}

export interface Explanation {
  readonly policy: string;
  readonly file: string;
  readonly at: TimeMs;
  readonly equity: Money;
  readonly markets: readonly MarketExplanation[];
  readonly rules: readonly RuleExplanation[];
  /** What `size kelly` comes to in each market that has one. */
  readonly sizings: readonly SizingReading[];
  readonly moves: readonly MoveExplanation[];
  /** Triggers that no move of a mark trips. */
  readonly unmoved: readonly string[];
  /** Rules that hang on what an account's description does not tell. */
  readonly unknown: readonly string[];
}
