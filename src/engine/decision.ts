/** Everything the engine can decide. Commands go to the venue; the rest tells what happened. */
import type { Decimal, Money, Price, Size, TimeMs } from '../base/index.js';
import type { Place, RuleKind } from '../compile/index.js';
import type { DisplayUnit } from '../compile/index.js';
import type { OrderRequest, Side } from '../market/index.js';
import type { RoundTrip } from './round-trip.js';

export type TradingState = 'active' | 'reducing' | 'paused' | 'halted';

/** Why an order may not leave: one failed rule. */
export interface Denial {
  /** `order-notional`, `HYPE.position`, `builtin.margin-capacity`, or a state rule's path. */
  readonly rule: string;
  readonly kind: RuleKind | 'builtin' | 'operator' | 'unknown';
  /** Null for what is built in. */
  readonly place: Place | null;
  /** The failed comparison as it stands in the policy. */
  readonly text: string;
  /** What was measured; null where it is unknown. */
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly unit: DisplayUnit;
}

/** What a reconciliation found, and by its kind what became of it. */
export type Difference =
  /** Ours stands. */
  | { readonly kind: 'entry'; readonly ours: Price; readonly venues: Price }
  /** It was counted. */
  | {
      readonly kind: 'missed-fill';
      readonly tradeId: number;
      readonly side: Side;
      readonly price: Price;
      readonly size: Size;
    }
  /** Ours, and the venue has it no more: it is not counted any longer. */
  | {
      readonly kind: 'missing-order';
      readonly orderId: number | null;
      readonly side: Side;
      readonly price: Price;
      readonly size: Size;
    }
  /** No run of ours sent it: it is counted, and ours from now on if it is adopted. */
  | {
      readonly kind: 'foreign-order';
      readonly orderId: number;
      readonly side: Side;
      readonly price: Price;
      readonly size: Size;
      readonly isAdopted: boolean;
    };

export type Decision =
  | { readonly kind: 'submitOrder'; readonly at: TimeMs; readonly order: OrderRequest }
  | {
      readonly kind: 'cancelOrder';
      readonly at: TimeMs;
      readonly coin: string;
      /** Either is enough; the venue's number is preferred. */
      readonly orderId: number | null;
      readonly clientOrderId: string | null;
      readonly reason: string;
    }
  /** All failed rules of one order, in order of precedence; it was not sent. */
  | {
      readonly kind: 'orderDenied';
      readonly at: TimeMs;
      readonly coin: string;
      readonly side: Side;
      readonly price: Price;
      readonly size: Size;
      readonly denials: readonly Denial[];
      /** The largest size that would pass every rule; 0 where none would. */
      readonly sizeThatFits: Size;
    }
  | {
      readonly kind: 'ruleTripped';
      readonly at: TimeMs;
      readonly rule: string;
      readonly ruleKind: RuleKind;
      readonly place: Place | null;
      /** Null for the whole account. */
      readonly coin: string | null;
      readonly text: string;
      readonly value: Decimal | null;
      readonly threshold: Decimal | null;
      readonly unit: DisplayUnit;
    }
  | {
      readonly kind: 'ruleReleased';
      readonly at: TimeMs;
      readonly rule: string;
      readonly coin: string | null;
      readonly reason: string;
    }
  /** An objective is met, or open again: because its condition is no longer true, or not known. */
  | {
      readonly kind: 'objectiveChanged';
      readonly at: TimeMs;
      readonly rule: string;
      readonly place: Place;
      /** The market that it is judged in; null for the account. */
      readonly coin: string | null;
      readonly outcome: 'met' | 'open';
      /** The comparison that decides, and its sides. */
      readonly text: string;
      readonly value: Decimal | null;
      readonly threshold: Decimal | null;
      readonly unit: DisplayUnit;
    }
  | {
      readonly kind: 'tradingStateChanged';
      readonly at: TimeMs;
      readonly coin: string;
      readonly from: TradingState;
      readonly to: TradingState;
      /** The rule that holds the market there; null for active. */
      readonly rule: string | null;
      /** What would end it, in words. */
      readonly endsBy: string;
    }
  /** How a position stands after a fill. */
  | {
      readonly kind: 'positionChanged';
      readonly at: TimeMs;
      readonly coin: string;
      readonly tradeId: number;
      /** Signed contracts; 0 when flat. */
      readonly size: Size;
      /** Null when flat. */
      readonly entryPrice: Price | null;
      /** USD that the fill realised, gross of its fee. */
      readonly realizedPnl: Money;
    }
  /**
   * A fill came late and what is younger was reckoned again. Of the coin's round trips that were
   * told, those with a number above `tripsKept` hold no more: what they are now follows.
   */
  | {
      readonly kind: 'positionRestated';
      readonly at: TimeMs;
      readonly coin: string;
      /** Null where it was funding that came late. */
      readonly tradeId: number | null;
      readonly tripsKept: number;
      /** False where it came too late for its place to be known. */
      readonly isExact: boolean;
    }
  /** A position is flat again, or turned over: one round trip. */
  | ({ readonly kind: 'positionClosed'; readonly at: TimeMs } & RoundTrip)
  | {
      readonly kind: 'positionDiffered';
      readonly at: TimeMs;
      readonly coin: string;
      readonly ours: Size;
      readonly venues: Size;
    }
  /** Ours and the venue's differ in something else than a position. */
  | {
      readonly kind: 'differenceFound';
      readonly at: TimeMs;
      readonly coin: string;
      readonly difference: Difference;
    }
  /** The policy does not start with the account as it is; why, in words. */
  | { readonly kind: 'startRefused'; readonly at: TimeMs; readonly reasons: readonly string[] }
  | {
      readonly kind: 'operatorRefused';
      readonly at: TimeMs;
      readonly command: string;
      readonly reason: string;
    };
