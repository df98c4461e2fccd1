/**
 * sizing (pure): how much of the capital a trade may risk, by Kelly's criterion with caution in
 * layers, and how many contracts that is.
 */
export { capPortfolio } from './cap-portfolio.js';
export { drawdownFraction, drawdownProbability } from './drawdown-fraction.js';
export {
  explainSizing,
  renderSizing,
  type SizingExplanation,
  type SizingStep,
} from './explain-sizing.js';
export { binaryGrowth, binaryKelly, continuousKelly, multiAssetKelly } from './kelly-fraction.js';
export type { KellyEdge, KellyInputs, TradeStatistics, VolatilityScale } from './kelly-inputs.js';
export { isSettledFast, kellyLots, type KellyNumbers } from './kelly-lots.js';
export { type Correlation, portfolioRisk, portfolioScale } from './portfolio-risk.js';
export { type KellySizing, type LayerName, sizeKelly, type SizingLayer } from './size-kelly.js';
export { SizingInputError } from './sizing-input-error.js';
export { winRateBound } from './win-rate-bound.js';
