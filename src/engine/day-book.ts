/** One accounting book: the anchors and days that follow one reset clock and one way with flows. */
import { assertInvariant, type Money, type TimeMs, ZERO } from '../base/index.js';
import type { BookSettings, CompiledPolicy } from '../compile/index.js';
import {
  type AccountLevels,
  type Anchors,
  NO_ANCHORS,
  type RebuiltLevels,
  shiftAnchors,
  updateAnchors,
} from './day-anchors.js';
import { type DayTally, leastProfitOf, NO_DAYS, updateTally } from './day-tally.js';

export interface DayBook {
  readonly anchors: Anchors;
  readonly days: DayTally;
  /** USD moved into and out of the account so far, as the anchors have it. */
  readonly transfers: Transfers;
}

export interface Transfers {
  readonly deposits: Money;
  /** Positive went out. */
  readonly withdrawals: Money;
}

/** By the key of their settings. */
export type DayBooks = Readonly<Record<string, DayBook>>;

const EMPTY_BOOK: DayBook = {
  anchors: NO_ANCHORS,
  days: NO_DAYS,
  transfers: { deposits: ZERO, withdrawals: ZERO },
};

/** The policy's own where no key is given, or where a state knows no such book yet. */
export function bookOf(books: DayBooks, policy: CompiledPolicy, key?: string): DayBook {
  const [own] = policy.books;
  return books[key ?? own?.key ?? ''] ?? EMPTY_BOOK;
}

/** What the books are told at once. */
export interface BookNews extends AccountLevels {
  readonly at: TimeMs;
  readonly transfers: Transfers;
  /** When positions were opened since the last news, by the venue's time. */
  readonly openings: readonly TimeMs[];
  /** The levels at an earlier moment; undefined where the venue's ledger is not told. */
  readonly levelsAt: ((settings: BookSettings, time: TimeMs) => RebuiltLevels | null) | undefined;
}

/**
 * Every book of the policy taken up to now; the same object where none has moved. Books that no
 * file asks for any more are dropped; one that is new goes on from the one most like it, so that
 * a policy that is edited forgets no peak.
 */
export function updateBooks(books: DayBooks, policy: CompiledPolicy, news: BookNews): DayBooks {
  const moved = policy.books.map((settings): readonly [string, DayBook] => {
    const before = books[settings.key] ?? nearestBook(books, settings);
    return [settings.key, updateBook(before, settings, policy, news)];
  });
  const isSame =
    Object.keys(books).length === moved.length && moved.every(([key, book]) => books[key] === book);
  return isSame ? books : Object.fromEntries(moved);
}

/** The oldest reset that some book still has to rebuild; null where there is none. */
export function oldestUnsettled(books: DayBooks): TimeMs | null {
  const times = Object.values(books).flatMap(({ anchors }) => anchors.unsettled.slice(0, 1));
  return times.length === 0 ? null : Math.min(...times);
}

/** USD by which a book's anchors have moved with money since the beginning. */
export function netTransfers(
  { deposits, withdrawals }: Transfers,
  settings: BookSettings | undefined,
): Money {
  return settings?.withdrawals === 'lower-anchors' ? deposits.minus(withdrawals) : deposits;
}

function updateBook(
  before: DayBook,
  settings: BookSettings,
  policy: CompiledPolicy,
  news: BookNews,
): DayBook {
  const { at, balance, equity, levelsAt, openings } = news;
  const areTransfersSame =
    isSameMoney(before.transfers.deposits, news.transfers.deposits) &&
    isSameMoney(before.transfers.withdrawals, news.transfers.withdrawals);
  const shift = areTransfersSame
    ? ZERO
    : netTransfers(news.transfers, settings).minus(netTransfers(before.transfers, settings));
  const shifted = shift.isZero() ? before.anchors : shiftAnchors(before.anchors, shift);
  const { anchors, closed } = updateAnchors(shifted, at, {
    settings,
    initialBalance: policy.account.initialBalance,
    balance,
    equity,
    levelsAt: levelsAt === undefined ? undefined : (time) => levelsAt(settings, time),
  });
  const resets = [...before.anchors.unsettled, ...anchors.unsettled, anchors.lastResetAt ?? 0];
  const days = updateTally(before.days, {
    closed,
    openings,
    resets,
    balance,
    leastProfit: leastProfitOf(policy.account),
  });
  const transfers = areTransfersSame ? before.transfers : news.transfers;
  const isSame = areTransfersSame && anchors === before.anchors && days === before.days;
  return isSame ? before : { anchors, days, transfers };
}

/** Mostly it is the very same value. */
function isSameMoney(a: Money, b: Money): boolean {
  return a === b || a.eq(b);
}

/** One of the same clock first, then one of the same way with withdrawals, then any. */
function nearestBook(books: DayBooks, { key }: BookSettings): DayBook {
  const [clock, withdrawals] = partsOf(key);
  const known = Object.entries(books);
  const near =
    known.find(([other]) => partsOf(other)[0] === clock) ??
    known.find(([other]) => partsOf(other)[1] === withdrawals) ??
    known[0];
  return near?.[1] ?? EMPTY_BOOK;
}

function partsOf(key: string): readonly string[] {
  const parts = key.split(', ');
  assertInvariant(parts.length === 2, `a book's key has two parts: ${key}`);
  return parts;
}
