/** kernel (pure): conditions in doubles under a proven error bound, else in decimals. */
export {
  absolute,
  add,
  ALWAYS,
  constant,
  divide,
  lessOrEqual,
  multiply,
  subtract,
  total,
} from './arithmetic.js';
export { type ConditionJudge, createConditionJudge } from './condition-judge.js';
export { FactStore } from './fact-store.js';
export { FactsAround } from './facts-around.js';
export { type Asked, type Leaf, type LeafResolver, lowerCondition } from './lower-condition.js';
export { measureScale } from './measure-scale.js';
export { FALSE, TRUE, UNKNOWN } from './operation.js';
export { codeOf, createProgram, type Program, type TermCondition, truthOf } from './program.js';
export type { SlotTerm, Term } from './term.js';
