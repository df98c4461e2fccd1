/** Which comparisons of a policy its tests have seen come out true, and which false. */
import type { CompiledPolicy, CompiledRule, Condition, Truth } from '../compile/index.js';
import type { ConditionOutcome } from '../compile/index.js';
import type { Place } from '../compile/index.js';
import type { EngineState, Inspector, LimitReading } from '../engine/index.js';

/** One comparison of a rule's condition or of its `until`. */
export interface CoveredComparison {
  /** Of the first rule that has it: rules of one line count once. */
  readonly rule: string;
  readonly place: Place;
  readonly part: 'condition' | 'until';
  readonly text: string;
  readonly isSeenTrue: boolean;
  readonly isSeenFalse: boolean;
}

export interface ConditionCoverage {
  readonly comparisons: readonly CoveredComparison[];
  readonly seenBothWays: number;
}

interface Tracked extends Omit<CoveredComparison, 'isSeenTrue' | 'isSeenFalse'> {
  readonly seen: Set<Truth>;
}

export class CoverageTally {
  readonly #tracked = new Map<string, Tracked>();

  constructor(policy: CompiledPolicy) {
    for (const rule of policy.rules) {
      this.#track(rule, 'condition', rule.condition);
      if (rule.release.kind === 'condition') this.#track(rule, 'until', rule.release.condition);
    }
  }

  /** What every rule comes to as things are. An `until` counts while its rule is tripped. */
  observe(inspector: Inspector, state: EngineState): void {
    for (const { rule, outcome } of inspector.readObjectives(state)) {
      this.#note(rule, 'condition', outcome);
    }
    for (const { rule, outcome, release } of inspector.readTriggers(state)) {
      this.#note(rule, 'condition', outcome);
      if (release !== null) this.#note(rule, 'until', release);
    }
  }

  observeLimits(readings: readonly LimitReading[]): void {
    for (const { rule, outcome } of readings) this.#note(rule, 'condition', outcome);
  }

  result(): ConditionCoverage {
    const comparisons = [...this.#tracked.values()].map(({ seen, ...comparison }) => ({
      ...comparison,
      isSeenTrue: seen.has('true'),
      isSeenFalse: seen.has('false'),
    }));
    const both = comparisons.filter(({ isSeenTrue, isSeenFalse }) => isSeenTrue && isSeenFalse);
    return { comparisons, seenBothWays: both.length };
  }

  #track(rule: CompiledRule, part: Tracked['part'], condition: Condition): void {
    for (const [index, text] of comparisonTexts(condition).entries()) {
      const key = keyOf(rule, part, index);
      if (this.#tracked.has(key)) continue;
      const { place } = rule;
      this.#tracked.set(key, { rule: rule.path, place, part, text, seen: new Set() });
    }
  }

  #note(rule: CompiledRule, part: Tracked['part'], { sides }: ConditionOutcome): void {
    for (const [index, { truth }] of sides.entries()) {
      this.#tracked.get(keyOf(rule, part, index))?.seen.add(truth);
    }
  }
}

/** In the order in which an evaluation tells its sides. */
function comparisonTexts(condition: Condition): readonly string[] {
  if ('operands' in condition) return condition.operands.flatMap(comparisonTexts);
  return [condition.text];
}

function keyOf({ place, name }: CompiledRule, part: string, index: number): string {
  return `${place.file}:${place.line}:${place.column} ${name} ${part} ${index}`;
}
