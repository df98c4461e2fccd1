/** How long the exact quotes take over a finite horizon: they are solved anew at each calibration. */
import { glftReference } from '../quoting/glft-reference.js';
import { type Bench, type BenchResult, median } from './bench-result.js';
import { solveGlft } from './built-rooms.js';
import { processorSeconds } from './processor-seconds.js';

const ROUNDS = 15;
const SOLUTIONS_PER_ROUND = 40;
const ERROR_MOST = 1e-12;

const MARKET = { volatility: 0.3, intensity: 0.9, decay: 0.3, riskAversion: 0.01 };

/** The market of the paper, over its 600 seconds; in time of the processor. */
function glftFinite(units: number, targetMs?: number): Bench {
  const name = `glft-finite-600s-q${units}`;
  const inputs = { ...MARKET, inventoryMin: -units, inventoryMax: units, horizonSeconds: 600 };
  return {
    name,
    about: `one exact solution of GLFT over 600 s, at most ${units} units either way`,
    async run() {
      const seconds: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const taken = processorSeconds(() => {
          for (let i = 0; i < SOLUTIONS_PER_ROUND; i += 1) solveGlft(inputs);
        });
        // The first round is for the compiler of the runtime.
        if (round > 0) seconds.push(taken / SOLUTIONS_PER_ROUND);
      }
      const time: BenchResult = { name, value: median(seconds) * 1_000, unit: 'ms' };
      if (targetMs === undefined) return [time];
      const error = { name: `${name}-error`, value: errorOf(inputs), unit: 'lengths at most' };
      return [
        { ...time, target: targetMs },
        { ...error, target: ERROR_MOST },
      ];
    },
  };
}

/** The largest at any inventory, against thirty digits. */
function errorOf(inputs: Parameters<typeof glftReference>[0]): number {
  const solution = solveGlft(inputs);
  const errors = glftReference(inputs).map((distance, index) =>
    Math.abs(distance - (solution.bidDistance(inputs.inventoryMin + index) ?? Number.NaN)),
  );
  return Math.max(...errors);
}

export const glftFiniteSmall = glftFinite(30);
export const glftFiniteMiddle = glftFinite(100, 0.5);
export const glftFiniteWide = glftFinite(500);
