/** A policy whose names, units and settings hold: another type than the tree as written. */
import type {
  Decimal,
  DurationMs,
  Money,
  Price,
  Ratio,
  Size,
  TimeMs,
  TimeWindow,
} from '../base/index.js';
import type { Span } from '../diagnostic/index.js';
import type { ComparatorText, Effect } from '../syntax/index.js';
import type { CheckedTest } from './checked-test.js';
import type { FeedName } from './feed-name.js';
import type { MeasureName } from './measure-table.js';
import type { UsedPreset } from './preset-library.js';
import type { Quantity } from './quantity.js';

export type ArithmeticOperation = 'add' | 'subtract' | 'multiply' | 'divide';

export type CheckedExpression = { readonly span: Span; readonly quantity: Quantity } & (
  | { readonly kind: 'constant'; readonly value: Decimal }
  | {
      readonly kind: 'measure';
      readonly name: MeasureName;
      /** Null: of the market at hand, or of the account. */
      readonly coin: string | null;
      /** `account.NAME`: the sum over all markets. */
      readonly isAccountSum: boolean;
      /** Of a count of events: those of the last so many milliseconds. */
      readonly windowMs?: DurationMs;
    }
  | { readonly kind: 'age'; readonly feed: FeedName }
  | {
      readonly kind: 'arithmetic';
      readonly operation: ArithmeticOperation;
      readonly left: CheckedExpression;
      readonly right: CheckedExpression;
    }
  | { readonly kind: 'negate' | 'absolute'; readonly operand: CheckedExpression }
  | { readonly kind: 'min' | 'max'; readonly operands: readonly CheckedExpression[] }
);

/** `text` is the condition in the one layout, on one line. */
export type CheckedCondition = { readonly span: Span; readonly text: string } & (
  | {
      readonly kind: 'compare';
      readonly comparator: ComparatorText;
      readonly left: CheckedExpression;
      readonly right: CheckedExpression;
      readonly quantity: Quantity;
    }
  | {
      readonly kind: 'within';
      readonly left: CheckedExpression;
      readonly tolerance: CheckedExpression;
      readonly toleranceIs: 'ratio' | 'money';
      readonly center: CheckedExpression;
      readonly quantity: Quantity;
    }
  | { readonly kind: 'during'; readonly window: TimeWindow }
  | {
      readonly kind: 'junction';
      readonly word: 'and' | 'or';
      readonly operands: readonly CheckedCondition[];
    }
);

export type CheckedRelease =
  | { readonly kind: 'immediate' }
  | {
      readonly kind: 'condition';
      readonly condition: CheckedCondition;
      readonly forMs: DurationMs;
      readonly span: Span;
    }
  | { readonly kind: 'later'; readonly afterMs: DurationMs }
  | { readonly kind: 'day-reset'; readonly span: Span }
  | { readonly kind: 'resumed'; readonly afterMs: DurationMs }
  | { readonly kind: 're-arm' };

export interface CheckedRule {
  readonly effect: Effect;
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** The coins of the `market` block it stands in; null where it stands in the file. */
  readonly coins: readonly string[] | null;
  /** Judged for each market in turn. */
  readonly isPerMarket: boolean;
  readonly condition: CheckedCondition;
  /** `limit … when`: where it is known false the limit denies nothing. Null: it always holds. */
  readonly applies: CheckedCondition | null;
  readonly forMs: DurationMs;
  readonly release: CheckedRelease;
  readonly flattenSpan: Span | null;
  /** The preset that it comes from; null where it stands in the policy itself. */
  readonly preset: UsedPreset | null;
  /** The rulebook it stands in: what the firm says. Null for our own caution. */
  readonly rulebook: string | null;
  /** Until when it is waived, for each of its paths; null where it is not. */
  readonly waivedUntil: readonly (TimeMs | null)[];
  /** The reason that is written down, which answers warnings about intent. */
  readonly because: string | null;
}

export interface CheckedDayReset {
  readonly hour: number;
  readonly minute: number;
  readonly zone: string;
}

/**
 * What the anchors of one file follow: its own `day-reset` and `withdrawals`, and where it leaves
 * one out, that of the file that uses it.
 */
export interface CheckedBook {
  /** Null: the policy itself. */
  readonly preset: UsedPreset | null;
  readonly dayReset: CheckedDayReset | null;
  readonly withdrawals: CheckedAccount['withdrawals'];
}

export interface CheckedAccount {
  readonly address: string | null;
  readonly initialBalance: Money | null;
  readonly dayReset: CheckedDayReset | null;
  readonly withdrawals: 'count-as-loss' | 'lower-anchors' | null;
  readonly deadManSwitch: { readonly afterMs: DurationMs; readonly required: boolean } | null;
  readonly flattenWithin: Ratio | null;
  /** What a day has to gain at least to be a profitable one. */
  readonly profitableDay: CheckedDayGain | null;
  readonly existingPositions: 'adopt' | 'refuse' | null;
  readonly foreignOrders: 'leave' | 'adopt' | 'refuse' | null;
}

