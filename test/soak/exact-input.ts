/**
 * Made-up conditions with made-up facts, most of them at a tie or a hair beside it: what the kernel
 * says of them has to be what decimals say.
 */
import type { Decimal as DecimalType } from '../../src/base/index.js';
import type * as BaseRoom from '../../src/base/index.js';
import type * as CompileRoom from '../../src/compile/index.js';
import type {
  Comparator,
  Condition,
  Expression,
  MeasureReader,
  MeasureValue,
} from '../../src/compile/index.js';
import type * as KernelRoom from '../../src/kernel/index.js';
import type { Dice } from './dice.js';

export type ExactRooms = Pick<typeof BaseRoom, 'decimal'> &
  Pick<typeof CompileRoom, 'evaluateCondition' | 'evaluateExpression'> &
  Pick<typeof KernelRoom, 'createConditionJudge'>;

/** By the name of a measure; null where it is not known. */
export type Figures = ReadonlyMap<string, DecimalType | null>;

export interface ExactTally {
  inputs: number;
  /** Comparisons that the error bound could not decide. */
  asked: number;
  readonly truths: { true: number; false: number; unknown: number };
}

/**
 * `random`: figures as venues write them, against any threshold; `near`: against thresholds that
 * they meet or nearly do; `wild`: that, with thirds, thirty digits, and differences that only
 * decimals see.
 */
export type Manner = (typeof MANNERS)[number];
export const MANNERS = ['random', 'near', 'wild'] as const;

export interface Disagreement {
  readonly condition: Condition;
  readonly figures: Readonly<Record<string, string | null>>;
  readonly kernel: string;
  readonly decimals: string;
}

const NAMES = [
  'mark',
  'oracle',
  'order.price',
  'order.size',
  'position',
  'equity',
  'balance',
  'margin_utilization',
  'open_orders',
  'liquidation_buffer',
] as const;
const COMPARATORS: readonly Comparator[] = ['<', '<=', '>', '>=', '='];
/** A lot, a cent's hundredth, what doubles can just tell apart, what only decimals can. */
const HAIRS = ['0.01', '1e-6', '1e-8', '1e-11', '1e-15', '1e-22', '1e-30', '1e-36'] as const;
const PLAIN_HAIRS = HAIRS.slice(0, 3);

export const CONDITIONS_PER_BATCH = 12;
export const FACTS_PER_BATCH = 48;

export interface Maker {
  readonly dice: Dice;
  readonly rooms: ExactRooms;
  readonly manner: Manner;
}

export function emptyTally(): ExactTally {
  return { inputs: 0, asked: 0, truths: { true: 0, false: 0, unknown: 0 } };
}

/** One program over many facts, both ways; null where all agree. */
export function judgeBatch(
  dice: Dice,
  rooms: ExactRooms,
  tally: ExactTally,
  manner: Manner,
  mayGenerate = true,
): Disagreement | null {
  const made: Maker = { dice, rooms, manner };
  const base = figuresOf(made);
  const conditions = Array.from({ length: CONDITIONS_PER_BATCH }, () => conditionOf(made, base, 2));
  const judge = rooms.createConditionJudge(conditions, mayGenerate);
  for (let round = 0; round < FACTS_PER_BATCH; round += 1) {
    const figures = round === 0 ? base : variedFigures(made, base);
    const reader = readerOf(figures, rooms);
    const kernel = judge.judge(reader);
    for (const [index, condition] of conditions.entries()) {
      const { truth } = rooms.evaluateCondition(condition, reader);
      tally.inputs += 1;
      tally.truths[truth] += 1;
      const ours = kernel[index] ?? 'nothing';
      if (ours === truth) continue;
      const shown = [...figures].map(([name, value]) => [name, value?.toString() ?? null]);
      return {
        condition,
        figures: Object.fromEntries(shown) as Record<string, string | null>,
        kernel: ours,
        decimals: truth,
      };
    }
  }
  tally.asked += judge.asked;
  return null;
}

export function readerOf(
  figures: Figures,
  { decimal }: Pick<ExactRooms, 'decimal'>,
): MeasureReader {
  const read = (name: string): MeasureValue => {
    const value = figures.get(name) ?? null;
    return value === null ? { status: 'missing' } : { status: 'known', value };
  };
  return { at: 0, read, readAccountWide: read, ageOf: () => decimal(1500) };
}

export function figuresOf(made: Maker): Figures {
  const { dice } = made;
  return new Map(NAMES.map((name) => [name, dice.once(25) ? null : figureOf(made, name)] as const));
}

/** The same facts, one of them moved by a hair, or others altogether. */
function variedFigures(made: Maker, base: Figures): Figures {
  const { dice } = made;
  if (dice.once(2)) return figuresOf(made);
  const name = dice.pick(NAMES);
  const before = base.get(name) ?? null;
  const moved = before === null ? figureOf(made, name) : before.plus(hairOf(made));
  return new Map([...base, [name, dice.once(20) ? null : moved]]);
}

