/**
 * Quotes are refreshed more slowly as the venue's action budget runs out: a dollar traded earns one
 * action, so a maker that slows down in time comes to live on what it trades, and never falls
 * silent.
 */
const COMFORTABLE_ACTIONS = 2_000;
const STRETCH_MOST = 60;

/** By how much a refresh is stretched; 1 while plenty is left, or nothing is known. */
export function refreshStretch(actionsLeft: number | null): number {
  if (actionsLeft === null || actionsLeft >= COMFORTABLE_ACTIONS) return 1;
  return Math.min(STRETCH_MOST, COMFORTABLE_ACTIONS / Math.max(1, actionsLeft));
}
