/** Judges every rule that trips: latches what trips, releases what its `until` lets go. */
import { assertInvariant, unreachable } from '../base/index.js';
import type { DurationMs, TimeMs } from '../base/index.js';
import { type CompiledRule, type ConditionOutcome, evaluateCondition } from '../compile/index.js';
import type { Truth } from '../compile/index.js';
import { bookOf } from './day-book.js';
import type { Draft } from './draft.js';
import type { RuleProgress } from './engine-state.js';
import type { Hold } from './hold.js';
import { isWaived } from './is-waived.js';
import { createMeasureReader } from './measure-reader.js';
import { factsFor, restartedStreaks } from './own-streaks.js';
import { reasonOf } from './reason.js';
import type { RuleInstance } from './rule-instance.js';

/**
 * A rule trips once its condition has been true for its `for`; false starts that time again,
 * unknown stands still. Unknown trips nothing and releases nothing: it is kept as the rule's
 * truth, and the market is reducing while it lasts.
 */
export function judgeTriggers(draft: Draft, triggers: readonly RuleInstance[]): void {
  for (const instance of triggers) {
    if (!isWaived(instance.rule, draft.state.at)) judgeTrigger(draft, instance);
  }
}

/** The hold of a rule for a market, if it is tripped and still the same kind of rule. */
export function holdOf(holds: readonly Hold[], instance: RuleInstance): Hold | undefined {
  const { rule, coin } = instance;
  return holds.find(
    (hold) => hold.rule === rule.path && hold.coin === coin && hold.kind === rule.kind,
  );
}

/** How a condition stands now, with no order under check. */
export function judgeNow(draft: Draft, instance: RuleInstance): ConditionOutcome {
  const reader = createMeasureReader(factsFor(draft.facts, instance), instance.coin, null);
  return evaluateCondition(instance.rule.condition, reader);
}

/** Ends a hold, and says so. */
export function releaseHold(draft: Draft, hold: Hold, reason: string): void {
  const { holds, at } = draft.state;
  draft.note({ holds: holds.filter((other) => other !== hold) });
  draft.decide({ kind: 'ruleReleased', at, rule: hold.rule, coin: hold.coin, reason });
}

function judgeTrigger(draft: Draft, instance: RuleInstance): void {
  const { rule, key } = instance;
  const outcome = judgeNow(draft, instance);
  const { at, rules } = draft.state;
  const progress = advance(rules[key], outcome.truth, at);
  if (progress !== rules[key]) draft.note({ rules: { ...rules, [key]: progress } });
  const hold = holdOf(draft.state.holds, instance);
  if (hold !== undefined) {
    judgeRelease(draft, instance, hold, outcome.truth);
  } else if (outcome.truth === 'true' && progress.trueForMs >= rule.forMs) {
    trip(draft, instance, outcome);
  }
}

function advance(before: RuleProgress | undefined, truth: Truth, at: TimeMs): RuleProgress {
  // Since when a rule is false is no matter: most are, at every event.
  if (truth === 'false' && before?.truth === 'false') return before;
  let trueForMs: DurationMs = 0;
  if (truth !== 'false' && before !== undefined) {
    const isRunning = truth === 'true' && before.truth === 'true';
    trueForMs = before.trueForMs + (isRunning ? at - before.at : 0);
  }
  return { truth, at, trueForMs };
}

function trip(draft: Draft, instance: RuleInstance, outcome: ConditionOutcome): void {
  const { rule, coin, holdsAccount } = instance;
  const { at, holds } = draft.state;
  assertInvariant(
    rule.kind !== 'limit' && rule.kind !== 'objective',
    'limits and objectives never trip',
  );
  const reason = reasonOf(rule.condition, outcome.sides, 'true');
  const hold: Hold = {
    rule: rule.path,
    kind: rule.kind,
    effect: effectOf(rule.kind),
    coin,
    holdsAccount,
    place: rule.place,
    reason,
    trippedAt: at,
    releasingSince: null,
    flatten: rule.flatten,
  };
  draft.note({ holds: [...holds, hold] });
  draft.decide({
    kind: 'ruleTripped',
    at,
    rule: rule.path,
    ruleKind: rule.kind,
    place: rule.place,
    coin,
    ...reason,
  });
}

function effectOf(kind: Exclude<CompiledRule['kind'], 'limit' | 'objective'>): Hold['effect'] {
  switch (kind) {
    case 'reduce-only':
      return 'reducing';
    case 'pause':
      return 'paused';
    case 'kill':
      return 'halted';
    case 'alert':
      return 'none';
    default:
      return unreachable(kind);
  }
}

function judgeRelease(draft: Draft, instance: RuleInstance, hold: Hold, truth: Truth): void {
  const { release } = instance.rule;
  const { at } = draft.state;
  switch (release.kind) {
    case 'immediate':
      if (truth === 'false') releaseHold(draft, hold, 'its condition no longer holds');
      return;
    case 'condition': {
      const reader = createMeasureReader(factsFor(draft.facts, instance), instance.coin, null);
      const isMet = evaluateCondition(release.condition, reader).truth === 'true';
      const since = isMet ? (hold.releasingSince ?? at) : null;
      if (since !== null && at - since >= release.forMs && truth === 'false') {
        releaseHold(draft, hold, 'its until is met');
      } else if (since !== hold.releasingSince) {
        replaceHold(draft, hold, { ...hold, releasingSince: since });
      }
      return;
    }
    case 'day-reset': {
      const { books } = draft.state;
      const { policy } = draft.context.rules;
      const { lastResetAt } = bookOf(books, policy, release.book).anchors;
      const hasReset = lastResetAt !== null && lastResetAt > hold.trippedAt;
      if (hasReset && truth === 'false') releaseHold(draft, hold, 'a new day has begun');
      return;
    }
    case 'later':
      if (at - hold.trippedAt >= release.afterMs) endPause(draft, instance, hold, 'its time is up');
      return;
    case 'resumed':
    case 're-arm':
      return;
    default:
      unreachable(release);
  }
}

/** A pause that ends by time or by hand ends in any case: its streaks and `for` start from zero. */
export function endPause(draft: Draft, instance: RuleInstance, hold: Hold, reason: string): void {
  releaseHold(draft, hold, reason);
  const { rules, at } = draft.state;
  const restarted: RuleProgress = { truth: 'false', at, trueForMs: 0 };
  draft.note({ rules: { ...rules, [instance.key]: restarted } });
  if (instance.streaks.length === 0) return;
  const own = restartedStreaks(draft.facts, instance);
  draft.set({ ownStreaks: { ...draft.state.ownStreaks, [instance.key]: own } });
}

function replaceHold(draft: Draft, hold: Hold, next: Hold): void {
  draft.note({ holds: draft.state.holds.map((other) => (other === hold ? next : other)) });
}
