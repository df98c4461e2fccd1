/** A trial as a line of JSON: all but its series, for programs. */
import type { Trial } from '../study/index.js';

export function trialLine(trial: Trial): string {
  const { label, policyName, market, venue, startMs, endMs, outcome, isWhole, figures } = trial;
  return JSON.stringify({
    label,
    policyName,
    market,
    venue,
    startMs,
    endMs,
    outcome,
    isWhole,
    figures,
  });
}
