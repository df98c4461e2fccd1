/** compile (pure): from a checked policy to what the engine runs, with the exact interpreter. */
export type {
  AccountSettings,
  AllocationSettings,
  CalibrationSettings,
  BookSettings,
  BarSettings,
  CompiledMarket,
  CompiledPolicy,
  CompiledRule,
  CompiledSettings,
  DayReset,
  GlftSettings,
  KellySettings,
  MarginAllocation,
  PerLength,
  Place,
  Release,
  RuleKind,
  StaleAfter,
  StopDistance,
  VenueName,
} from './compiled-policy.js';
export type {
  Comparator,
  Comparison,
  Condition,
  During,
  DisplayUnit,
  Expression,
  Within,
} from './expression.js';
export type { ComparedSides, MeasureReader, MeasureValue, Truth } from './measure-value.js';
export { type CompileResult, compilePolicyText } from './compile-policy.js';
export { type ConditionOutcome, evaluateCondition } from './evaluate-condition.js';
export { evaluateExpression } from './evaluate-expression.js';
