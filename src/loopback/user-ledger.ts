/** An account's transfers and funding in the venue's words. */
import type { TimeMs } from '../base/index.js';
import { encodeFundingRow, encodeLedgerUpdate, encodeUserFunding } from '../hyperliquid/index.js';
import type { CashMovement } from '../simulator/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** The venue's general rule for what is asked by time. */
const ROWS_PER_ANSWER = 500;

export interface LedgerWindow {
  readonly startTime?: TimeMs | null | undefined;
  readonly endTime?: TimeMs | null | undefined;
}

/** Oldest first from the start: the last one's time is where the next page starts. */
export function answerLedgerUpdates(
  scope: LoopbackScope,
  user: string,
  window: LedgerWindow,
): readonly object[] {
  return movementsIn(scope, user, window)
    .filter((movement) => movement.kind === 'transfer')
    .slice(0, ROWS_PER_ANSWER)
    .map(encodeLedgerUpdate);
}

export function answerUserFunding(
  scope: LoopbackScope,
  user: string,
  window: LedgerWindow,
): readonly object[] {
  return fundingIn(scope, user, window).slice(0, ROWS_PER_ANSWER).map(encodeUserFunding);
}

/** The data of a frame: what is in the window, under the name that its stream has for it. */
export function ledgerDataOf(
  scope: LoopbackScope,
  {
    type,
    user,
  }: { readonly type: 'userNonFundingLedgerUpdates' | 'userFundings'; readonly user: string },
  window: LedgerWindow,
): object {
  return type === 'userFundings'
    ? { user, fundings: fundingIn(scope, user, window).map(encodeFundingRow) }
    : { user, nonFundingLedgerUpdates: answerLedgerUpdates(scope, user, window) };
}

function fundingIn(scope: LoopbackScope, user: string, window: LedgerWindow) {
  return movementsIn(scope, user, window)
    .filter((movement) => movement.kind === 'funding')
    .map(({ amount, ...movement }) => ({ ...movement, usdc: amount }));
}

function movementsIn(
  { venue }: LoopbackScope,
  user: string,
  { startTime, endTime }: LedgerWindow,
): readonly CashMovement[] {
  return venue.hasAccount(user) ? venue.ledger(user, startTime ?? 0, endTime ?? Infinity) : [];
}
