/** One accounting book: the anchors and days that follow one reset clock and one way with flows. */
import { assertInvariant, type TimeMs } from '../base/index.js';
import type { BookSettings, CompiledPolicy } from '../compile/index.js';
import { type AccountLevels, type Anchors, NO_ANCHORS, updateAnchors } from './day-anchors.js';
import { type DayTally, leastProfitOf, NO_DAYS, updateTally } from './day-tally.js';

export interface DayBook {
  readonly anchors: Anchors;
  readonly days: DayTally;
}

/** By the key of their settings. */
export type DayBooks = Readonly<Record<string, DayBook>>;

const EMPTY_BOOK: DayBook = { anchors: NO_ANCHORS, days: NO_DAYS };

/** The policy's own where no key is given, or where a state knows no such book yet. */
export function bookOf(books: DayBooks, policy: CompiledPolicy, key?: string): DayBook {
  const [own] = policy.books;
  return books[key ?? own?.key ?? ''] ?? EMPTY_BOOK;
}

/**
 * Every book of the policy taken up to `at`; the same object where none has moved. Books that no
 * file asks for any more are dropped; one that is new goes on from the one most like it, so that
 * a policy that is edited forgets no peak.
 */
export function updateBooks(
  books: DayBooks,
  policy: CompiledPolicy,
  at: TimeMs,
  levels: AccountLevels,
  openedAt: TimeMs | null,
): DayBooks {
  const { initialBalance } = policy.account;
  const { balance } = levels;
  const news = { balance, openedAt, leastProfit: leastProfitOf(policy.account) };
  const moved = policy.books.map((settings): readonly [string, DayBook] => {
    const before = books[settings.key] ?? nearestBook(books, settings);
    const anchors = updateAnchors(before.anchors, at, { settings, initialBalance }, levels);
    const days = updateTally(before.days, before.anchors, anchors, news);
    const isSame = anchors === before.anchors && days === before.days;
    return [settings.key, isSame ? before : { anchors, days }];
  });
  const isSame =
    Object.keys(books).length === moved.length && moved.every(([key, book]) => books[key] === book);
  return isSame ? books : Object.fromEntries(moved);
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
