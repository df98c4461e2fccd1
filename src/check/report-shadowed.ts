/**
 * Warns of a rule that never acts, because another of its kind always acts first. A policy's rule
 * may stand behind one of a preset; what a policy tightens in a preset is no mistake.
 */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedRule } from './checked-policy.js';
import { isImplied } from './choices.js';
import { coversMarkets, type JudgedRule, nameBeside, placeBeside } from './judged-rule.js';
import { RulesByMarket } from './rules-by-market.js';

export function reportShadowed(
  own: ReadonlySet<JudgedRule>,
  all: readonly JudgedRule[],
  problems: ProblemList,
): void {
  const groups = new Map<string, JudgedRule[]>();
  for (const judged of all) {
    const key = `${judged.rule.effect} ${judged.reads}`;
    const group = groups.get(key) ?? [];
    group.push(judged);
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    const byMarket = new RulesByMarket(group);
    for (const hidden of group) {
      if (!own.has(hidden)) continue;
      const first = byMarket.meeting(hidden).find((other) => shadows(other, hidden));
      if (first !== undefined) report(first.rule, hidden.rule, problems);
    }
  }
}

function report(first: CheckedRule, hidden: CheckedRule, problems: ProblemList): void {
  const acts = hidden.effect === 'limit' ? 'denies' : 'acts';
  const message = `\`${nameBeside(first, hidden)}\` always ${acts} before \`${hidden.name}\` does`;
  problems.report('P503', hidden.condition.span, message, {
    label: 'never decides',
    ...placeBeside(first, hidden, `${acts} first`),
    hint: 'leave it out, or let its bound be the tighter one',
  });
}

function shadows(first: JudgedRule, hidden: JudgedRule): boolean {
  if (first === hidden || !canShadow(first.rule, hidden.rule)) return false;
  if (!holdsBefore(first, hidden)) return false;
  // Of two that are the same the second is the one too many.
  const isSame = canShadow(hidden.rule, first.rule) && holdsBefore(hidden, first);
  if (!isSame) return true;
  // To say again what a preset says is no mistake.
  return first.rule.preset === hidden.rule.preset && first.rule.span.start < hidden.rule.span.start;
}

function holdsBefore(first: JudgedRule, hidden: JudgedRule): boolean {
  const { around } = first;
  if (first.rule.effect === 'limit') return isImplied(first.whenTrue, hidden.whenTrue, around);
  return isImplied(hidden.whenTrue, first.whenTrue, around) && holdsAsLong(first, hidden);
}

/** What does not hang on the bounds: the same markets, no longer wait, the same effect. */
function canShadow(first: CheckedRule, hidden: CheckedRule): boolean {
  // Each alert tells and each objective counts for itself; one name in two places says that the
  // tighter one is meant.
  if (hidden.effect === 'alert' || hidden.effect === 'objective') return false;
  if (first.name === hidden.name) return false;
  // What is waived acts not now, and is back one day.
  if (first.waivedUntil.some((date) => date !== null)) return false;
  // A firm's rule is written down as it is, behind our own that acts before it.
  if (hidden.rulebook !== null && first.rulebook === null) return false;
  const flattens = first.flattenSpan !== null || hidden.flattenSpan === null;
  return flattens && first.forMs <= hidden.forMs && coversMarkets(first, hidden);
}

/** Whether a hold of the first, tripped no later, ends no earlier. */
function holdsAsLong(first: JudgedRule, hidden: JudgedRule): boolean {
  const [holds, rival] = [first.rule.release, hidden.rule.release];
  if (holds.kind === 're-arm') return true;
  if (holds.kind !== 'immediate' && holds.kind !== 'condition') return false;
  if (rival.kind === 'immediate') return true;
  if (rival.kind !== 'condition' || holds.kind !== 'condition') return false;
  return holds.forMs >= rival.forMs && isImplied(first.ends, hidden.ends, first.around);
}