function figureOf({ dice, rooms, manner }: Maker, name: string): DecimalType {
  const { decimal } = rooms;
  if (name === 'open_orders') return decimal(dice.below(20));
  const whole = dice.below(10 ** (1 + dice.below(7)));
  const places = dice.below(8);
  const part = dice.below(10 ** Math.min(places, 7));
  const value = decimal(whole).plus(decimal(part).div(decimal(10).pow(Math.max(places, 1))));
  const signed = dice.once(3) ? value.neg() : value;
  if (manner === 'wild' && dice.once(12)) return signed.div(3);
  if (manner === 'wild' && dice.once(40)) return signed.times(`1e${dice.below(60) - 30}`);
  return dice.once(15) ? decimal(0) : signed;
}

function hairOf({ dice, rooms, manner }: Maker): DecimalType {
  const hair = rooms.decimal(dice.pick(manner === 'wild' ? HAIRS : PLAIN_HAIRS));
  return dice.once(2) ? hair.neg() : hair;
}

export function conditionOf(made: Maker, base: Figures, depth: number): Condition {
  const { dice } = made;
  if (depth > 0 && dice.once(4)) {
    const operands = Array.from({ length: 2 + dice.below(2) }, () =>
      conditionOf(made, base, depth - 1),
    );
    return { kind: dice.once(2) ? 'and' : 'or', operands };
  }
  return dice.once(6) ? withinOf(made, base) : comparisonOf(made, base);
}

/** Two expressions that come to the same over `base`, or differ by a hair; or any two. */
function comparisonOf(made: Maker, base: Figures): Condition {
  const { dice } = made;
  const [left, right] = [expressionOf(made, 3), expressionOf(made, 2)];
  const comparator = dice.pick(COMPARATORS);
  const shared = { kind: 'compare', comparator, text: '', unit: 'number' } as const;
  if (made.manner === 'random' || dice.once(4)) return { ...shared, left, right };
  return { ...shared, left, right: meeting(made, base, left, right) };
}

function withinOf(made: Maker, base: Figures): Condition {
  const { dice, rooms } = made;
  const [left, center] = [expressionOf(made, 1), expressionOf(made, 1)];
  const distance: Expression = {
    kind: 'absolute',
    operand: { kind: 'subtract', left, right: center },
  };
  const tolerance = meeting(made, base, distance, { kind: 'constant', value: rooms.decimal(0) });
  const toleranceIs = dice.once(2) ? 'money' : 'ratio';
  return { kind: 'within', left, center, tolerance, toleranceIs, text: '', unit: 'number' };
}

/** `right` plus what it lacks to `left`, and mostly nothing or a hair more. */
function meeting(made: Maker, base: Figures, left: Expression, right: Expression): Expression {
  const { dice, rooms } = made;
  if (made.manner === 'random') return expressionOf(made, 1);
  const reader = readerOf(base, rooms);
  const [a, b] = [left, right].map((each) => rooms.evaluateExpression(each, reader));
  if (a?.status !== 'known' || b?.status !== 'known') return right;
  const gap = a.value.minus(b.value);
  const value = dice.once(2) ? gap : gap.plus(hairOf(made));
  if (!value.isFinite()) return right;
  return { kind: 'add', left: right, right: { kind: 'constant', value } };
}

function expressionOf(made: Maker, depth: number): Expression {
  const { dice, rooms } = made;
  if (depth === 0 || dice.once(4)) {
    if (dice.once(4)) return { kind: 'constant', value: constantOf(dice, rooms) };
    if (dice.once(12)) return { kind: 'age', feed: 'mark', coin: null };
    return { kind: 'measure', name: dice.pick(NAMES), coin: null };
  }
  const next = (): Expression => expressionOf(made, depth - 1);
  switch (dice.below(9)) {
    case 0:
    case 1:
      return { kind: 'add', left: next(), right: next() };
    case 2:
    case 3:
      return { kind: 'subtract', left: next(), right: next() };
    case 4:
    case 5:
      return { kind: 'multiply', left: next(), right: next() };
    case 6:
      return { kind: 'divide', left: next(), right: next() };
    case 7:
      return { kind: dice.once(2) ? 'negate' : 'absolute', operand: next() };
    default:
      return { kind: dice.once(2) ? 'min' : 'max', operands: [next(), next(), next()] };
  }
}

function constantOf(dice: Dice, { decimal }: ExactRooms): DecimalType {
  const pool = ['0', '1', '0.05', '0.8', '3', '10', '100000', '0.333', '0.0025'] as const;
  return decimal(dice.pick(pool));
}
