/** Conditions judged over a reader of measures: the decimals' truth, mostly without decimals. */
import { assertInvariant, type Decimal } from '../base/index.js';
import {
  type Condition,
  evaluateCondition,
  evaluateExpression,
  type MeasureReader,
} from '../compile/index.js';
import type { Truth } from '../compile/index.js';
import { FactStore } from './fact-store.js';
import { type Asked, type Leaf, lowerCondition } from './lower-condition.js';
import { measureScale } from './measure-scale.js';
import { codeOf, createProgram, truthOf } from './program.js';
import type { SlotTerm } from './term.js';

export interface ConditionJudge {
  /** The truth of each condition, as `evaluateCondition` has it. */
  judge(reader: MeasureReader): readonly Truth[];
  /** How many comparisons decimals had to decide so far. */
  readonly asked: number;
  readonly isGenerated: boolean;
}

/** `mayGenerate` false keeps to closures, as where a page forbids generated code. */
export function createConditionJudge(
  conditions: readonly Condition[],
  mayGenerate = true,
): ConditionJudge {
  const store = new FactStore();
  const leaves: Leaf[] = [];
  const asked: Asked[] = [];
  const slots = new Map<string, SlotTerm>();
  const resolve = (leaf: Leaf): SlotTerm => {
    const key = JSON.stringify(leaf);
    const before = slots.get(key);
    if (before !== undefined) return before;
    const scale = leaf.kind === 'age' ? 0 : measureScale(leaf.name);
    const slot: SlotTerm = { kind: 'slot', slot: store.add(scale), scale };
    slots.set(key, slot);
    leaves.push(leaf);
    return slot;
  };
  const lowered = conditions.map((condition) =>
    lowerCondition(condition, resolve, (each) => asked.push(each) - 1),
  );
  const program = createProgram(store, lowered, mayGenerate);
  const codes: number[] = conditions.map(() => 0);
  return {
    judge: (reader) => {
      for (const [slot, leaf] of leaves.entries()) store.writeDecimal(slot, readLeaf(leaf, reader));
      program.judge(codes, (number) => {
        const condition = asked[number];
        assertInvariant(condition !== undefined, 'a comparison is asked for by its number');
        return codeOf(evaluateCondition(condition, reader).truth);
      });
      return codes.map(truthOf);
    },
    get asked() {
      return program.asked;
    },
    isGenerated: program.isGenerated,
  };
}

function readLeaf(leaf: Leaf, reader: MeasureReader): Decimal | null {
  const value = evaluateExpression(leaf, reader);
  return value.status === 'known' ? value.value : null;
}
