/** Tells when an objective becomes met, and when it is open again. */
import type { Draft } from './draft.js';
import { createMeasureReader } from './measure-reader.js';
import { readObjectives } from './objective-facts.js';
import { instanceKey } from './rule-instance.js';

/**
 * An objective is met while its condition is true; false and unknown leave it open. Each session
 * tells anew what is met, and says nothing of what has been open all along.
 */
export function judgeObjectives(draft: Draft): void {
  const { facts } = draft;
  const readings = readObjectives(facts, (coin) => createMeasureReader(facts, coin, null));
  for (const { rule, coin, outcome, isMet, reason } of readings) {
    const { at, rules } = draft.state;
    const key = instanceKey(rule.path, coin);
    const wasMet = rules[key]?.truth === 'true';
    draft.note({ rules: { ...rules, [key]: { truth: outcome.truth, at, trueForMs: 0 } } });
    if (isMet === wasMet) continue;
    draft.decide({
      kind: 'objectiveChanged',
      at,
      rule: rule.path,
      place: rule.place,
      coin,
      outcome: isMet ? 'met' : 'open',
      ...reason,
    });
  }
}
