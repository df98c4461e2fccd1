/** The rules of a policy over facts at hand: by the kernel, and as plain doubles that may err. */
import type { Decimal } from '../../src/base/index.js';
import type { CompiledPolicy, Condition, Expression } from '../../src/compile/index.js';
import type { Leaf, SlotTerm } from '../../src/kernel/index.js';
import { type BenchResult, median } from './bench-result.js';
import { createProgram, FactStore, lowerCondition } from './built-rooms.js';
import { processorSeconds } from './processor-seconds.js';
import type { Sides } from './rule-engines.js';

const FACTS = 256;
const DECISIONS = 400_000;
const ROUNDS = 7;

/** Nanoseconds a decision by the kernel, and how many times plain doubles that is. */
export function rulesAlone(policy: CompiledPolicy, note: (text: string) => void): BenchResult {
  const conditions = policy.rules.map(({ condition }) => condition);
  const leaves: string[] = [];
  const indexOf = (leaf: Leaf): number => {
    const key = JSON.stringify(leaf);
    const before = leaves.indexOf(key);
    return before >= 0 ? before : leaves.push(key) - 1;
  };
  const store = new FactStore();
  const slots: SlotTerm[] = [];
  const lowered = conditions.map((condition) =>
    lowerCondition(
      condition,
      (leaf) => {
        const index = indexOf(leaf);
        return (slots[index] ??= { kind: 'slot', slot: store.add(SCALE), scale: SCALE });
      },
      () => 0,
    ),
  );
  const program = createProgram(store, lowered);
  const plain = plainRules(conditions, indexOf);
  const facts = makeFacts(leaves.length);
  const truths = conditions.map(() => 0);
  for (let slot = 0; slot < leaves.length; slot += 1) store.write(slot, 1);
  const [byKernel, byPlain]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const kernel = processorSeconds(() => {
      for (let decision = 0; decision < DECISIONS; decision += 1) {
        const row = facts[decision % FACTS] ?? NO_FACTS;
        const first = (decision * CHANGED) % (row.length - CHANGED);
        for (let slot = first; slot < first + CHANGED; slot += 1) store.write(slot, row[slot] ?? 0);
        program.judge(truths, undecided);
      }
    });
    const values = new Float64Array(leaves.length).fill(1);
    const doubles = processorSeconds(() => {
      for (let decision = 0; decision < DECISIONS; decision += 1) {
        const row = facts[decision % FACTS] ?? NO_FACTS;
        const first = (decision * CHANGED) % (row.length - CHANGED);
        for (let slot = first; slot < first + CHANGED; slot += 1) values[slot] = row[slot] ?? 0;
        plain(values, truths);
      }
    });
    if (round === 0) continue;
    byKernel.push(kernel);
    byPlain.push(doubles);
  }
  const compared = (ROUNDS + 1) * DECISIONS * conditions.length;
  const share = ((100 * program.asked) / compared).toFixed(4);
  note(`of the rules alone ${share}% were left to decimals`);
  const nanoseconds = (1e9 * median(byKernel)) / DECISIONS;
  const peer = `plain doubles, ${conditions.length} rules each`;
  const ratio = median(byKernel) / median(byPlain);
  return { name: 'risk-rules-alone', value: nanoseconds, unit: 'ns', ratio, peer };
}

/** Both sides of the first comparisons of the policy, as whole numbers that any engine compares. */
export function sidesOf(policy: CompiledPolicy, count: number, cases: number): readonly Sides[] {
  const rows = makeFacts(2 * Math.min(count, policy.rules.length));
  return Array.from({ length: cases }, (_, index) => {
    const row = rows[index % FACTS] ?? NO_FACTS;
    const [left, right] = [row.slice(0, count), row.slice(count)];
    return { left: [...left], right: [...right].map((value) => 2 * value) };
  });
}

const SCALE = 2;
/** So many facts change from one decision to the next: those of a price and of an order. */
const CHANGED = 8;
const NO_FACTS = new Float64Array(0);

/** Whole numbers of hundredths, up to 10,000. */
function makeFacts(width: number): readonly Float64Array[] {
  let state = 11;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + Math.floor((state / 2 ** 32) * 1_000_000);
  };
  return Array.from({ length: FACTS }, () => Float64Array.from({ length: width }, next));
}

/** What decimals would have to say. */
function undecided(): number {
  return 1;
}

type Plain = (facts: Float64Array, truths: number[]) => void;

function plainRules(conditions: readonly Condition[], indexOf: (leaf: Leaf) => number): Plain {
  const lines = conditions.map(
    (condition, index) => `truths[${index}] = ${conditionText(condition, indexOf)} ? 2 : 0;`,
  );
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the peer to beat
  return new Function('facts', 'truths', `'use strict';\n${lines.join('\n')}`) as Plain;
}

function conditionText(condition: Condition, indexOf: (leaf: Leaf) => number): string {
  const text = (expression: Expression): string => expressionText(expression, indexOf);
  switch (condition.kind) {
    case 'compare':
      return `${text(condition.left)} ${condition.comparator === '=' ? '===' : condition.comparator} ${text(condition.right)}`;
    case 'within': {
      const allowed =
        condition.toleranceIs === 'money'
          ? text(condition.tolerance)
          : `${text(condition.tolerance)} * ${text(condition.center)}`;
      return `Math.abs(${text(condition.left)} - ${text(condition.center)}) <= ${allowed}`;
    }
    case 'during':
      return 'false';
    default: {
      const sign = condition.kind === 'and' ? ' && ' : ' || ';
      return `(${condition.operands.map((each) => conditionText(each, indexOf)).join(sign)})`;
    }
  }
}

const SIGNS = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const;

function expressionText(expression: Expression, indexOf: (leaf: Leaf) => number): string {
  const text = (each: Expression): string => expressionText(each, indexOf);
  switch (expression.kind) {
    case 'constant':
      return numberText(expression.value);
    case 'measure':
    case 'accountMeasure':
    case 'age':
      return `facts[${indexOf(expression)}]`;
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return `(${text(expression.left)} ${SIGNS[expression.kind]} ${text(expression.right)})`;
    case 'negate':
      return `(-${text(expression.operand)})`;
    case 'absolute':
      return `Math.abs(${text(expression.operand)})`;
    default:
      return `Math.${expression.kind}(${expression.operands.map(text).join(', ')})`;
  }
}

function numberText(value: Decimal): string {
  return `(${value.toNumber()})`;
}
