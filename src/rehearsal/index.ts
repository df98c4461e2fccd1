/**
 * rehearsal (pure): a policy's own tests, played to the real engine by what it hears, on a clock
 * that moves only as the test says.
 */
export { type ConditionCoverage, type CoveredComparison } from './condition-coverage.js';
export { instrumentsFor } from './rehearsed-policy.js';
export { joinCoverage } from './join-coverage.js';
export type { FigureText } from './judge-expectation.js';
export { type RehearsalOptions, rehearse } from './rehearse.js';
export type { RehearsalReport, RehearsedTest, UnmetExpectation } from './rehearsal-report.js';
