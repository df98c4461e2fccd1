/**
 * Whether we can account for the cash that the venue reports: what trades, funding and transfers
 * did is added up beside it, and what is left over is money that nobody has explained.
 */
import { Decimal, type DurationMs, type Money, type TimeMs, ZERO } from '../base/index.js';
import type { LedgerEntry } from '../market/index.js';
import { type AccountBook, keepChanges } from './account-book.js';

/** News of funding comes with the report that shows it, or soon after. */
const NEWS_TAKES_MS: DurationMs = 10_000;
/** The venue debits a withdrawal minutes before its ledger has it (243 s were measured). */
const WITHDRAWAL_TAKES_MS: DurationMs = 10 * 60_000;
/** A gap up to this part of the balance may wait for its news. */
const SMALL_PART = '0.001';
/** The venue's figures are rounded: USD, and as a part of the balance. */
const ROUNDING_USD = '0.05';
const ROUNDING_PART = '0.00001';
/** An entry that is this much older than the newest is not told again. */
const REMEMBERED_MS: DurationMs = 7 * 24 * 3_600_000;

/** USD that the venue has and we cannot account for; negative where it has less. */
function unexplainedCash({ balance, accounted, gapSince }: AccountBook): Money {
  if (gapSince === null || balance === null || accounted === null) return ZERO;
  return balance.minus(accounted);
}

/** Whether nothing is left over that could matter: increasing orders wait for it. */
export function isCashExplained(book: AccountBook, at: TimeMs): boolean {
  if (book.unclassified !== null) return false;
  return book.gapSince === null || (isSmall(book) && at - book.gapSince < NEWS_TAKES_MS);
}

/**
 * USD moved into and out of the account so far, what is not explained yet among it: money that came
 * counts as deposited, so that it hides no loss; money that went counts as withdrawn while news of
 * that may come, then as lost. In that time nothing adds risk, and losses by trading are felt.
 */
export function transfersOf(
  book: AccountBook,
  at: TimeMs,
): { readonly deposits: Money; readonly withdrawals: Money } {
  const { deposits, withdrawals } = book.totals;
  if (book.gapSince === null) return { deposits, withdrawals };
  const gap = unexplainedCash(book);
  const isAwaited = at - book.gapSince < WITHDRAWAL_TAKES_MS;
  return {
    deposits: gap.gt(0) ? deposits.plus(gap) : deposits,
    withdrawals: gap.isNeg() && isAwaited ? withdrawals.minus(gap) : withdrawals,
  };
}

/** The same book where the entry is known already, or is from before our own accounts begin. */
export function applyLedgerEntry(book: AccountBook, entry: LedgerEntry, at: TimeMs): AccountBook {
  const { ledgerSince, entries } = book;
  const isOld = ledgerSince === null || entry.time <= ledgerSince;
  if (isOld || entries.some(({ id }) => id === entry.id)) return book;
  const remembered = {
    ...book,
    entries: [
      ...entries.filter(({ time }) => time >= entry.time - REMEMBERED_MS),
      { id: entry.id, time: entry.time },
    ],
  };
  if (entry.kind === 'unclassified') return { ...remembered, unclassified: entry.name };
  if (!entry.amount.isFinite()) return { ...remembered, unclassified: entry.kind };
  return settle(applyAmount(remembered, entry), at);
}

/** After a report of the venue or news of ours: is there anything left over, and since when? */
export function settle(book: AccountBook, at: TimeMs): AccountBook {
  const { balance, accounted, ledgerSince } = book;
  if (balance === null || accounted === null || ledgerSince === null) {
    return { ...book, accounted: balance, gapSince: null };
  }
  const gap = balance.minus(accounted).abs();
  if (gap.lte(roundingOf(balance))) return { ...book, accounted: balance, gapSince: null };
  return { ...book, gapSince: book.gapSince ?? at };
}

/** The operator answers for the venue's balance: what came was deposited, what went withdrawn. */
export function acceptCash(book: AccountBook): AccountBook {
  const gap = unexplainedCash(book);
  const { deposits, withdrawals } = book.totals;
  const totals = {
    ...book.totals,
    deposits: deposits.plus(Decimal.max(ZERO, gap)),
    withdrawals: withdrawals.minus(Decimal.min(ZERO, gap)),
  };
  return { ...book, totals, accounted: book.balance, gapSince: null, unclassified: null };
}

function applyAmount(
  book: AccountBook,
  entry: Extract<LedgerEntry, { amount: Money }>,
): AccountBook {
  const { amount, time } = entry;
  const isTransfer = entry.kind === 'transfer';
  const { balance, accounted, report } = book;
  const gap = balance === null || accounted === null ? ZERO : balance.minus(accounted);
  // What the last report holds already is the gap that it left: the entry closes it.
  const mayBeReported = report !== null && time <= report.time;
  const isReported = mayBeReported && gap.minus(amount).abs().lt(gap.abs());
  return {
    ...book,
    balance: isReported || balance === null ? balance : balance.plus(amount),
    accounted: accounted === null ? null : accounted.plus(amount),
    changes: keepChanges(book, { coin: null, amount, size: ZERO, isTransfer, time }),
    totals: totalsAfter(book.totals, entry),
  };
}

function totalsAfter(
  totals: AccountBook['totals'],
  entry: Extract<LedgerEntry, { amount: Money }>,
): AccountBook['totals'] {
  const { amount } = entry;
  if (entry.kind === 'funding') return { ...totals, funding: totals.funding.plus(amount) };
  return amount.isNeg()
    ? { ...totals, withdrawals: totals.withdrawals.minus(amount) }
    : { ...totals, deposits: totals.deposits.plus(amount) };
}

function isSmall(book: AccountBook): boolean {
  return unexplainedCash(book)
    .abs()
    .lte((book.balance ?? ZERO).abs().times(SMALL_PART));
}

function roundingOf(balance: Money): Money {
  return Decimal.max(ROUNDING_USD, balance.abs().times(ROUNDING_PART));
}
