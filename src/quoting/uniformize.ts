/** Uniformisation: exp(−M t) as a power series of a matrix without negative entries. */
import { type InventoryChain, valueAt } from './inventory-chain.js';

/** Of every v; in the worst case rounding adds the number of terms times 2e-16. */
const OMITTED_MAX = 1e-16;
/** Of ln v over one step, so that no sum overflows. */
const LOG_GROWTH_MAX = 600;

/** About how many terms `uniformizedLogRatios` would sum, each as long as the chain. */
export function uniformizationTerms(chain: InventoryChain, seconds: number): number {
  const growth = seriesFor(chain, chain.terminalLogRatios).rate * seconds;
  return 60 + growth + Math.min(10, 1 + growth / LOG_GROWTH_MAX) * 10 * Math.sqrt(growth);
}

/**
 * The log ratios `seconds` before the end. Each step starts from v scaled to 1 everywhere and only
 * adds and multiplies positive numbers, so that nothing cancels out however small v gets in the
 * tails. Null where steps would be too short to get anywhere: for terminal values of great slope.
 */
export function uniformizedLogRatios(
  chain: InventoryChain,
  seconds: number,
  termsMax: number,
): Float64Array | null {
  const size = chain.costs.length;
  let logRatios = chain.terminalLogRatios;
  let [left, terms] = [seconds, 0];
  while (left > 0) {
    const series = seriesFor(chain, logRatios);
    const step = Math.min(left, LOG_GROWTH_MAX / series.rate);
    if (!(step > 0 && left - step < left)) return null;
    const sum = new Float64Array(size).fill(1);
    terms += sumSeries(series, step, sum);
    if (terms > termsMax) return null;
    logRatios = logRatios.map(
      (ratio, i) => ratio + Math.log(valueAt(sum, i + 1) / valueAt(sum, i)),
    );
    left -= step;
  }
  return logRatios;
}

/** (shift − M) in v's scale: three diagonals without negative entries. */
interface Series {
  readonly stay: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** Its largest row sum, per second. */
  readonly rate: number;
}

function seriesFor({ costs, fillGain, copies }: InventoryChain, logRatios: Float64Array): Series {
  const size = costs.length;
  const dearest = costs.reduce((most, cost) => Math.max(most, cost), -Infinity);
  const [up, down] = [new Float64Array(size), new Float64Array(size)];
  const stay = costs.map((cost) => dearest - cost);
  for (let i = 0; i < logRatios.length; i += 1) {
    const ratio = Math.exp(valueAt(logRatios, i));
    up[i] = (i === 0 ? copies : 1) * fillGain * ratio;
    down[i + 1] = fillGain / ratio;
  }
  let rate = 0;
  for (let i = 0; i < size; i += 1) {
    rate = Math.max(rate, valueAt(stay, i) + valueAt(up, i) + valueAt(down, i));
  }
  return { stay, up, down, rate };
}

/** Adds the terms after the first one, 1, to `sum`; returns how many. */
function sumSeries(series: Series, step: number, sum: Float64Array): number {
  const { stay, up, down, rate } = series;
  const size = sum.length;
  const term = sum.slice();
  for (let n = 1; ; n += 1) {
    const factor = step / n;
    let before = 0;
    let here = valueAt(term, 0);
    for (let i = 0; i < size; i += 1) {
      const after = i + 1 < size ? valueAt(term, i + 1) : 0;
      const inflow = valueAt(down, i) * before + valueAt(up, i) * after;
      const value = factor * (valueAt(stay, i) * here + inflow);
      term[i] = value;
      sum[i] = valueAt(sum, i) + value;
      before = here;
      here = after;
    }
    if (n % 4 === 0 && n > 0.5 * rate * step && isRestSmall(series, step, n, term, sum)) return n;
  }
}

/**
 * With B the matrix, term ≤ a · sum and B sum ≤ b · sum at every site, the terms to come are at
 * most a · sum · Σ_j Π_(i ≤ j) step b / (n + i), for B has no negative entry.
 */
function isRestSmall(
  { stay, up, down }: Series,
  step: number,
  n: number,
  term: Float64Array,
  sum: Float64Array,
): boolean {
  let [share, growth] = [0, 0];
  for (let i = 0; i < sum.length; i += 1) {
    const value = valueAt(sum, i);
    share = Math.max(share, valueAt(term, i) / value);
    const below = i > 0 ? valueAt(down, i) * valueAt(sum, i - 1) : 0;
    const above = i + 1 < sum.length ? valueAt(up, i) * valueAt(sum, i + 1) : 0;
    growth = Math.max(growth, valueAt(stay, i) + (below + above) / value);
  }
  const ratio = (step * growth) / (n + 1);
  // A sum that overflowed ends the series too; the quotes made of it are then refused.
  return !(ratio >= 1 || (share * ratio) / (1 - ratio) > OMITTED_MAX);
}
