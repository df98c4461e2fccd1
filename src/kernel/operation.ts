/**
 * The operations that a program is made of, each as text for generated code and as a function for
 * where code may not be generated. Both say the same; all arguments are numbers.
 */
import { TINY } from './bound.js';

/** Kleene's values, so that `and` is the lesser and `or` the greater. */
export const FALSE = 0;
export const UNKNOWN = 1;
export const TRUE = 2;

interface Operation {
  readonly text: (args: readonly string[]) => string;
  readonly run: (...args: readonly number[]) => number;
}

/** Divisors below this are as good as zero: decimals decide. */
const LEAST_DIVISOR = 1e-100;

const binary = (sign: string, run: (a: number, b: number) => number): Operation => ({
  text: ([a = '', b = '']) => `${a} ${sign} ${b}`,
  run: (a = 0, b = 0) => run(a, b),
});
const called = (name: string, run: (...args: readonly number[]) => number): Operation => ({
  text: (args) => `${name}(${args.join(', ')})`,
  run,
});
/** Written out: a call of ours in the middle of a long function is not taken in by the compiler. */
const inlined = (
  text: (...args: readonly string[]) => string,
  run: (...args: readonly number[]) => number,
): Operation => ({ text: (args) => text(...args), run });

/** left / right, of a divisor that is within `error` of the true one. */
function quotient(left = 0, right = 0, error = 0): number {
  if (right > error && right > LEAST_DIVISOR) return left / right;
  // Not clearly above zero: none, or not decidable here.
  return right > -error || right > 0 ? 0 : Number.NaN;
}

function quotientText(left = '', right = '', error = ''): string {
  const otherwise = `${right} > -${error} || ${right} > 0 ? 0 : NaN`;
  return `${right} > ${error} && ${right} > ${LEAST_DIVISOR} ? ${left} / ${right} : ${otherwise}`;
}

function quotientError(value = 0, right = 0, leftError = 0, rightError = 0): number {
  if (right > rightError && right > LEAST_DIVISOR) {
    const carried = (leftError + Math.abs(value) * rightError) / (right - rightError);
    return carried + Math.abs(value) * 2 ** -50 + TINY;
  }
  return right > -rightError || right > 0 ? Number.POSITIVE_INFINITY : 0;
}

function quotientErrorText(value = '', right = '', leftError = '', rightError = ''): string {
  const size = `Math.abs(${value})`;
  const carried = `(${leftError} + ${size} * ${rightError}) / (${right} - ${rightError})`;
  const isDivided = `${right} > ${rightError} && ${right} > ${LEAST_DIVISOR}`;
  const otherwise = `${right} > -${rightError} || ${right} > 0 ? Infinity : 0`;
  return `${isDivided} ? ${carried} + ${size} * ${2 ** -50} + ${TINY} : ${otherwise}`;
}

function whenPositive(test = 0, testError = 0, operand = 0): number {
  if (test > testError) return operand;
  return test === test ? 0 : Number.NaN;
}

function whenPositiveText(test = '', testError = '', operand = ''): string {
  return `${test} > ${testError} ? ${operand} : ${test} === ${test} ? 0 : NaN`;
}

function whenPositiveError(test = 0, testError = 0, operandError = 0): number {
  if (test > testError) return operandError;
  return test > -testError ? Number.POSITIVE_INFINITY : 0;
}

function whenPositiveErrorText(test = '', testError = '', operandError = ''): string {
  return `${test} > ${testError} ? ${operandError} : ${test} > -${testError} ? Infinity : 0`;
}

function largerError(left = 0, right = 0, leftError = 0, rightError = 0): number {
  const gap = Math.abs(Math.abs(left) - Math.abs(right));
  // Equal magnitudes of the same sign are the same number, whichever is taken.
  const isClear = gap > leftError + rightError || left === right;
  return isClear ? Math.max(leftError, rightError) : Number.POSITIVE_INFINITY;
}

function largerErrorText(left = '', right = '', leftError = '', rightError = ''): string {
  const gap = `Math.abs(Math.abs(${left}) - Math.abs(${right}))`;
  const isClear = `${gap} > ${leftError} + ${rightError} || ${left} === ${right}`;
  return `${isClear} ? Math.max(${leftError}, ${rightError}) : Infinity`;
}

/** `ladder`: value, bound, value, bound … value, the bounds ascending. */
function step(operand = 0, ...ladder: readonly number[]): number {
  if (operand !== operand) return Number.NaN;
  let value = ladder[0] ?? 0;
  for (let at = 1; at < ladder.length; at += 2) {
    if (operand >= (ladder[at] ?? 0)) value = ladder[at + 1] ?? 0;
  }
  return value;
}

function stepText([operand = '', ...ladder]: readonly string[]): string {
  let chosen = ladder[0] ?? '0';
  for (let at = 1; at < ladder.length; at += 2) {
    chosen = `${operand} >= ${ladder[at] ?? ''} ? ${ladder[at + 1] ?? ''} : ${chosen}`;
  }
  return `${operand} !== ${operand} ? NaN : ${chosen}`;
}

/** Too close to a bound, the value is not decidable here. */
function stepError(operand = 0, error = 0, ...bounds: readonly number[]): number {
  const isClose = bounds.some((bound) => Math.abs(operand - bound) <= error + bound * 2 ** -50);
  return isClose ? Number.POSITIVE_INFINITY : 0;
}

function stepErrorText(operand = '', error = '', ...bounds: readonly string[]): string {
  const isClose = bounds.map(
    (bound) => `Math.abs(${operand} - ${bound}) <= ${error} + ${bound} * ${2 ** -50}`,
  );
  return isClose.length === 0 ? '0' : `${isClose.join(' || ')} ? Infinity : 0`;
}

export const OPERATIONS = {
  add: binary('+', (a, b) => a + b),
  subtract: binary('-', (a, b) => a - b),
  multiply: binary('*', (a, b) => a * b),
  negate: { text: ([a = '']) => `-${a}`, run: (a = 0) => -a },
  absolute: called('Math.abs', (a = 0) => Math.abs(a)),
  min: called('Math.min', Math.min),
  max: called('Math.max', Math.max),
  larger: {
    text: ([a = '', b = '']) => `Math.abs(${b}) > Math.abs(${a}) || ${b} !== ${b} ? ${b} : ${a}`,
    run: (a = 0, b = 0) => (Math.abs(b) > Math.abs(a) || b !== b ? b : a),
  },
  largerError: inlined(largerErrorText, largerError),
  quotient: inlined(quotientText, quotient),
  quotientError: inlined(quotientErrorText, quotientError),
  whenPositive: inlined(whenPositiveText, whenPositive),
  whenPositiveError: inlined(whenPositiveErrorText, whenPositiveError),
  step: { text: stepText, run: step },
  stepError: inlined(stepErrorText, stepError),
} satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;
