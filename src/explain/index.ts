/**
 * explain (pure): a policy in plain English, its numbers for one account, and what acts in which
 * order as a market turns against it, all judged by the real engine.
 */
export { type AccountFacts, createScene, type MarketFacts } from './scene.js';
export {
  type MarketStanding,
  type PolicyStanding,
  readStanding,
  type RuleStanding,
} from './read-standing.js';
export { type ExplainOptions, explainPolicy } from './explain-policy.js';
export type {
  Explanation,
  MarketExplanation,
  FullPosition,
  MoveExplanation,
  MoveStep,
  RuleExplanation,
  RuleFigures,
} from './explanation.js';
