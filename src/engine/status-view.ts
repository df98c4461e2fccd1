/** The engine's state as a person wants to see it; every figure null where it is not known. */
import type { Decimal, Money, Notional, Price, Size, TimeMs } from '../base/index.js';
import type { RuleKind } from '../compile/index.js';
import type { DisplayUnit } from '../compile/index.js';
import type { CalibratedMarket } from './calibration-book.js';
import type { TradingState } from './decision.js';

/** How far a trigger is from tripping. */
export interface HeadroomView {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly coin: string | null;
  readonly text: string;
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly unit: DisplayUnit;
  /** 1: as far as it gets; 0: tripped. Null where unknown. */
  readonly fractionLeft: number | null;
  readonly isTripped: boolean;
}

/** How far the market has been seen for a model that is `calibrated`. */
export interface CalibrationView {
  /** Steps with a trade in the window, and how many it takes. */
  readonly sample: number;
  readonly leastSample: number;
  /** Null while nothing is quoted for want of it. */
  readonly found: CalibratedMarket | null;
}

/** An objective of the policy, in a market where it is judged for each. */
export interface ObjectiveView {
  readonly rule: string;
  readonly coin: string | null;
  readonly isMet: boolean;
  /** The comparison that decides, with its sides; those of an open one are still apart. */
  readonly text: string;
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly unit: DisplayUnit;
}

export interface MarketView {
  readonly coin: string;
  readonly state: TradingState;
  /** The rule that holds it there; null while active. */
  readonly heldBy: string | null;
  readonly endsBy: string | null;
  readonly position: Size | null;
  readonly entryPrice: Price | null;
  readonly mark: Price | null;
  readonly unrealizedPnl: Money | null;
  /** USD since its first fill, gross of fees and funding. */
  readonly realizedPnl: Money;
  readonly marginCapacity: Size | null;
  /** Null where the policy gives all numbers of the model. */
  readonly calibration: CalibrationView | null;
  /** Our resting prices, best first. */
  readonly bids: readonly Price[];
  readonly asks: readonly Price[];
}

export interface StatusView {
  readonly at: TimeMs;
  /** The worst state of all markets. */
  readonly state: TradingState;
  readonly equity: Money | null;
  readonly dayPnl: Money | null;
  /** USD: the value of all positions. */
  readonly exposure: Notional | null;
  /** USD: of all positions. */
  readonly unrealizedPnl: Money | null;
  readonly openOrders: number;
  /** Those among them whose reply was lost: they may still reach the venue. */
  readonly unansweredOrders: number;
  readonly fills: number;
  readonly denied: number;
  readonly rejected: number;
  readonly markets: readonly MarketView[];
  readonly headroom: readonly HeadroomView[];
  /** In line order; empty where the policy has none. */
  readonly objectives: readonly ObjectiveView[];
}