/** Money, or a share of the initial balance. */
export type CheckedDayGain =
  | { readonly kind: 'money'; readonly amount: Money }
  | { readonly kind: 'share'; readonly ofInitialBalance: Ratio };

export type CheckedStaleAfter = Readonly<Record<FeedName, DurationMs>>;

export interface CheckedPerLength {
  readonly value: number;
  readonly unit: 'tick' | 'usd';
}

/** In the place of a number of the model: it is estimated from the market as it goes. */
export type Calibrated = 'calibrated';

export interface CheckedCalibration {
  /** How far back it looks. */
  readonly windowMs: DurationMs;
  /** How often it is done anew. */
  readonly intervalMs: DurationMs;
  /** Steps with a trade that it needs at least. */
  readonly leastSample: number;
}

export interface CheckedQuote {
  /** Where the nearest block for the market begins. */
  readonly span: Span;
  /** The preset that this block stands in; null where it stands in the policy itself. */
  readonly preset: UsedPreset | null;
  readonly riskAversion: CheckedPerLength;
  readonly volatility: CheckedPerLength | Calibrated;
  readonly intensityPerSecond: number | Calibrated;
  readonly decay: CheckedPerLength | Calibrated;
  readonly calibration: CheckedCalibration;
  readonly horizonMs: DurationMs | null;
  readonly unitSize: Size | null;
  readonly levels: number;
  readonly minHalfSpread: Ratio;
  readonly refreshMs: DurationMs;
}

/** How far from the entry a stop stands. */
export type CheckedStopDistance =
  | { readonly kind: 'atr'; readonly multiple: Decimal }
  /** Of the mark. */
  | { readonly kind: 'ratio'; readonly ratio: Ratio }
  | { readonly kind: 'price'; readonly distance: Price };

/** So many bars of so long each. */
export interface CheckedBars {
  readonly count: number;
  readonly eachMs: DurationMs;
}

/** Never more than `probability` of ever losing `depth` of the capital. */
export interface CheckedDrawdown {
  readonly depth: Ratio;
  readonly probability: Ratio;
  /** Of full Kelly: the largest fraction that keeps it so. */
  readonly fraction: Ratio;
}

export interface CheckedSizing {
  /** Where the nearest block for the market begins. */
  readonly span: Span;
  /** The preset of that block; null where it is the policy's own. */
  readonly preset: UsedPreset | null;
  /** Of full Kelly. */
  readonly fraction: Ratio;
  readonly maxDrawdown: CheckedDrawdown | null;
  /** Shares of equity. */
  readonly riskPerTrade: Ratio;
  readonly portfolioRisk: Ratio;
  readonly warmUpRisk: Ratio;
  /** Between any two markets, 0 to 1. */
  readonly correlation: Ratio;
  readonly history: number;
  /** ATR ratios beyond which a size shrinks and may grow; null where volatility plays no part. */
  readonly volatility: { readonly shrinkAbove: Ratio; readonly growBelow: Ratio } | null;
  readonly stopDistance: CheckedStopDistance;
}

export interface CheckedAllocation {
  readonly skew: Decimal;
  readonly perSideLeast: Ratio;
  readonly perSideMost: Ratio;
  readonly method: 'inner-first' | 'even' | 'by-value';
  /** Of `by-value`, a share of what the best level is worth. */
  readonly temperature: Ratio;
}

export interface CheckedMarket {
  readonly coin: string;
  readonly span: Span;
  readonly leverage: number;
  readonly marginMode: 'cross' | 'isolated';
  readonly quote: CheckedQuote | null;
  /** Null: no Kelly sizing bounds it. */
  readonly sizing: CheckedSizing | null;
  /** The bars that its ATR is made of. */
  readonly atr: CheckedBars;
  readonly allocation: CheckedAllocation;
}

export type CheckedVenue =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'hyperliquid'; readonly network: 'mainnet' | 'testnet' };

/** What the blocks of a policy and its presets come to. */
export interface CheckedSettings {
  readonly account: CheckedAccount;
  /** Of every file, the policy first. */
  readonly books: readonly CheckedBook[];
  readonly staleAfter: CheckedStaleAfter;
  readonly markets: readonly CheckedMarket[];
}

export interface CheckedPolicy extends CheckedSettings {
  readonly name: string;
  readonly language: number;
  readonly venue: CheckedVenue;
  /** What the settings are once the waivers end that loosen them now, in order of time. */
  readonly laterSettings: readonly (CheckedSettings & { readonly from: TimeMs })[];
  /** In line order. */
  readonly rules: readonly CheckedRule[];
  /** All presets that were used, once each. */
  readonly presets: readonly UsedPreset[];
  /** In line order. */
  readonly tests: readonly CheckedTest[];
}
