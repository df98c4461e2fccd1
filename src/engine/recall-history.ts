/** A state of an account with a past: what its journal would have counted before now. */
import { Decimal, type Money } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { bookOf, type DayBook } from './day-book.js';
import { leastProfitOf } from './day-tally.js';
import type { EngineState } from './engine-state.js';
import type { LossStreak } from './loss-streak.js';
import { moveStreaks } from './own-streaks.js';

/** What is left out stays as it is. */
export interface AccountPast {
  readonly tradingDays?: Decimal;
  /** The day under way included, where it gains enough. */
  readonly profitableDays?: Decimal;
  /** USD. */
  readonly bestDayProfit?: Money;
  readonly consecutiveLosses?: Decimal;
}

/** The same for every file's clock: nobody says by which of them the days were counted. */
export function recallHistory(
  policy: CompiledPolicy,
  state: EngineState,
  past: AccountPast,
): EngineState {
  const books = policy.books.map(({ key }) => {
    const book = bookOf(state.books, policy, key);
    return [key, withPast(book, policy, state.account.balance, past)] as const;
  });
  const { consecutiveLosses } = past;
  const told = { ...state, books: Object.fromEntries(books) };
  if (consecutiveLosses === undefined) return told;
  const losses: LossStreak = { before: consecutiveLosses.toNumber(), latest: [] };
  const ownStreaks = moveStreaks(state.ownStreaks, (own) => ({ ...own, losses }));
  return { ...told, lossStreak: losses, ownStreaks };
}

function withPast(
  book: DayBook,
  policy: CompiledPolicy,
  balance: Money | null,
  { tradingDays, profitableDays, bestDayProfit }: AccountPast,
): DayBook {
  const { days, anchors } = book;
  const least = leastProfitOf(policy.account);
  const { dayStartBalance } = anchors;
  const isKnown = balance !== null && dayStartBalance !== null && least !== null;
  const today = isKnown && balance.minus(dayStartBalance).gte(least) ? 1 : 0;
  return {
    ...book,
    days: {
      ...days,
      tradingDays: tradingDays?.toNumber() ?? days.tradingDays,
      profitableDays:
        profitableDays === undefined
          ? days.profitableDays
          : Decimal.max(0, profitableDays.minus(today)).toNumber(),
      bestDayProfit: bestDayProfit ?? days.bestDayProfit,
    },
  };
}
