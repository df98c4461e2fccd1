/** How long the exact quotes take over a finite horizon: they are solved anew at each calibration. */
import { type Bench, median, timed } from './bench-result.js';
import { solveGlft } from './built-rooms.js';

const ROUNDS = 15;
const SOLUTIONS_PER_ROUND = 40;

/** σ = 0.3, A = 0.9, k = 0.3, γ = 0.01, the market of the paper, over its 600 seconds. */
function glftFinite(units: number): Bench {
  const name = `glft-finite-600s-q${units}`;
  return {
    name,
    about: `one exact solution of GLFT over 600 s, at most ${units} units either way`,
    async run() {
      const market = { volatility: 0.3, intensity: 0.9, decay: 0.3, riskAversion: 0.01 };
      const bounds = { inventoryMin: -units, inventoryMax: units, horizonSeconds: 600 };
      const seconds: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const taken = await timed(() => {
          for (let i = 0; i < SOLUTIONS_PER_ROUND; i += 1) solveGlft({ ...market, ...bounds });
        });
        // The first round is for the compiler of the runtime.
        if (round > 0) seconds.push(taken / SOLUTIONS_PER_ROUND);
      }
      return [{ name, value: median(seconds) * 1_000, unit: 'ms' }];
    },
  };
}

export const glftFiniteSmall = glftFinite(30);
export const glftFiniteWide = glftFinite(500);
