/** The venue in process: what it is told, what it answers and what it broadcasts. */
import type { Decimal, Money, Notional, Price, Size, TimeMs } from '../base/index.js';
import type {
  AccountReport,
  BookLevel,
  FeeRates,
  Fill,
  Instrument,
  MarketEvent,
  OpenOrder,
  OrderRequest,
} from '../market/index.js';
import type { CashMovement } from './account-ledger.js';

/** Why the venue says no; the loopback server turns each into the venue's own words. */
export type RejectReason =
  | 'badTriggerPxRejected'
  | 'tickRejected'
  | 'sizeRejected'
  | 'minTradeNtlRejected'
  | 'perpMarginRejected'
  | 'reduceOnlyRejected'
  | 'badAloPxRejected'
  | 'iocCancelRejected'
  | 'perpMaxPositionRejected'
  | 'oracleRejected'
  | 'tooManyOpenOrdersRejected';

export type PlaceResult =
  | { readonly kind: 'resting'; readonly orderId: number }
  | {
      readonly kind: 'filled';
      readonly orderId: number;
      readonly size: Size;
      readonly averagePrice: Price;
    }
  | { readonly kind: 'rejected'; readonly orderId: number; readonly reason: RejectReason };

/** One order's life so far, kept for `orderStatus`. */
export interface OrderRecord {
  readonly order: OpenOrder;
  readonly timeInForce: OrderRequest['timeInForce'];
  /** `open`, `filled`, `canceled`, `marginCanceled`, `reduceOnlyCanceled`, `scheduledCancel` … */
  readonly status: string;
  readonly statusTime: TimeMs;
}

/** Why a trade was a liquidation, on the fills of both sides. */
export interface LiquidationMark {
  /** Who was liquidated. */
  readonly user: string;
  readonly mark: Price;
  /** By an order to the book, or taken over by the venue's vault. */
  readonly method: 'market' | 'backstop';
}

export interface SimulatedFill extends Fill {
  /** Absent where nobody was liquidated. */
  readonly liquidation?: LiquidationMark;
}

/** One step by which the venue liquidated an account; the figures are those before it. */
export interface Liquidation {
  readonly id: number;
  readonly time: TimeMs;
  readonly method: LiquidationMark['method'];
  /** USD of all positions. */
  readonly notional: Notional;
  /** USD: equity. */
  readonly accountValue: Money;
}

/** What happened, in order, since it was last asked; the server turns it into frames. */
export type SimulatedVenueEvent =
  | { readonly kind: 'market'; readonly event: MarketEvent }
  | { readonly kind: 'orderUpdated'; readonly user: string; readonly record: OrderRecord }
  | { readonly kind: 'filled'; readonly user: string; readonly fill: SimulatedFill }
  | { readonly kind: 'liquidated'; readonly user: string; readonly liquidation: Liquidation }
  | { readonly kind: 'cashMoved'; readonly user: string; readonly movement: CashMovement }
  | { readonly kind: 'accountChanged'; readonly user: string };

export interface MarketSnapshot {
  readonly coin: string;
  readonly mark: Price | null;
  readonly oracle: Price | null;
  readonly fundingRate: Decimal;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly time: TimeMs;
}

/**
 * Price-time matching of accounts' orders against a market flow that does not see them. Users are
 * lower-case addresses. Pure: time comes with each call, events are handed to `emit` in order.
 */
export interface SimulatedVenue {
  readonly instruments: readonly Instrument[];
  /** Opens an account with `cash` USD. */
  addAccount(user: string, cash: Money): void;
  hasAccount(user: string): boolean;
  /** Moves the market: fills what it reaches, revalues, liquidates whose margin is short. */
  applyMarket(event: MarketEvent): void;
  place(user: string, order: OrderRequest, now: TimeMs): PlaceResult;
  /** False where there is no such open order. */
  cancel(user: string, orderId: number, now: TimeMs): boolean;
  cancelByClientOrderId(user: string, coin: string, clientOrderId: string, now: TimeMs): boolean;
  cancelAll(user: string, now: TimeMs, status: string): number;
  /** Null where it was done, else the venue's words. */
  setLeverage(
    user: string,
    coin: string,
    leverage: number,
    mode: 'cross' | 'isolated',
  ): string | null;
  /** Gives an isolated position USD, takes them where negative; null where done, else why not. */
  moveMargin(user: string, coin: string, amount: Money): string | null;
  account(user: string, now: TimeMs): AccountReport;
  /** Exact leverage set for a coin (default: the instrument's maximum, at most 20). */
  leverageOf(user: string, coin: string): { value: number; mode: 'cross' | 'isolated' };
  openOrders(user: string): readonly OpenOrder[];
  /** Oldest first, `from` and `to` inclusive. */
  fills(user: string, from: TimeMs, to: TimeMs): readonly SimulatedFill[];
  /** Deposits `amount` USD, withdraws it where negative; null where done, else why not. */
  transfer(user: string, amount: Money, now: TimeMs): string | null;
  /** Transfers and funding: oldest first, `from` and `to` inclusive. */
  ledger(user: string, from: TimeMs, to: TimeMs): readonly CashMovement[];
  orderRecord(user: string, id: number | string): OrderRecord | null;
  /** All that are remembered, in order of placement. */
  orderRecords(user: string): readonly OrderRecord[];
  feeRates(user: string): FeeRates;
  market(coin: string): MarketSnapshot;
  /** USD that may still be committed on each side, resting orders taken off. */
  availableToTrade(user: string, coin: string): { readonly buy: Money; readonly sell: Money };
}
