/** How fast Kelly sizes: one after another, 100 accounts × 100, and a portfolio of 1,000 bots. */
import { type Bench, median, timed } from './bench-result.js';
import { capPortfolio, isSettledFast, kellyLots } from './built-rooms.js';

const ROUNDS = 15;
const SIZINGS = 200_000;
const BOTS = 1_000;
const PORTFOLIOS_PER_ROUND = 20;

type Numbers = Parameters<typeof kellyLots>[0];

/** A linear congruence: the same inputs in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function sizingsOf(count: number): readonly Numbers[] {
  const random = randomOf(7);
  const cents = (most: number): number => Math.ceil(random() * most * 100) / 100;
  return Array.from({ length: count }, () => {
    const wins = 10 + Math.floor(random() * 200);
    return {
      equity: cents(100_000),
      riskPerUnit: cents(50),
      edge: {
        kind: 'trades',
        wins,
        losses: Math.ceil(wins * (0.3 + random())),
        averageWin: cents(40),
        averageLoss: cents(20),
        history: 30,
        warmUpRisk: 0.0025,
      },
      fraction: 0.4,
      fractionCeiling: 1,
      atrRatio: 0.5 + random() * 1.5,
      shrinkAbove: 1.3,
      growBelow: 0.7,
      riskPerTrade: 0.01,
      portfolioScale: 0.2 + random() * 0.8,
      lot: 0.01,
      minimumSize: 0.37,
    };
  });
}

function sizeAll(inputs: readonly Numbers[]): number {
  let lots = 0;
  for (const each of inputs) lots += kellyLots(each);
  return lots;
}

async function secondsOf(work: () => void): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const taken = await timed(work);
    // The first round is for the compiler of the runtime.
    if (round > 0) seconds.push(taken);
  }
  return median(seconds);
}

function matrixOf(size: number): readonly Float64Array[] {
  const random = randomOf(11);
  const rows = Array.from({ length: size }, () => new Float64Array(size).fill(1));
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < i; j += 1) {
      const value = random() * 1.4 - 0.4;
      row[j] = value;
      const mirror = rows[j];
      if (mirror !== undefined) mirror[i] = value;
    }
  }
  return rows;
}

export const kellySizing: Bench = {
  name: 'kelly-sizing',
  about: 'Kelly sizes from trade statistics, all layers, in whole lots equal to the decimal ones',
  async run(_scratch, note) {
    const many = sizingsOf(SIZINGS);
    const settled = many.filter((each) => isSettledFast(each)).length;
    note(`${SIZINGS - settled} of ${SIZINGS} sizings went to decimals`);
    const perSizing = (await secondsOf(() => sizeAll(many))) / SIZINGS;
    const accounts = many.slice(0, 10_000);
    const hundred = await secondsOf(() => sizeAll(accounts));
    const risks = Float64Array.from({ length: BOTS }, (_, index) => 0.001 + (index % 17) / 1_000);
    const matrix = matrixOf(BOTS);
    let scale = 0;
    const portfolio =
      (await secondsOf(() => {
        for (let i = 0; i < PORTFOLIOS_PER_ROUND; i += 1)
          scale += capPortfolio(risks, matrix, 0.03);
      })) / PORTFOLIOS_PER_ROUND;
    const before = process.memoryUsage().heapUsed;
    scale += capPortfolio(risks, matrix, 0.03);
    const used = process.memoryUsage().heapUsed - before + 8 * BOTS * (BOTS + 1);
    const shrunk = scale / ((ROUNDS + 1) * PORTFOLIOS_PER_ROUND + 1);
    note(`a portfolio of ${BOTS} bots shrinks to ${shrunk.toFixed(4)}`);
    return [
      { name: 'kelly-sizing', value: 1 / perSizing, unit: 'sizings/s', target: 1_000_000 },
      { name: 'kelly-100x100', value: hundred * 1_000, unit: 'ms', target: 10 },
      { name: 'kelly-1000-bots', value: portfolio * 1_000, unit: 'ms', target: 5 },
      { name: 'kelly-1000-bots-memory', value: used / 1_000_000, unit: 'MB', target: 10 },
    ];
  },
};
