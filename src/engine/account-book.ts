/** Cash between two account reports: the venue's last word plus what fills did since. */
import { type Decimal, type Money, type Size, type TimeMs, ZERO } from '../base/index.js';
import type { AccountReport, PositionReport } from '../market/index.js';

/** What one fill moved. */
export interface CashChange {
  readonly coin: string;
  /** Cash: realised PnL less fee. */
  readonly amount: Money;
  /** Signed contracts. */
  readonly size: Size;
  /** The venue's time. */
  readonly time: TimeMs;
}

export interface AccountBook {
  /** The last good report; null before the first one ever. */
  readonly report: AccountReport | null;
  /** Our time of hearing it, in this session; null before. */
  readonly heardAt: TimeMs | null;
  /** Cash: equity less unrealised PnL; null before the first report. */
  readonly balance: Money | null;
  /** Recent movements, oldest first, for a report that is older than they are. */
  readonly changes: readonly CashChange[];
}

export const EMPTY_ACCOUNT: AccountBook = {
  report: null,
  heardAt: null,
  balance: null,
  changes: [],
};

/** No report is expected to come later than this after the moment it speaks of. */
const REPORT_LATE_MS = 5 * 60_000;

/** Whether every figure of a report is a number; one that is not is as good as no report. */
export function isReadable(report: AccountReport): boolean {
  const { equity, marginUsed, maintenanceMargin, positions } = report;
  return (
    [equity, marginUsed, maintenanceMargin].every((figure) => figure.isFinite()) &&
    positions.every(
      ({ size, entryPrice, marginUsed: used, unrealizedPnl, liquidationPrice }) =>
        [size, entryPrice, used, unrealizedPnl].every((figure) => figure.isFinite()) &&
        liquidationPrice?.isFinite() !== false,
    )
  );
}

/** A fill moved cash. */
export function applyCashChange(book: AccountBook, change: CashChange): AccountBook {
  return {
    ...book,
    balance: book.balance === null ? null : book.balance.plus(change.amount),
    changes: [...book.changes.filter(({ time }) => time >= change.time - REPORT_LATE_MS), change],
  };
}

/**
 * The venue's balance, with the fills it cannot know of put back on top, so that a late report
 * does not undo them. A fill in the report's own millisecond is in it exactly if the report's
 * position equals ours (`hasOurSize`). A report older than the one we have is ignored.
 */
export function applyReport(
  book: AccountBook,
  report: AccountReport,
  heardAt: TimeMs,
  hasOurSize: (coin: string) => boolean,
): AccountBook {
  if (book.report !== null && report.time < book.report.time) return book;
  const unrealized = report.positions.reduce<Money>(
    (sum, position) => sum.plus(position.unrealizedPnl),
    ZERO,
  );
  const later = book.changes.filter(
    ({ time, coin }) => time > report.time || (time === report.time && !hasOurSize(coin)),
  );
  const balance = later.reduce<Money>(
    (sum, change) => sum.plus(change.amount),
    report.equity.minus(unrealized),
  );
  return { report, heardAt, balance, changes: book.changes };
}

export function reportedPosition(
  report: AccountReport | null,
  coin: string,
): PositionReport | undefined {
  return report?.positions.find((position) => position.coin === coin);
}

/**
 * Contracts: `ours` less what the venue has, its last report carried on by the fills that it cannot
 * know of. A fill in the report's own millisecond may be in it or not: either agrees.
 */
export function positionDifference(book: AccountBook, coin: string, ours: Size): Size | null {
  const { report, changes } = book;
  if (report === null) return null;
  const there = reportedPosition(report, coin)?.size ?? ZERO;
  const moved = (isAfter: (time: TimeMs) => boolean): Size =>
    changes
      .filter((change) => change.coin === coin && isAfter(change.time))
      .reduce<Size>((sum, { size }) => sum.plus(size), ZERO);
  const [least, most] = [
    there.plus(moved((time) => time > report.time)),
    there.plus(moved((time) => time >= report.time)),
  ];
  return most.eq(ours) ? ZERO : ours.minus(least);
}

/** The mark that a report's unrealised PnL implies, for a market we hear no marks of. */
export function impliedMark(position: PositionReport): Decimal {
  const { entryPrice, unrealizedPnl, size } = position;
  return size.isZero() ? entryPrice : entryPrice.plus(unrealizedPnl.div(size));
}
