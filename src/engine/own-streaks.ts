/**
 * Streaks as one rule counts them: a pause that has ended starts its own count anew, and no other
 * rule's, so that a rule that is added never makes another one come later.
 */
import type { Facts } from './facts.js';
import { type LossStreak, NO_LOSSES } from './loss-streak.js';
import type { RuleInstance } from './rule-instance.js';

export interface OwnStreaks {
  readonly errors: number;
  readonly losses: LossStreak;
}

/** By the key of the rule's instance; a rule whose pause never ended counts with everybody. */
export type StreaksByRule = Readonly<Record<string, OwnStreaks>>;

/** The streaks of each rule that has its own, moved along with everybody's. */
export function moveStreaks(
  streaks: StreaksByRule,
  move: (own: OwnStreaks) => OwnStreaks,
): StreaksByRule {
  return Object.fromEntries(Object.entries(streaks).map(([key, own]) => [key, move(own)]));
}

/** What a rule whose pause ends now counts from here on. */
export function restartedStreaks({ state }: Facts, { key, streaks }: RuleInstance): OwnStreaks {
  const { consecutiveErrors, lossStreak, ownStreaks } = state;
  const before = ownStreaks[key] ?? { errors: consecutiveErrors, losses: lossStreak };
  return {
    errors: streaks.includes('consecutive_errors') ? 0 : before.errors,
    losses: streaks.includes('consecutive_losses') ? NO_LOSSES : before.losses,
  };
}

/** The facts as a rule sees them. */
export function factsFor(facts: Facts, { key }: RuleInstance): Facts {
  const own = facts.state.ownStreaks[key];
  if (own === undefined) return facts;
  const { errors, losses } = own;
  const state = { ...facts.state, consecutiveErrors: errors, lossStreak: losses };
  return { ...facts, state, memo: new Map() };
}
