/** A policy ready to run: what the engine enforces, with the place in the source of each rule. */
import type { Decimal, DurationMs, Money, Price, Ratio, Size, TimeMs } from '../base/index.js';
import type { UsedPreset } from '../check/index.js';
import type { Condition } from './expression.js';

/** One-based line and column of where a rule begins. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type RuleKind = 'limit' | 'reduce-only' | 'pause' | 'kill' | 'alert' | 'objective';

export type Release =
  /** As soon as `when` is known false. */
  | { readonly kind: 'immediate' }
  /** When the condition holds for `forMs` on end and `when` is known false. */
  | { readonly kind: 'condition'; readonly condition: Condition; readonly forMs: DurationMs }
  /** So long after it tripped. */
  | { readonly kind: 'later'; readonly afterMs: DurationMs }
  /** Once a day reset of its file has passed since it tripped, as soon as `when` is known false. */
  | { readonly kind: 'day-reset'; readonly book: string }
  /** By the operator, not before `afterMs`. */
  | { readonly kind: 'resumed'; readonly afterMs: DurationMs }
  /** By the operator's re-arm only (kills). */
  | { readonly kind: 're-arm' };

export interface CompiledRule {
  readonly kind: RuleKind;
  /** As written: `order-notional`. */
  readonly name: string;
  /** Unique in the policy: `order-notional`, or `HYPE.order-notional` inside a market block. */
  readonly path: string;
  readonly place: Place;
  /**
   * Null: stands in the file, so it holds for each market in turn where it measures markets or
   * orders, and once for the account where it measures only the account.
   */
  readonly coin: string | null;
  /** Whether the rule is judged per market (`market`) or once (`account`). A kill halts all. */
  readonly scope: 'market' | 'account';
  /** A limit's condition must hold, an objective's is to come true; any other rule's trips it. */
  readonly condition: Condition;
  /** `limit … when`: where it is known false the limit denies nothing. Null: it always holds. */
  readonly applies: Condition | null;
  /** The condition as it stands in the policy, on one line. */
  readonly text: string;
  /** How long the condition must hold before it trips; 0 at once. */
  readonly forMs: DurationMs;
  /** `immediate` for limits, alerts and objectives. */
  readonly release: Release;
  /** Kill or pause `then flatten`. */
  readonly flatten: boolean;
  /** What the firm says, by its rulebook and version; null for our own caution. */
  readonly rulebook: string | null;
  /** The reason that the policy gives for it. */
  readonly because: string | null;
  /** It holds from this instant on: until then it is waived. Null where it always holds. */
  readonly waivedUntil: TimeMs | null;
}

export interface DayReset {
  readonly hour: number;
  readonly minute: number;
  /** IANA zone. */
  readonly zone: string;
}

/** What anchors and days follow: a reset clock and what a withdrawal does to anchors. */
export interface BookSettings {
  /** Equal for equal settings: `00:00 UTC, count-as-loss`. */
  readonly key: string;
  readonly dayReset: DayReset | null;
  readonly withdrawals: AccountSettings['withdrawals'];
}

export interface AccountSettings {
  /** Master address, lower case; null on the embedded venue. */
  readonly address: string | null;
  readonly initialBalance: Money | null;
  readonly dayReset: DayReset | null;
  readonly withdrawals: 'count-as-loss' | 'lower-anchors' | null;
  /** Slippage from mark within which a flatten may trade. */
  readonly flattenWithin: Ratio | null;
  /** A position that no fill of ours explains: counted as ours, or the start is refused. */
  readonly existingPositions: 'adopt' | 'refuse';
  /**
   * Orders that no run of ours sent. All are counted. `leave`: only a kill cancels those that add
   * risk; `adopt`: they are ours from then on; `refuse`: the start is refused, and one that comes
   * later keeps its market reducing.
   */
  readonly foreignOrders: 'leave' | 'adopt' | 'refuse';
  readonly deadManSwitch: { readonly afterMs: DurationMs; readonly required: boolean } | null;
  /** What a day has to gain at least to be a profitable one: money, or a share. */
  readonly profitableDay:
    | { readonly kind: 'money'; readonly amount: Money }
    | { readonly kind: 'share'; readonly ofInitialBalance: Ratio }
    | null;
}

export interface StaleAfter {
  readonly mark: DurationMs;
  readonly book: DurationMs;
  readonly account: DurationMs;
  readonly stream: DurationMs;
  readonly limits: DurationMs;
}

/** A parameter of the quoting model with the length unit it was written in. */
export interface PerLength {
  readonly value: number;
  readonly unit: 'tick' | 'usd';
}

/** In the place of a number of the model: it is estimated from the market as it goes. */
export type Calibrated = 'calibrated';

/** How what is `calibrated` is estimated: from 100 ms steps of the market's own mids and trades. */
export interface CalibrationSettings {
  /** How far back it looks. */
  readonly windowMs: DurationMs;
  /** How often it is done anew. */
  readonly intervalMs: DurationMs;
  /** Steps with a trade that it needs at least; with fewer nothing is quoted. */
  readonly leastSample: number;
}

