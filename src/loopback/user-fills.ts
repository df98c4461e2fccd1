/** An account's fills in the venue's words. */
import type { TimeMs } from '../base/index.js';
import { encodeFill } from '../hyperliquid/index.js';
import type { SimulatedFill } from '../simulator/index.js';
import type { LoopbackScope } from './loopback-scope.js';
import { NO_CLIENT_ORDER_ID } from './user-orders.js';

/** At most so many fills in one answer. */
const FILLS_PER_ANSWER = 2_000;
/** Older fills cannot be reached at all. */
const FILLS_KEPT = 10_000;

export interface FillWindow {
  readonly startTime: TimeMs;
  readonly endTime?: TimeMs | null | undefined;
  /** Newest first, from the end of the window. */
  readonly reversed?: boolean | null | undefined;
}

/** The newest, newest first. */
export function answerUserFills(scope: LoopbackScope, user: string): readonly object[] {
  return answerUserFillsByTime(scope, user, { startTime: 0, reversed: true });
}

/** Oldest first from the start: the last one's time is where the next page starts. */
export function answerUserFillsByTime(
  scope: LoopbackScope,
  user: string,
  { startTime, endTime, reversed }: FillWindow,
): readonly object[] {
  const inWindow = fillsOf(scope, user)
    .slice(-FILLS_KEPT)
    .filter(({ time }) => time >= startTime && time <= (endTime ?? Infinity));
  const page =
    reversed === true
      ? inWindow.slice(-FILLS_PER_ANSWER).reverse()
      : inWindow.slice(0, FILLS_PER_ANSWER);
  return page.map((fill) => wireFillOf(scope, fill, user));
}

/** An order that came without a client's id gives fills without one. */
export function wireFillOf(scope: LoopbackScope, fill: SimulatedFill, user: string): object {
  const hasNoId =
    fill.clientOrderId === NO_CLIENT_ORDER_ID ||
    scope.faults.plan.marks('fill-without-cloid', fill.tradeId);
  return encodeFill(hasNoId ? { ...fill, clientOrderId: null } : fill, user, fill.liquidation);
}

function fillsOf(scope: LoopbackScope, user: string): readonly SimulatedFill[] {
  return scope.venue.hasAccount(user) ? scope.venue.fills(user, 0, Infinity) : [];
}
