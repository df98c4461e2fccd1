/** How long the ladder of a tick takes, where the quotes are solved already. */
import { type Bench, median } from './bench-result.js';
import { buildLadder, decimal, referenceInstruments, solveGlft } from './built-rooms.js';
import { processorSeconds } from './processor-seconds.js';

const ROUNDS = 15;
const TICKS_PER_ROUND = 2_000;
const LEVELS = 4;

/** Four levels a side of HYPE around a mid that moves by a tick each time, as the demo quotes it. */
export const glftLadder: Bench = {
  name: 'glft-ladder',
  about: `a ladder of ${LEVELS} levels a side on the venue's grid, by quotes that are solved already`,
  async run() {
    const instrument = referenceInstruments.find(({ coin }) => coin === 'HYPE');
    if (instrument === undefined) throw new Error('the embedded venue lists HYPE');
    const market = { volatility: 2.1588, intensity: 0.10005, decay: 0.4533, riskAversion: 0.05 };
    const bounds = { inventoryMin: -40, inventoryMax: 40, horizonSeconds: null };
    const fixed = {
      instrument,
      solution: solveGlft({ ...market, ...bounds }),
      lengthUnit: decimal('0.001'),
      unitSize: decimal(4),
      levels: LEVELS,
      buyBudget: decimal(60),
      sellBudget: decimal(60),
      minHalfSpread: decimal('0.00016'),
    };
    const ticks = Array.from({ length: TICKS_PER_ROUND }, (_, tick) => ({
      ...fixed,
      mid: decimal(27_110 + (tick % 40))
        .plus('0.5')
        .div(1000),
      bestBid: decimal(27_110 + (tick % 40)).div(1000),
      bestAsk: decimal(27_111 + (tick % 40)).div(1000),
      position: decimal((tick % 17) - 8),
    }));
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const taken = processorSeconds(() => {
        for (const tick of ticks) buildLadder(tick);
      });
      if (round > 0) seconds.push(taken / ticks.length);
    }
    return [{ name: 'glft-ladder', value: median(seconds) * 1e6, unit: 'µs', target: 5 }];
  },
};
