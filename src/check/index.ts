/** check (pure): from the tree as written to a policy whose units, names and directions hold. */
export { checkTestsFile } from './check-tests-file.js';
export { checkPolicy, type Composition } from './check-policy.js';
export {
  NO_PRESETS,
  type PresetLibrary,
  type PresetText,
  type UsedPreset,
} from './preset-library.js';
export { rulePathsOf } from './rule-path.js';
export type {
  CheckedCondition,
  CheckedExpression,
  CheckedPolicy,
  CheckedRelease,
  CheckedRule,
} from './checked-policy.js';
export type {
  CheckedAction,
  CheckedExpectation,
  CheckedFact,
  CheckedOrder,
  CheckedSeries,
  CheckedStart,
  CheckedStep,
  CheckedTest,
} from './checked-test.js';
export { FEED_NAMES, type FeedName, MEASURE_NAMES, type MeasureName } from './measure-name.js';
export {
  MEASURE_TABLE,
  type MeasureMeaning,
  type MeasureScope,
  type WorseDirection,
} from './measure-table.js';
export type { Quantity } from './quantity.js';