/** `quote glft`: facts/glft.md names the symbols. Doubles: quoting maths decides no money. */
export interface GlftSettings {
  readonly place: Place;
  /** γ, per tick (or per $) and unit of inventory. */
  readonly riskAversion: PerLength;
  /** σ, ticks (or $) per √s. */
  readonly volatility: PerLength | Calibrated;
  /** A, fills per second at distance 0. */
  readonly intensityPerSecond: number | Calibrated;
  /** k, per tick (or per $) of distance from mid. */
  readonly decay: PerLength | Calibrated;
  readonly calibration: CalibrationSettings;
  /** T; null for the stationary solution. */
  readonly horizonMs: DurationMs | null;
  /** Contracts that count as one unit of inventory and are quoted per level; null: share/levels. */
  readonly unitSize: Size | null;
  readonly levels: number;
  /** Least distance of a quote from mid, as a fraction of mid. */
  readonly minHalfSpread: Ratio;
  readonly refreshMs: DurationMs;
}

/** `allocate margin`: how one margin is shared between bids and asks. */
export interface AllocationSettings {
  /** ask weight = clamp(0.5 + skew × ratio, perSideLeast, perSideMost). */
  readonly skew: Decimal;
  readonly perSideLeast: Ratio;
  readonly perSideMost: Ratio;
}

/** Where on its levels a side's share rests: from mid on, the same on each, or by their value. */
export type SpreadMethod = 'inner-first' | 'even' | 'by-value';

/** All that `allocate margin` says. */
export interface MarginAllocation extends AllocationSettings {
  readonly method: SpreadMethod;
  /** Of `by-value`: τ as a share of what the best level is worth; > 0. */
  readonly temperature: Ratio;
}

/** So many bars of so long each: what an average true range is made of. */
export interface BarSettings {
  readonly count: number;
  readonly eachMs: DurationMs;
}

/** How far from its entry a trade has failed. */
export type StopDistance =
  | { readonly kind: 'atr'; readonly multiple: Decimal }
  /** Of the mark. */
  | { readonly kind: 'ratio'; readonly ratio: Ratio }
  | { readonly kind: 'price'; readonly distance: Price };

/** `size kelly`: what a market may risk, composed from all blocks that hold for it. */
export interface KellySettings {
  /** Of the nearest block. */
  readonly place: Place;
  /** Of full Kelly: `fraction`, or what `max-drawdown` leaves of it where that is less. */
  readonly fraction: Ratio;
  /** Never more of full Kelly, however calm the market: 1, or what `max-drawdown` says. */
  readonly fractionCeiling: Ratio;
  /** The setting that made `fraction` what it is. */
  readonly fractionBy: 'fraction' | 'max-drawdown';
  /** Shares of equity. */
  readonly riskPerTrade: Ratio;
  readonly portfolioRisk: Ratio;
  readonly warmUpRisk: Ratio;
  /** Between any two markets, 0 to 1; the same in all markets, as `portfolioRisk` is. */
  readonly correlation: Ratio;
  /** Trades that must be known before Kelly sizes by them. */
  readonly history: number;
  /** Null: volatility plays no part. */
  readonly volatility: { readonly shrinkAbove: Ratio; readonly growBelow: Ratio } | null;
  readonly stopDistance: StopDistance;
}

export interface CompiledMarket {
  readonly coin: string;
  readonly place: Place;
  readonly leverage: number;
  readonly marginMode: 'cross' | 'isolated';
  /** Null: the market is watched and limited, not quoted. */
  readonly quote: GlftSettings | null;
  /** Null: no Kelly sizing bounds it. */
  readonly sizing: KellySettings | null;
  /** The bars of its ATR; null where no rule and no size reads it, so that none are kept. */
  readonly atr: BarSettings | null;
  readonly allocation: MarginAllocation;
}

export type VenueName =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'hyperliquid'; readonly network: 'mainnet' | 'testnet' };

/** What the blocks of a policy and its presets come to. */
export interface CompiledSettings {
  readonly account: AccountSettings;
  /** One of each kind that its files ask for, its own first. */
  readonly books: readonly BookSettings[];
  readonly staleAfter: StaleAfter;
  readonly markets: readonly CompiledMarket[];
}

export interface CompiledPolicy extends CompiledSettings {
  readonly name: string;
  readonly language: number;
  readonly file: string;
  /** The whole text, so that a journal can carry it. */
  readonly source: string;
  /** The presets that it uses, with their whole text. */
  readonly presets: readonly UsedPreset[];
  readonly venue: VenueName;
  /** What the settings are once the waivers end that loosen them now, in order of time. */
  readonly laterSettings: readonly (CompiledSettings & { readonly from: TimeMs })[];
  /** In line order, file and market blocks together. */
  readonly rules: readonly CompiledRule[];
}
