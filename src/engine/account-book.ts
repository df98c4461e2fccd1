/** Cash between two account reports: the venue's last word plus what fills did since. */
import { type Decimal, type Money, type Size, type TimeMs, ZERO } from '../base/index.js';
import type { AccountReport, PositionReport } from '../market/index.js';

/** What one fill, funding payment or transfer moved. */
export interface CashChange {
  /** Null where no position moved. */
  readonly coin: string | null;
  /** Cash: realised PnL less fee, funding, or what was transferred. */
  readonly amount: Money;
  /** Signed contracts. */
  readonly size: Size;
  /** Money that came in or went out, which is no gain and no loss. */
  readonly isTransfer: boolean;
  /** The venue's time. */
  readonly time: TimeMs;
}

/** USD since the first report, apart from one another. */
export interface CashTotals {
  /** Gross of fees. */
  readonly realizedPnl: Money;
  /** Positive is a cost. */
  readonly fees: Money;
  /** Positive was received. */
  readonly funding: Money;
  readonly deposits: Money;
  /** Positive went out. */
  readonly withdrawals: Money;
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
  /** Movements from here on are kept, however old: a day that began then is to be rebuilt. */
  readonly keepSince: TimeMs | null;
  /** Cash as our own news adds up; null before the first report. */
  readonly accounted: Money | null;
  /** Since when the venue's cash is more or less than that; null where it is not. */
  readonly gapSince: TimeMs | null;
  /** Entries of the venue's ledger up to here are in the first balance; null: it tells none. */
  readonly ledgerSince: TimeMs | null;
  /** Entries that were counted, oldest first. */
  readonly entries: readonly { readonly id: string; readonly time: TimeMs }[];
  /** The venue's word for an entry of unknown effect, until the operator resumes. */
  readonly unclassified: string | null;
  readonly totals: CashTotals;
}

export const EMPTY_ACCOUNT: AccountBook = {
  report: null,
  heardAt: null,
  balance: null,
  changes: [],
  keepSince: null,
  accounted: null,
  gapSince: null,
  ledgerSince: null,
  entries: [],
  unclassified: null,
  totals: { realizedPnl: ZERO, fees: ZERO, funding: ZERO, deposits: ZERO, withdrawals: ZERO },
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

interface FilledCash extends Omit<CashChange, 'amount' | 'isTransfer'> {
  readonly realizedPnl: Money;
  readonly fee: Money;
}

/** A fill moved cash, by what it realised (gross) less its fee, and a position. */
export function applyFilledCash(book: AccountBook, fill: FilledCash): AccountBook {
  const { coin, size, time, realizedPnl, fee } = fill;
  const amount = realizedPnl.minus(fee);
  const { totals, report, balance } = book;
  // News of a fill may come after a report that is younger than it: its cash is in there.
  const isReported = report !== null && time < report.time;
  return {
    ...book,
    balance: balance === null || isReported ? balance : balance.plus(amount),
    accounted: book.accounted === null ? null : book.accounted.plus(amount),
    changes: keepChanges(book, { coin, amount, size, isTransfer: false, time }),
    totals: {
      ...totals,
      realizedPnl: totals.realizedPnl.plus(realizedPnl),
      fees: totals.fees.plus(fee),
    },
  };
}

/** With one more movement, in the order of the venue's times, and without those of no use. */
export function keepChanges(
  { changes, keepSince }: AccountBook,
  change: CashChange,
): readonly CashChange[] {
  const since = Math.min(change.time - REPORT_LATE_MS, keepSince ?? Infinity);
  const first = changes.findIndex(({ time }) => time >= since);
  if (first < 0) return [change];
  const kept = first === 0 ? changes : changes.slice(first);
  const index = kept.findLastIndex(({ time }) => time <= change.time) + 1;
  return index === kept.length ? kept.concat(change) : kept.toSpliced(index, 0, change);
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
    ({ time, coin }) =>
      time > report.time || (coin !== null && time === report.time && !hasOurSize(coin)),
  );
  const balance = later.reduce<Money>(
    (sum, change) => sum.plus(change.amount),
    report.equity.minus(unrealized),
  );
  const accounted = book.accounted ?? balance;
  return { ...book, report, heardAt, balance, accounted };
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
