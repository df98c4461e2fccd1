/** Looks into a state without moving it: how each rule stands, and what an order would meet. */
import type { DurationMs, Size } from '../base/index.js';
import {
  type CompiledPolicy,
  type CompiledRule,
  type ConditionOutcome,
  evaluateCondition,
  type KellySettings,
  type MeasureReader,
} from '../compile/index.js';
import { explainSizing, type SizingExplanation } from '../sizing/index.js';
import { contextAt } from './context-at.js';
import type { Denial } from './decision.js';
import { Draft } from './draft.js';
import type { EngineState } from './engine-state.js';
import { headroomOf } from './headroom.js';
import type { Hold } from './hold.js';
import { isWaived } from './is-waived.js';
import { isSized, readKelly } from './kelly-facts.js';
import { createMeasureReader } from './measure-reader.js';
import { type ObjectiveReading, readObjectives } from './objective-facts.js';
import { appliesTo } from './order-denials.js';
import { checkOrder, type ProposedOrder, sizeThatFits } from './pre-trade-check.js';
import { factsFor } from './own-streaks.js';
import type { RuleInstance } from './rule-instance.js';
import type { HeadroomView } from './status-view.js';
import { holdsByPrecedence, unknownRules } from './trading-state.js';
import { holdOf, judgeNow } from './trigger-rules.js';

/** One trigger for one market (or the account) as it stands. */
export interface TriggerReading {
  readonly rule: CompiledRule;
  readonly coin: string | null;
  readonly outcome: ConditionOutcome;
  /** Null while it is not tripped. */
  readonly hold: Hold | null;
  /** Its `until` while it is tripped; null else, or where it has none to judge. */
  readonly release: ConditionOutcome | null;
  /** Time spent true towards its `for`. */
  readonly trueForMs: DurationMs;
  readonly headroom: HeadroomView;
}

/** A limit judged for an order, or for things as they are. */
export interface LimitReading {
  readonly rule: CompiledRule;
  readonly coin: string;
  readonly outcome: ConditionOutcome;
  /** It is not waived, and its `when` is not known false. */
  readonly applies: boolean;
}

export interface OrderReading {
  /** The part that only shrinks the position. */
  readonly reducingSize: Size;
  /** The largest part that would pass, in whole lots. */
  readonly sizeThatFits: Size;
  /** Empty where the whole order passes. */
  readonly denials: readonly Denial[];
  /** Every limit that applies, passed or not; empty where the order only reduces. */
  readonly limits: readonly LimitReading[];
}

/** What `size kelly` comes to in a market; without an explanation `lacks` names what data lacks. */
export interface SizingReading {
  readonly coin: string;
  readonly settings: KellySettings;
  readonly explanation: SizingExplanation | null;
  readonly lacks: string | null;
}

export interface Inspector {
  /** Every trigger, for each market that it is judged in, before any later setting holds. */
  readonly triggers: readonly RuleInstance[];
  limitsOf(coin: string): readonly CompiledRule[];
  /** Null while it is not tripped. */
  holdOf(state: EngineState, instance: RuleInstance): Hold | null;
  /** What keeps orders that add risk back whatever they are: holds, and triggers not known. */
  standing(state: EngineState, coin: string): readonly string[];
  /** What each measure comes to, with no order under check. */
  readerOf(state: EngineState, coin: string | null): MeasureReader;
  readTriggers(state: EngineState): readonly TriggerReading[];
  readObjectives(state: EngineState): readonly ObjectiveReading[];
  /** Limits with no order under check; what they say of an order is unknown. */
  readLimits(state: EngineState): readonly LimitReading[];
  /** The engine's own pre-trade check, beside everything that rests or is in flight. */
  judgeOrder(state: EngineState, order: ProposedOrder): OrderReading;
  /** Of each market that has a `size kelly`, in the order of the policy. */
  readSizings(state: EngineState): readonly SizingReading[];
}

export function createInspector(policy: CompiledPolicy): Inspector {
  const holdsAt = contextAt(policy);
  const { rules } = holdsAt(Number.NEGATIVE_INFINITY);
  return {
    triggers: rules.triggers,
    limitsOf: (coin) => rules.limits.get(coin) ?? [],
    holdOf: (state, instance) => holdOf(state.holds, instance) ?? null,
    standing: (state, coin) => [
      ...holdsByPrecedence(state.holds, rules, coin).map(({ rule }) => rule),
      ...unknownRules(new Draft(holdsAt(state.at), state), coin).map(({ rule }) => rule.path),
    ],
    readerOf: (state, coin) =>
      createMeasureReader(new Draft(holdsAt(state.at), state).facts, coin, null),
    readTriggers: (state) => {
      const draft = new Draft(holdsAt(state.at), state);
      return draft.context.rules.triggers.map((instance) => {
        const { rule, coin, key } = instance;
        const hold = holdOf(state.holds, instance) ?? null;
        const reader = createMeasureReader(factsFor(draft.facts, instance), coin, null);
        const { release } = rule;
        const isReleasing = hold !== null && release.kind === 'condition';
        return {
          rule,
          coin,
          outcome: judgeNow(draft, instance),
          hold,
          release: isReleasing ? evaluateCondition(release.condition, reader) : null,
          trueForMs: state.rules[key]?.trueForMs ?? 0,
          headroom: headroomOf(draft, instance),
        };
      });
    },
    readObjectives: (state) => {
      const { facts } = new Draft(holdsAt(state.at), state);
      return readObjectives(facts, (coin) => createMeasureReader(facts, coin, null));
    },
    readLimits: (state) => {
      const draft = new Draft(holdsAt(state.at), state);
      return [...draft.context.rules.limits].flatMap(([coin, limits]) =>
        limits.map((rule) => {
          const reader = createMeasureReader(draft.facts, coin, null);
          const applies = !isWaived(rule, state.at) && appliesTo(rule, reader);
          return { rule, coin, applies, outcome: evaluateCondition(rule.condition, reader) };
        }),
      );
    },
    judgeOrder: (state, order) => judgeOrder(new Draft(holdsAt(state.at), state), order),
    readSizings: (state) => readSizings(new Draft(holdsAt(state.at), state)),
  };
}

function readSizings({ facts }: Draft): readonly SizingReading[] {
  return facts.policy.markets.filter(isSized).map((market): SizingReading => {
    const { coin, sizing: settings } = market;
    const reading = readKelly(facts, market);
    return reading.status === 'known'
      ? { coin, settings, explanation: explainSizing(reading.inputs), lacks: null }
      : { coin, settings, explanation: null, lacks: reading.lacks };
  });
}

function judgeOrder(draft: Draft, order: ProposedOrder): OrderReading {
  const { coin, size } = order;
  const others = draft.state.orders.orders;
  const { reducingSize, denials } = checkOrder(draft, order, others);
  const addingSize = size.minus(reducingSize);
  const reader = createMeasureReader(draft.facts, coin, { ...order, addingSize, others });
  const limits = addingSize.isZero() ? [] : (draft.context.rules.limits.get(coin) ?? []);
  const applying = limits.filter((rule) => appliesTo(rule, reader));
  return {
    reducingSize,
    denials,
    sizeThatFits: denials.length === 0 ? size : sizeThatFits(draft, order, others),
    limits: applying.map((rule) => ({
      rule,
      coin,
      applies: true,
      outcome: evaluateCondition(rule.condition, reader),
    })),
  };
}
