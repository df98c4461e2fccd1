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

export interface LedgerStream {
  readonly type: 'userNonFundingLedgerUpdates' | 'userFundings';
  readonly user: string;
}

/** Oldest first from the start: the last one's time is where the next page starts. */
export function answerLedgerUpdates(
  scope: LoopbackScope,
  user: string,
  window: LedgerWindow,
): readonly object[] {
  return transfersIn(movementsIn(scope, user, window))
    .slice(0, ROWS_PER_ANSWER)
    .map(encodeLedgerUpdate);
}

export function answerUserFunding(
  scope: LoopbackScope,
  user: string,
  window: LedgerWindow,
): readonly object[] {
  return fundingIn(movementsIn(scope, user, window))
    .slice(0, ROWS_PER_ANSWER)
    .map(encodeUserFunding);
}

/** What a new subscriber is told of the past. */
export function ledgerSnapshotOf(scope: LoopbackScope, stream: LedgerStream): object {
  return { isSnapshot: true, ...ledgerDataOf(stream, movementsIn(scope, stream.user, {})) };
}

/** The data of a frame: those of the movements that the stream tells of. */
export function ledgerDataOf(
  { type, user }: LedgerStream,
  movements: readonly CashMovement[],
): object {
  return type === 'userFundings'
    ? { user, fundings: fundingIn(movements).map(encodeFundingRow) }
    : { user, nonFundingLedgerUpdates: transfersIn(movements).map(encodeLedgerUpdate) };
}

function transfersIn(movements: readonly CashMovement[]) {
  return movements.filter((movement) => movement.kind === 'transfer');
}

function fundingIn(movements: readonly CashMovement[]) {
  return movements
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
