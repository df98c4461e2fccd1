/** What the words mean in which the venue, or the way to it, turns a command away. */

/** Post-only would have traded, or an immediate order found nothing: the order did its duty. */
export function isRefusedByDesign(reason: string): boolean {
  return /post.?only|badAloPx|could not immediately match|iocCancel/i.test(reason);
}

/** Too fast for the address or the network: HTTP 429, or the venue's cumulative limit. */
export function isRateLimited(reason: string): boolean {
  return /\bHTTP 429\b|too many (?:cumulative )?requests|rate.?limit/i.test(reason);
}
