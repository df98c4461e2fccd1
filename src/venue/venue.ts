/** The port to a trading venue. An outcome that is not known is said to be so, never guessed. */
import type { Notional, Price, Size, TimeMs } from '../base/index.js';
import type {
  AccountReport,
  FeeRates,
  Fill,
  Instrument,
  LedgerEntry,
  MarketEvent,
  OpenOrder,
  OrderRequest,
} from '../market/index.js';

export type SubmitOutcome =
  | { readonly kind: 'resting'; readonly orderId: number }
  | {
      readonly kind: 'filled';
      readonly orderId: number;
      readonly size: Size;
      readonly averagePrice: Price;
    }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Timeout, broken connection, unreadable reply: it may live or not. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type CancelOutcome =
  | { readonly kind: 'canceled' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface CancelRequest {
  readonly coin: string;
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
}

/** Actions count one each in a batch; past `cap` the venue takes one in ten seconds. */
export interface ActionBudget {
  /** USD traded so far; each dollar buys an action. */
  readonly volume: Notional;
  readonly used: number;
  readonly cap: number;
}

/** What the venue takes the account for, and who signs for it here. */
export interface AccountStanding {
  /** `user`, `subAccount`, `vault`, `agent`, `missing`: the venue's word for the account. */
  readonly role: string;
  /** Of an agent or a sub-account, whom it belongs to. */
  readonly master: string | null;
  /** Null where nothing is signed. */
  readonly agent: {
    readonly address: string;
    /** The venue's word for it; `agent` where it may sign for `master`. */
    readonly role: string;
    readonly master: string | null;
    /** Until when it may sign; null where the venue names no end. */
    readonly validUntil: TimeMs | null;
  } | null;
}

/** What is set for a coin, whether a position is open or not. */
export interface LeverageSetting {
  readonly leverage: number;
  readonly marginMode: 'cross' | 'isolated';
}

/** What a venue tells by itself. */
export type VenueEvent =
  | { readonly kind: 'market'; readonly event: MarketEvent }
  | {
      readonly kind: 'orderUpdated';
      readonly coin: string;
      readonly orderId: number;
      readonly clientOrderId: string | null;
      /** The venue's word: `open`, `filled`, `canceled`, `marginCanceled` … */
      readonly status: string;
      /** Contracts that have not filled; null where the venue does not say. */
      readonly unfilled: Size | null;
      readonly time: TimeMs;
    }
  | { readonly kind: 'fillReceived'; readonly fill: Fill; readonly isSnapshot: boolean }
  | { readonly kind: 'accountReported'; readonly account: AccountReport }
  | { readonly kind: 'ledgerUpdated'; readonly entry: LedgerEntry; readonly isSnapshot: boolean }
  | { readonly kind: 'connectionLost'; readonly reason: string }
  | { readonly kind: 'connectionRestored' };

export type OrderStatusAnswer =
  | { readonly kind: 'known'; readonly status: string; readonly orderId: number }
  /** Not proof that it was never placed: the venue forgets. */
  | { readonly kind: 'notFound' };

/** Reads throw `VenueError`; submit and cancel never throw, their outcomes carry the trouble. */
export interface Venue {
  /** For people: `embedded venue`, `hyperliquid testnet`. */
  readonly name: string;
  /** Opens the stream and subscribes to the coins and the account. */
  connect(coins: readonly string[], listener: (event: VenueEvent) => void): Promise<void>;
  fetchInstruments(): Promise<readonly Instrument[]>;
  fetchFeeRates(): Promise<FeeRates>;
  fetchAccount(): Promise<AccountReport>;
  fetchOpenOrders(): Promise<readonly OpenOrder[]>;
  /** Oldest first, paged through to the end. */
  fetchFillsSince(timeMs: TimeMs): Promise<readonly Fill[]>;
  /** Funding, deposits, withdrawals, transfers: oldest first, paged through to the end. */
  fetchLedgerSince(timeMs: TimeMs): Promise<readonly LedgerEntry[]>;
  fetchOrderStatus(id: number | string): Promise<OrderStatusAnswer>;
  /** The venue's word for the account's mode; `disabled` and `default` are the usable ones. */
  fetchAccountMode(): Promise<string>;
  /** What the account and its agent are to the venue. */
  fetchStanding(): Promise<AccountStanding>;
  fetchLeverage(coin: string): Promise<LeverageSetting>;
  /** How many actions the address may still send; counted by the venue, one each in a batch. */
  fetchActionBudget(): Promise<ActionBudget>;
  setLeverage(coin: string, leverage: number, marginMode: 'cross' | 'isolated'): Promise<void>;
  /** One outcome an order, in order. */
  submit(orders: readonly OrderRequest[]): Promise<readonly SubmitOutcome[]>;
  cancel(cancels: readonly CancelRequest[]): Promise<readonly CancelOutcome[]>;
  /** The dead man's switch: all orders are cancelled at `atMs`; null takes it back. */
  scheduleCancel(atMs: TimeMs | null): Promise<CancelOutcome>;
  close(): Promise<void>;
}

/** A read failed: `reason` is fit for people, `retryable` says whether it may pass. */
export class VenueError extends Error {
  override name = 'VenueError';
  readonly retryable: boolean;
  /** HTTP's, of a venue that answered with anything but 200; null where it did not answer so. */
  readonly status: number | null;

  constructor(
    reason: string,
    retryable: boolean,
    options: ErrorOptions & { readonly status?: number } = {},
  ) {
    super(reason, options);
    this.retryable = retryable;
    this.status = options.status ?? null;
  }
}
