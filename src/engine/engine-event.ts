/** Everything the engine can be told. Past participles; `at` is our clock's time of hearing it. */
import type { Price, Ratio, Size, TimeMs } from '../base/index.js';
import type {
  AccountReport,
  BookLevel,
  FeeRates,
  Fill,
  Instrument,
  LedgerEntry,
  OpenOrder,
  Side,
} from '../market/index.js';

export type OperatorCommand = 'pause' | 'resume' | 'kill' | 're-arm' | 'flatten';

export type EngineEvent =
  /** A process began. Holds, anchors and positions of an earlier run stay; nothing is fresh. */
  | {
      readonly kind: 'sessionStarted';
      readonly at: TimeMs;
      /** 16 hex digits, the first half of every client order id of this run. */
      readonly runId: string;
      readonly instruments: readonly Instrument[];
      readonly feeRates: FeeRates;
    }
  /**
   * The venue's own word on positions, open orders and fills since the last one known: after it
   * the position is known. Fills already seen are ignored by trade id, entries of the ledger by
   * theirs.
   */
  | {
      readonly kind: 'reconciled';
      readonly at: TimeMs;
      readonly account: AccountReport;
      readonly openOrders: readonly OpenOrder[];
      readonly fills: readonly Fill[];
      /** Funding and transfers since the last picture; undefined: the venue tells of none. */
      readonly ledger?: readonly LedgerEntry[] | undefined;
    }
  | { readonly kind: 'connectionLost'; readonly at: TimeMs; readonly reason: string }
  | {
      readonly kind: 'topChanged';
      readonly at: TimeMs;
      readonly coin: string;
      readonly bid: BookLevel | null;
      readonly ask: BookLevel | null;
      readonly venueTime: TimeMs;
    }
  | {
      readonly kind: 'contextChanged';
      readonly at: TimeMs;
      readonly coin: string;
      readonly mark: Price;
      readonly oracle: Price;
      readonly fundingRate: Ratio;
    }
  /** A trade of others in a market that is calibrated as it goes. */
  | {
      readonly kind: 'tradePrinted';
      readonly at: TimeMs;
      readonly coin: string;
      /** The side that took liquidity. */
      readonly side: Side;
      readonly price: Price;
    }
  /** A snapshot of the book, best level first: its top, and how deep it is. */
  | {
      readonly kind: 'bookChanged';
      readonly at: TimeMs;
      readonly coin: string;
      readonly bids: readonly BookLevel[];
      readonly asks: readonly BookLevel[];
      readonly venueTime: TimeMs;
    }
  /** How many orders and cancels the venue still takes before it slows us down. */
  | { readonly kind: 'actionBudgetReported'; readonly at: TimeMs; readonly actionsLeft: number }
  /**
   * Whether the venue will cancel everything when it hears no more of us; told when it changes,
   * armed being what a session begins with.
   */
  | {
      readonly kind: 'deadManSwitchChanged';
      readonly at: TimeMs;
      readonly isArmed: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'accountReported'; readonly at: TimeMs; readonly account: AccountReport }
  | {
      readonly kind: 'orderAccepted';
      readonly at: TimeMs;
      readonly clientOrderId: string;
      readonly orderId: number;
    }
  | {
      readonly kind: 'orderRejected';
      readonly at: TimeMs;
      readonly clientOrderId: string;
      readonly reason: string;
    }
  /** The reply was lost: only a reconciliation settles whether the order lives. */
  | {
      readonly kind: 'orderOutcomeUnknown';
      readonly at: TimeMs;
      readonly clientOrderId: string;
      readonly reason: string;
    }
  /**
   * The order rests no more (cancelled, expired, refused later); fills come on their own. Told
   * twice where the first word, the reply to a cancel, had no figure.
   */
  | {
      readonly kind: 'orderClosed';
      readonly at: TimeMs;
      readonly coin: string;
      readonly orderId: number;
      readonly clientOrderId: string | null;
      /** The venue's word: `canceled`, `filled`, `marginCanceled` … */
      readonly status: string;
      /**
       * Contracts of it that never fill. Null: the venue has yet to say, and all that is left of it
       * counts until it does or a reconciliation settles it. Undefined: nothing of it is awaited.
       */
      readonly unfilled?: Size | null | undefined;
    }
  /** A cancel was refused, mostly because the order is gone already. */
  | {
      readonly kind: 'cancelRejected';
      readonly at: TimeMs;
      readonly clientOrderId: string | null;
      readonly orderId: number | null;
      readonly reason: string;
    }
  | {
      readonly kind: 'cancelOutcomeUnknown';
      readonly at: TimeMs;
      readonly orderId: number | null;
      readonly clientOrderId: string | null;
      readonly reason: string;
    }
  | { readonly kind: 'orderFilled'; readonly at: TimeMs; readonly fill: Fill }
  /** Funding, a deposit, a withdrawal, a transfer; known ones are ignored by their id. */
  | { readonly kind: 'ledgerUpdated'; readonly at: TimeMs; readonly entry: LedgerEntry }
  | {
      readonly kind: 'operatorCommanded';
      readonly at: TimeMs;
      readonly command: OperatorCommand;
      readonly reason: string;
    }
  /** Every 250 ms. */
  | { readonly kind: 'clockTicked'; readonly at: TimeMs }
  /** The process is about to end: no quotes from here, everything is cancelled. */
  | { readonly kind: 'sessionStopping'; readonly at: TimeMs; readonly reason: string };

/** What the venue says became of an order or a cancel; its fills are told by themselves. */
export type OrderNews = Extract<EngineEvent, { kind: keyof typeof ORDER_NEWS }>;

const ORDER_NEWS = {
  orderAccepted: true,
  orderRejected: true,
  orderOutcomeUnknown: true,
  orderClosed: true,
  cancelRejected: true,
  cancelOutcomeUnknown: true,
} as const;

export function isOrderNews(event: EngineEvent): event is OrderNews {
  return event.kind in ORDER_NEWS;
}
