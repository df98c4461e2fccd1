/**
 * A program's instructions as a function: generated where the runtime allows it, closures else.
 * What is generated has numbers and our own names in it, never a word of a policy.
 */
import { assertInvariant, unreachable } from '../base/index.js';
import { OPERATIONS, UNKNOWN } from './operation.js';
import type { TruthStep } from './program.js';
import type { Instruction, Operand } from './program-writer.js';

export type Run = (
  facts: Float64Array,
  errors: readonly number[],
  truths: number[],
  ask: (number: number) => number,
) => void;

export interface RunLayout {
  readonly instructions: readonly Instruction[];
  readonly steps: readonly TruthStep[];
  /** The step whose truth is that of each condition. */
  readonly outputs: readonly number[];
}

/**
 * Null where code may not be generated. `isZero` tells the reckoned errors that are 0 for as long
 * as the function is used: what is compared under them needs no margin.
 */
export function generateRun(
  { instructions, steps, outputs }: RunLayout,
  isZero: (bound: number) => boolean = () => false,
): Run | null {
  const body = new RunText(instructions, outputs);
  for (const [index, step] of steps.entries()) body.addStep(step, index, isZero);
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- our own text
    return new Function(
      'facts',
      'errors',
      'truths',
      'ask',
      `'use strict';\n${body.lines.join('\n')}`,
    ) as Run;
  } catch (error) {
    // A page's policy forbids it; anything else is a mistake of ours.
    if (error instanceof EvalError) return null;
    throw error;
  }
}

/**
 * Each step right behind the instructions that it needs, and its truth told at once: so few numbers
 * are at work at a time that the processor's registers hold them.
 */
class RunText {
  readonly lines: string[] = [];
  readonly #instructions: readonly Instruction[];
  readonly #outputs: readonly number[];
  #written = 0;

  constructor(instructions: readonly Instruction[], outputs: readonly number[]) {
    this.#instructions = instructions;
    this.#outputs = outputs;
  }

  addStep(step: TruthStep, index: number, isZero: (bound: number) => boolean): void {
    if (step.kind === 'compare') {
      const needed = [step.difference, step.error].flatMap((operand) =>
        operand.kind === 'register' ? [operand.register] : [],
      );
      this.#writeUpTo(Math.max(-1, ...needed));
    }
    this.lines.push(`const c${index} = ${stepText(step, index, isZero)};`);
    for (const [output, told] of this.#outputs.entries()) {
      if (told === index) this.lines.push(`truths[${output}] = c${index};`);
    }
  }

  /** Instructions stand in the order in which they were asked for: none needs a later one. */
  #writeUpTo(register: number): void {
    for (; this.#written <= register; this.#written += 1) {
      const instruction = this.#instructions[this.#written];
      assertInvariant(instruction?.register === this.#written, 'registers are counted in order');
      const text = OPERATIONS[instruction.operation].text(instruction.operands.map(operandText));
      this.lines.push(`const r${this.#written} = ${text};`);
    }
  }
}

export function interpretRun({ instructions, steps, outputs }: RunLayout): Run {
  const registers: number[] = instructions.map(() => 0);
  const codes: number[] = steps.map(() => UNKNOWN);
  const reckon = instructions.map(({ register, operation, operands }) => {
    const { run } = OPERATIONS[operation] as { run: (...args: number[]) => number };
    const readers = operands.map((operand) => readerOf(operand, registers));
    return (facts: Float64Array, errors: readonly number[]): void => {
      registers[register] = run(...readers.map((read) => read(facts, errors)));
    };
  });
  const judge = steps.map((step) => judgeOf(step, registers, codes));
  return (facts, errors, truths, ask) => {
    for (const each of reckon) each(facts, errors);
    for (const [index, each] of judge.entries()) codes[index] = each(facts, errors, ask);
    for (const [index, step] of outputs.entries()) truths[index] = codes[step] ?? UNKNOWN;
  };
}

function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'fact':
      return `facts[${operand.slot}]`;
    case 'bound':
      return `errors[${operand.index}]`;
    case 'register':
      return `r${operand.register}`;
    case 'number':
      assertInvariant(Number.isFinite(operand.value), 'a constant is a finite number');
      return operand.value < 0 || Object.is(operand.value, -0)
        ? `(${operand.value})`
        : String(operand.value);
    default:
      return unreachable(operand);
  }
}

function stepText(step: TruthStep, index: number, isZero: (bound: number) => boolean): string {
  switch (step.kind) {
    case 'compare': {
      const { below, equal, above, isNanUnknown, number } = step;
      const [d, e] = [operandText(step.difference), operandText(step.error)];
      const isExact = step.error.kind === 'bound' && isZero(step.error.index);
      if (isExact && isNanUnknown) return exactText(d, step);
      const undecided = isNanUnknown
        ? `${d} !== ${d} ? ${UNKNOWN} : ask(${number})`
        : `ask(${number})`;
      const tie = `${d} === 0 && ${e} === 0 ? ${equal} : ${undecided}`;
      return `${d} > ${e} ? ${above} : ${d} < -${e} ? ${below} : ${tie}`;
    }
    case 'asked':
      return `ask(${step.number})`;
    case 'and':
    case 'or': {
      assertInvariant(step.left < index && step.right < index, 'a junction follows its operands');
      const sign = step.kind === 'and' ? '<' : '>';
      return `c${step.left} ${sign} c${step.right} ? c${step.left} : c${step.right}`;
    }
    default:
      return unreachable(step);
  }
}

/** Of an exact difference: what is on neither side of zero nor on it is not known. */
function exactText(
  d: string,
  { below, equal, above }: Extract<TruthStep, { kind: 'compare' }>,
): string {
  if (below === equal) return `${d} <= 0 ? ${below} : ${d} > 0 ? ${above} : ${UNKNOWN}`;
  if (above === equal) return `${d} >= 0 ? ${above} : ${d} < 0 ? ${below} : ${UNKNOWN}`;
  return `${d} === 0 ? ${equal} : ${d} === ${d} ? ${below} : ${UNKNOWN}`;
}

type Reader = (facts: Float64Array, errors: readonly number[]) => number;

function readerOf(operand: Operand, registers: readonly number[]): Reader {
  switch (operand.kind) {
    case 'fact':
      return (facts) => facts[operand.slot] ?? Number.NaN;
    case 'bound':
      return (_facts, errors) => errors[operand.index] ?? Number.NaN;
    case 'register':
      return () => registers[operand.register] ?? Number.NaN;
    case 'number':
      return () => operand.value;
    default:
      return unreachable(operand);
  }
}

type Judge = (
  facts: Float64Array,
  errors: readonly number[],
  ask: (number: number) => number,
) => number;

function judgeOf(step: TruthStep, registers: readonly number[], codes: readonly number[]): Judge {
  switch (step.kind) {
    case 'compare': {
      const { below, equal, above, isNanUnknown, number } = step;
      const difference = readerOf(step.difference, registers);
      const errorOf = readerOf(step.error, registers);
      return (facts, errors, ask) => {
        const [d, e] = [difference(facts, errors), errorOf(facts, errors)];
        if (d > e) return above;
        if (d < -e) return below;
        if (d === 0 && e === 0) return equal;
        return isNanUnknown && Number.isNaN(d) ? UNKNOWN : ask(number);
      };
    }
    case 'asked':
      return (_facts, _errors, ask) => ask(step.number);
    case 'and':
    case 'or': {
      const choose = step.kind === 'and' ? Math.min : Math.max;
      return () => choose(codes[step.left] ?? UNKNOWN, codes[step.right] ?? UNKNOWN);
    }
    default:
      return unreachable(step);
  }
}
