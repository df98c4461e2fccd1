/**
 * The venue answers so many requests a minute, all markets and all questions together, and refuses
 * the rest, a cancel too. So quotes are refreshed no oftener than leaves room for the questions and
 * for what must not wait; only they wait. Source: the venue's limits, 1,200 a minute by weight.
 */
import type { DurationMs, TimeMs } from '../base/index.js';

const REQUESTS_PER_MINUTE = 840;
const REQUESTS_AT_ONCE = 60;
const REQUEST_MS: DurationMs = 60_000 / REQUESTS_PER_MINUTE;

/** When all requests are paid for, at their steady rate, that were at `paidAt` before one more. */
export function paidAfterRequest(paidAt: TimeMs, at: TimeMs): TimeMs {
  return Math.max(paidAt, at) + REQUEST_MS;
}

/** Whether more were sent than that rate and a few at once allow. */
export function isAheadOfPace(paidAt: TimeMs, at: TimeMs): boolean {
  return paidAt - at > REQUESTS_AT_ONCE * REQUEST_MS;
}
