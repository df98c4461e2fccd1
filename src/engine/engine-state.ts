/** All that the engine knows between two events: one plain immutable value. */
import type { DurationMs, Price, Ratio, TimeMs } from '../base/index.js';
import type { BookLevel, FeeRates, Instrument } from '../market/index.js';
import type { CalibrationBook } from './calibration-book.js';
import { type AccountBook, EMPTY_ACCOUNT } from './account-book.js';
import type { DayBooks } from './day-book.js';
import type { TradingState } from './decision.js';
import { EMPTY_LOG, type EventLog } from './event-log.js';
import type { Hold } from './hold.js';
import { type LossStreak, NO_LOSSES } from './loss-streak.js';
import { EMPTY_LEDGER, type OrderLedger } from './order-ledger.js';
import type { StreaksByRule } from './own-streaks.js';
import type { PriceBars } from './price-bars.js';
import { NO_POSITIONS, type PositionTracker } from './position-tracker.js';
import type { TradeRecords } from './trade-record.js';

/** What one market broadcasts; null where nothing good was heard in this session. */
export interface MarketData {
  readonly mark: Price | null;
  readonly oracle: Price | null;
  /** Hourly. */
  readonly fundingRate: Ratio | null;
  readonly markAt: TimeMs | null;
  readonly bid: BookLevel | null;
  readonly ask: BookLevel | null;
  readonly bookAt: TimeMs | null;
  /** The latest snapshot of the whole visible book; null where there was none. */
  readonly depth: BookDepth | null;
}

/** Best level first. */
export interface BookDepth {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly at: TimeMs;
}

/** What the venue said, less what was sent since. */
export interface ActionBudgetLeft {
  readonly actionsLeft: number;
  readonly heardAt: TimeMs;
}

/** One rule judged for one market (or the account): its truth and how long it has been true. */
export interface RuleProgress {
  readonly truth: 'true' | 'false' | 'unknown';
  readonly at: TimeMs;
  /** Time spent true, towards the rule's `for`; stands still while unknown. */
  readonly trueForMs: DurationMs;
}

/** Where a market stands and what keeps it there. */
export interface MarketState {
  readonly state: TradingState;
  /** Null while active. */
  readonly rule: string | null;
  readonly endsBy: string;
}

export interface QuoteProgress {
  /** Time of the last pass; null before the first. */
  readonly refreshedAt: TimeMs | null;
  /** New orders wait for these cancels to be confirmed. */
  readonly isAwaitingCancels: boolean;
  /** `side: rules` denied in the last pass, so that the same is not told at each refresh. */
  readonly denied: readonly string[];
  /** Time of the last flattening order; null where none was sent. */
  readonly flattenSentAt: TimeMs | null;
  /** Time of the last stop; null where none was sent. */
  readonly stopSentAt: TimeMs | null;
  /** The operator asked for a flat position and does not have it yet. */
  readonly isFlattening: boolean;
}

export interface EngineState {
  /** Time of the latest event; never decreases. */
  readonly at: TimeMs;
  /** Null before the first session. */
  readonly runId: string | null;
  /** Of this run and those before it, newest last: what they sent is ours. */
  readonly runIds: readonly string[];
  readonly startedAt: TimeMs;
  readonly isStopping: boolean;
  /** Orders sent in this run: the second half of the next client order id. */
  readonly ordersSent: number;
  readonly instruments: Readonly<Record<string, Instrument>>;
  readonly markets: Readonly<Record<string, MarketData>>;
  /** Of the markets that are calibrated as they go. */
  readonly calibrations: Readonly<Record<string, CalibrationBook>>;
  /** When orders, fills or the account were last heard of, in this session. */
  readonly streamAt: TimeMs | null;
  /** Whether a reconciliation stands behind the positions. */
  readonly isPositionKnown: boolean;
  /** Whether any reconciliation ever did: only then can the venue's word differ from ours. */
  readonly wasReconciled: boolean;
  /** Whether the policy has accepted the account as this session first found it. */
  readonly isStartChecked: boolean;
  /** Markets whose entry price was last told to differ from the venue's. */
  readonly differingEntries: readonly string[];
  readonly positions: PositionTracker['positions'];
  readonly fillWindows: PositionTracker['fillWindows'];
  readonly trades: PositionTracker['trades'];
  readonly account: AccountBook;
  readonly orders: OrderLedger;
  /** Stops, which wait beside the book. */
  readonly stops: OrderLedger;
  /** Since when a position lacks a full stop, by coin; absent where it has one or is flat. */
  readonly uncoveredSince: Readonly<Record<string, TimeMs>>;
  /** Null before the first session. */
  readonly feeRates: FeeRates | null;
  /** Anchors and days, one set for each clock that a file of the policy follows. */
  readonly books: DayBooks;
  /** When positions were opened since the books were last moved, by the venue's time. */
  readonly openings: readonly TimeMs[];
  readonly rules: Readonly<Record<string, RuleProgress>>;
  readonly holds: readonly Hold[];
  readonly states: Readonly<Record<string, MarketState>>;
  readonly quotes: Readonly<Record<string, QuoteProgress>>;
  readonly fills: number;
  readonly denied: number;
  readonly rejected: number;
  readonly consecutiveErrors: number;
  /** The venue would not cancel our orders if we fell silent, though the policy asks for it. */
  readonly isSwitchGone: boolean;
  /** Null until the venue has told it in this session. */
  readonly actionBudget: ActionBudgetLeft | null;
  /** When the requests so far are paid for, at the rate that the venue answers. */
  readonly requestsPaidAt: TimeMs;
  /** Our clock less the venue's stamp on its latest news; null before any. */
  readonly clockLagMs: DurationMs | null;
  /** Round trips in a row that lost money, over all markets. */
  readonly lossStreak: LossStreak;
  /** Of rules whose pause has ended: they count from there. */
  readonly ownStreaks: StreaksByRule;
  /** What Kelly sizes by. */
  readonly tradeRecords: TradeRecords;
  /** Of the markets whose ATR a rule or a size reads; a new session goes on with them. */
  readonly bars: Readonly<Record<string, PriceBars>>;
  readonly log: EventLog;
}

export const EMPTY_MARKET: MarketData = {
  mark: null,
  oracle: null,
  fundingRate: null,
  markAt: null,
  bid: null,
  ask: null,
  bookAt: null,
  depth: null,
};

export const EMPTY_QUOTE: QuoteProgress = {
  refreshedAt: null,
  isAwaitingCancels: false,
  denied: [],
  flattenSentAt: null,
  stopSentAt: null,
  isFlattening: false,
};

export const INITIAL_STATE: EngineState = {
  at: 0,
  runId: null,
  runIds: [],
  startedAt: 0,
  isStopping: false,
  ordersSent: 0,
  instruments: {},
  markets: {},
  calibrations: {},
  streamAt: null,
  isPositionKnown: false,
  wasReconciled: false,
  isStartChecked: false,
  differingEntries: [],
  ...NO_POSITIONS,
  account: EMPTY_ACCOUNT,
  orders: EMPTY_LEDGER,
  stops: EMPTY_LEDGER,
  uncoveredSince: {},
  feeRates: null,
  books: {},
  openings: [],
  rules: {},
  holds: [],
  states: {},
  quotes: {},
  fills: 0,
  denied: 0,
  rejected: 0,
  consecutiveErrors: 0,
  lossStreak: NO_LOSSES,
  ownStreaks: {},
  tradeRecords: {},
  bars: {},
  isSwitchGone: false,
  actionBudget: null,
  requestsPaidAt: 0,
  clockLagMs: null,
  log: EMPTY_LOG,
};
