/** Whether a report says what is known already: then only the time of hearing it is news. */
import { type Decimal, type TimeMs, ZERO } from '../base/index.js';
import type { EngineState } from '../engine/index.js';
import type { AccountReport } from '../market/index.js';
import { readFigure } from './figure.js';
import type { AccountUpdate } from './risk-verbs.js';

/** Of a flat account: with a position every mark moves what a report says of it. */
export function isSameAccount(
  { account, positions, clockLagMs }: EngineState,
  update: AccountUpdate | AccountReport,
  at: TimeMs,
): boolean {
  const { report, balance, accounted, gapSince, changes } = account;
  // A report with a time of its own may be older than what we know.
  if (report === null || 'time' in update || clockLagMs !== 0 || at < report.time) return false;
  const equity = readFigure(update.equity, 'equity');
  const isEqual = (figure: Decimal | null): boolean => figure?.eq(equity) === true;
  return (
    [report.equity, balance, accounted].every(isEqual) &&
    gapSince === null &&
    [report.marginUsed, report.maintenanceMargin].every((figure) => figure.eq(ZERO)) &&
    report.positions.length === 0 &&
    (update.positions ?? []).length === 0 &&
    Object.values(positions).every(({ size }) => size.isZero()) &&
    changes.every(({ time }) => time <= at)
  );
}
