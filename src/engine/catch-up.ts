/**
 * Takes a state past events that are known to have changed no rule's truth, no anchor and no
 * trading state: what is left of them is time, the latest prices and the orders that live.
 */
import type { DurationMs, Price, Size, TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';
import type { AccountBook } from './account-book.js';
import type { EngineState, MarketData, RuleProgress } from './engine-state.js';
import { EMPTY_MARKET } from './engine-state.js';
import { appendEvents, type LoggedEvent, signatureOf } from './event-log.js';
import type { TrackedOrder } from './order-ledger.js';
import { trackMark } from './position-tracker.js';

/** An order that added risk when it was sent. */
export interface SentOrder {
  readonly at: TimeMs;
  readonly side: Side;
  /** Null of one that is too old for a repeat of it to count. */
  readonly like: { readonly price: Price; readonly size: Size } | null;
}

/** Time, and what was heard of markets and the account. */
export interface QuietPassage {
  /** The time of the last of these events. */
  readonly at: TimeMs;
  /** When an order or the account was last heard of. */
  readonly streamAt: TimeMs | null;
  /** When the account was last reported to be as it was; null: not since. */
  readonly accountAt: TimeMs | null;
  readonly marks: readonly {
    readonly coin: string;
    readonly mark: Price;
    readonly oracle: Price;
    readonly at: TimeMs;
    /** The lowest and the highest since. */
    readonly low: Price;
    readonly high: Price;
  }[];
}

export interface QuietNews extends QuietPassage {
  /** All that may still fill, in the order of sending. */
  readonly orders: readonly TrackedOrder[];
  readonly ordersSent: number;
  /** How far back the rates of the policy count. */
  readonly lookbackMs: DurationMs;
  /** By coin, the orders that added risk since, oldest first, as far back as that. */
  readonly sent: Readonly<Record<string, readonly SentOrder[]>>;
}

export function catchUp(state: EngineState, news: QuietNews): EngineState {
  const { at, orders, ordersSent, sent, lookbackMs } = news;
  const logged = Object.entries(sent).map(([coin, each]) => {
    const before = state.log.orders[coin] ?? [];
    return [coin, appendEvents(before, each.map(loggedOf), at, lookbackMs)] as const;
  });
  return {
    ...passTo(state, news),
    ordersSent,
    orders: { ...state.orders, orders },
    rules: mapValues(state.rules, (progress) => standing(progress, at)),
    log: { ...state.log, orders: { ...state.log.orders, ...Object.fromEntries(logged) } },
  };
}

/** The same of all but orders and rules, which stay as they were. */
export function passTo(state: EngineState, passage: QuietPassage): EngineState {
  const { at, streamAt, accountAt, marks } = passage;
  const markets: Record<string, MarketData> = { ...state.markets };
  const { fillWindows, trades } = state;
  let { positions } = state;
  for (const { coin, mark, oracle, at: markAt, low, high } of marks) {
    const before = markets[coin] ?? EMPTY_MARKET;
    markets[coin] = { ...before, mark, oracle, fundingRate: null, markAt };
    for (const extreme of [low, high]) {
      ({ positions } = trackMark({ positions, fillWindows, trades }, coin, extreme));
    }
  }
  const account = reportedAgain(state.account, accountAt);
  return { ...state, account, at, streamAt, markets, positions };
}

function reportedAgain(account: AccountBook, at: TimeMs | null): AccountBook {
  const { report } = account;
  if (at === null || report === null) return account;
  return { ...account, report: { ...report, time: at }, heardAt: at };
}

function loggedOf({ at, side, like }: SentOrder): LoggedEvent {
  return { at, signature: like === null ? '' : signatureOf({ side, ...like }) };
}

/** What was true all the while has been so for longer; all else is as it was. */
function standing(progress: RuleProgress, at: TimeMs): RuleProgress {
  if (progress.truth === 'false') return progress;
  const gained = progress.truth === 'true' ? at - progress.at : 0;
  return { ...progress, at, trueForMs: progress.trueForMs + gained };
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
