/** quoting (pure): GLFT distances, the ladder on the venue's grid, and what changes in it. */
export { approximateGlft, type GlftApproximation } from './approximate-glft.js';
export { buildLadder, type DesiredOrder, MIN_ORDER_NOTIONAL } from './build-ladder.js';
export { diffLadder, type LadderDiff, type LadderTolerance } from './diff-ladder.js';
export { type GlftParameters } from './glft-parameters.js';
export { type GlftSolution, type SolveGlftInputs, solveGlft } from './solve-glft.js';
