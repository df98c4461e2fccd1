/** Terms made of terms, and what is compared of them. */
import { type Decimal, decimal, ZERO } from '../base/index.js';
import type { TermCondition } from './program.js';
import type { Term } from './term.js';

export const constant = (value: Decimal | number): Term => ({
  kind: 'constant',
  value: decimal(value),
});
export const add = (left: Term, right: Term): Term => ({ kind: 'add', left, right });
export const subtract = (left: Term, right: Term): Term => ({ kind: 'subtract', left, right });
export const multiply = (left: Term, right: Term): Term => ({ kind: 'multiply', left, right });
export const divide = (left: Term, right: Term): Term => ({ kind: 'divide', left, right });
export const absolute = (operand: Term): Term => ({ kind: 'absolute', operand });
export const total = (terms: readonly Term[]): Term => terms.reduce(add, constant(ZERO));

/** `number`: by which it is asked for where doubles cannot tell. */
export function lessOrEqual(left: Term, right: Term, number: number): TermCondition {
  return { kind: 'compare', comparator: '<=', left, right, number };
}

/** True whatever the facts are. */
export const ALWAYS: TermCondition = lessOrEqual(constant(ZERO), constant(ZERO), -1);
