/**
 * The venue answers so many requests a minute, all markets and all questions together, and refuses
 * the rest, a cancel too. So quotes are refreshed no oftener than leaves room for the questions and
 * for what must not wait; only they wait. Source: the venue's limits, 1,200 a minute by weight.
 */
import type { DurationMs, TimeMs } from '../base/index.js';

const MINUTE_MS: DurationMs = 60_000;
const REQUESTS_PER_MINUTE = 840;
/** What a start asks the venue about the account, and about each market. */
const START_WEIGHT = 260;
const MARKET_WEIGHT = 20;
const LEAST_PER_MINUTE = 120;
/** So far ahead of their rate requests may come: some sixty at once. */
const AHEAD_MS: DurationMs = 4_300;

export interface PacedRun {
  /** When it was started: a start's own questions count within the first minute. */
  readonly startedAt: TimeMs;
  readonly markets: number;
}

/** When all requests are paid for, at their rate, that were at `paidAt` before one more. */
export function paidAfterRequest(paidAt: TimeMs, at: TimeMs, run: PacedRun): TimeMs {
  return Math.max(paidAt, at) + MINUTE_MS / perMinute(at, run);
}

/** Whether more were sent than their rate and a few at once allow. */
export function isAheadOfPace(paidAt: TimeMs, at: TimeMs): boolean {
  return paidAt - at > AHEAD_MS;
}

function perMinute(at: TimeMs, { startedAt, markets }: PacedRun): number {
  if (at - startedAt >= MINUTE_MS) return REQUESTS_PER_MINUTE;
  const left = REQUESTS_PER_MINUTE - START_WEIGHT - MARKET_WEIGHT * markets;
  return Math.max(LEAST_PER_MINUTE, left);
}
