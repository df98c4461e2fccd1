/** check (pure): from the tree as written to a policy whose units, names and directions hold. */
export { ENVIRONMENT } from './environment-name.js';
export { checkTestsFile } from './check-tests-file.js';
export { checkPolicy, checkPreset, type Composition } from './check-policy.js';
export {
  NO_PRESETS,
  type PresetLibrary,
  type PresetText,
  type UsedPreset,
} from './preset-library.js';
export { listMeasures, type MeasureUse } from './list-measures.js';
export { rulePathsOf } from './rule-path.js';
export type {
  CheckedBook,
  CheckedCondition,
  CheckedExpression,
  CheckedMarket,
  CheckedPolicy,
  CheckedRelease,
  CheckedRule,
  CheckedSettings,
  CheckedSizing,
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
export { describeMeasure, measureFacts, phraseOf } from './describe-measure.js';
export { FEED_NAMES, type FeedName } from './feed-name.js';
export type { MeasureMeaning, MeasureScope, WorseDirection } from './measure-meaning.js';
export {
  type AccountMeasure,
  isAccountMeasure,
  isMeasureName,
  type MarketMeasure,
  MEASURE_NAMES,
  MEASURE_TABLE,
  type MeasureName,
} from './measure-table.js';
export type { Quantity } from './quantity.js';
