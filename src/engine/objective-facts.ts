/** Which objectives of the policy are met, as things are. */
import { decimal } from '../base/index.js';
import {
  type CompiledRule,
  type ConditionOutcome,
  evaluateCondition,
  type MeasureReader,
  type MeasureValue,
} from '../compile/index.js';
import { type Facts, known, NONE } from './facts.js';
import type { Reason } from './hold.js';
import { isWaived } from './is-waived.js';
import { reasonOf } from './reason.js';

/** One objective in one of the markets that it is judged in; null for the account. */
export interface ObjectiveReading {
  readonly rule: CompiledRule;
  readonly coin: string | null;
  readonly outcome: ConditionOutcome;
  readonly isMet: boolean;
  /** The comparison that decides, with its sides. */
  readonly reason: Reason;
}

type ReaderFor = (coin: string | null) => MeasureReader;

/** Every objective that is not waived, in line order. */
export function readObjectives(facts: Facts, readerFor: ReaderFor): readonly ObjectiveReading[] {
  const { policy, state } = facts;
  const coins = policy.markets.map(({ coin }) => coin);
  return policy.rules
    .filter((rule) => rule.kind === 'objective' && !isWaived(rule, state.at))
    .flatMap((rule) =>
      judgedIn(rule, coins).map((coin) => {
        const outcome = evaluateCondition(rule.condition, readerFor(coin));
        const isMet = outcome.truth === 'true';
        const reason = reasonOf(rule.condition, outcome.sides, isMet ? 'true' : 'false');
        return { rule, coin, outcome, isMet, reason };
      }),
    );
}

/**
 * Objectives that are not met in every market they are judged in; one that is unknown is not met.
 * None where there is no objective at all: then nothing was reached.
 */
export function objectivesLeftOf(facts: Facts, readerFor: ReaderFor): MeasureValue {
  const readings = readObjectives(facts, readerFor);
  if (readings.length === 0) return NONE;
  const open = readings.filter(({ isMet }) => !isMet);
  return known(decimal(new Set(open.map(({ rule }) => rule.path)).size));
}

/** A rule of one market, of each in turn, or of the account. */
export function judgedIn(rule: CompiledRule, coins: readonly string[]): readonly (string | null)[] {
  if (rule.coin !== null) return [rule.coin];
  return rule.scope === 'market' ? coins : [null];
}
