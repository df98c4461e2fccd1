/** quoting (pure): GLFT distances, the ladder on the venue's grid, and what changes in it. */
export { approximateGlft, type GlftApproximation } from './approximate-glft.js';
export { buildLadder } from './build-ladder.js';
export { type DesiredOrder, MIN_ORDER_NOTIONAL } from './desired-order.js';
export type { LadderInputs } from './ladder-inputs.js';
export {
  calibrateMarket,
  calibrateTally,
  type CalibrationGrid,
  type Estimate,
  type FillCurve,
  type MarketCalibration,
} from './calibrate-market.js';
export { calibrateRolling, type RollingFit, type RollingGrid } from './calibrate-rolling.js';
export { diffLadder, type LadderDiff, type LadderTolerance } from './diff-ladder.js';
export { evenLadder } from './even-ladder.js';
export { type GlftParameters } from './glft-parameters.js';
export { levelValue, type LevelValueInputs } from './level-value.js';
export {
  endSteps,
  MarketSampler,
  type MarketStep,
  NO_STEP,
  type OpenStep,
  STEP_MS,
  withMid,
  withTrade,
} from './market-sampler.js';
export { addStep, EMPTY_TALLY, joinTallies, type MarketTally } from './market-tally.js';
export { type ReachRate, reachRates } from './reach-rates.js';
export { scaleCalibration } from './scale-calibration.js';
export { type GlftSolution, type SolveGlftInputs, solveGlft } from './solve-glft.js';
export { weighLadder, type WeighLadderInputs } from './weigh-ladder.js';
