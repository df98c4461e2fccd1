/** What is left of a policy's arithmetic once it is checked: exact constants and named measures. */
import type { Decimal, DurationMs, TimeWindow } from '../base/index.js';
import type { FeedName, MeasureName } from '../check/index.js';

/** How a figure is written for people; durations are milliseconds, percentages plain ratios. */
export type DisplayUnit = 'money' | 'price' | 'size' | 'ratio' | 'duration' | 'count' | 'number';

export type Expression =
  | { readonly kind: 'constant'; readonly value: Decimal }
  /** `coin` null: the market at hand, or a measure of the account. */
  | {
      readonly kind: 'measure';
      readonly name: MeasureName;
      readonly coin: string | null;
      /** Of a count of events: those of the last so many milliseconds. */
      readonly windowMs?: DurationMs;
      /** Of what follows a file's clock and withdrawals: the key of its book in the policy. */
      readonly book?: string;
    }
  /** `account.unrealized_pnl`: the sum over all markets. */
  | {
      readonly kind: 'accountMeasure';
      readonly name: MeasureName;
      readonly windowMs?: DurationMs;
    }
  /** Milliseconds since the last good update of a feed, or since the start; never unknown. */
  | { readonly kind: 'age'; readonly feed: FeedName; readonly coin: string | null }
  | {
      readonly kind: 'add' | 'subtract' | 'multiply' | 'divide';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negate' | 'absolute'; readonly operand: Expression }
  | { readonly kind: 'min' | 'max'; readonly operands: readonly Expression[] };

export type Comparator = '<' | '<=' | '>' | '>=' | '=';

export interface Comparison {
  readonly kind: 'compare';
  readonly comparator: Comparator;
  readonly left: Expression;
  readonly right: Expression;
  /** The comparison as it stands in the policy. */
  readonly text: string;
  readonly unit: DisplayUnit;
}

/** `left within 5% of center` (|left − center| ≤ 5% × center) or `within $3 of center`. */
export interface Within {
  readonly kind: 'within';
  readonly left: Expression;
  readonly tolerance: Expression;
  readonly toleranceIs: 'ratio' | 'money';
  readonly center: Expression;
  readonly text: string;
  readonly unit: DisplayUnit;
}

/** `during 21:30 to 22:00 America/New_York`: always known. Shown as the time until it begins. */
export interface During {
  readonly kind: 'during';
  readonly window: TimeWindow;
  readonly text: string;
  readonly unit: 'duration';
}

export type Condition =
  | Comparison
  | Within
  | During
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] };
