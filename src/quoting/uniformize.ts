/** Uniformisation: exp(−M t) as a power series of a matrix without negative entries. */
import { type InventoryChain, valueAt } from './inventory-chain.js';

/** Of every v; in the worst case rounding adds the number of terms times 2e-16. */
const OMITTED_MAX = 1e-16;
/** Of ln v over one step, so that no sum overflows. */
const LOG_GROWTH_MAX = 600;
/**
 * What underflows is below 5e-324 and grows by e^600 at most: nothing beside a sum as large as
 * this.
 */
const SUM_MIN = 1e-40;

/**
 * About how many terms `uniformizedLogRatios` would sum, each as long as the chain; more where the
 * terminal values are steep.
 */
export function uniformizationTerms(chain: InventoryChain, seconds: number): number {
  const growth = rateBound(chain) * seconds;
  return 60 + growth + Math.min(10, 1 + growth / LOG_GROWTH_MAX) * 10 * Math.sqrt(growth);
}

/**
 * The log ratios `seconds` before the end. Each step starts from v in a scale where it is at most
 * 1, and only adds and multiplies positive numbers, so that nothing cancels out however small v
 * gets in the tails. Null where that would take more than `termsMax` terms.
 */
export function uniformizedLogRatios(
  chain: InventoryChain,
  seconds: number,
  termsMax: number,
): Float64Array | null {
  let logRatios = chain.terminalLogRatios;
  let [left, termsLeft, rateMax] = [seconds, termsMax, 2 * rateBound(chain)];
  while (left > 0) {
    const { scale, start } = startOf(chain, logRatios, rateMax);
    const series = seriesFor(chain, scale);
    const step = Math.min(left, LOG_GROWTH_MAX / series.rate);
    // As many terms as the largest of a power series of this growth need, and some to spare.
    const terms = Math.ceil(100 + 1.5 * step * series.rate + 20 * Math.sqrt(step * series.rate));
    termsLeft -= terms;
    if (!(termsLeft >= 0 && left - step < left)) return null;
    const sum = sumSeries(series, step, start, terms);
    if (sum.every((value) => value >= SUM_MIN)) {
      logRatios = scale.map((ratio, i) => ratio + Math.log(valueAt(sum, i + 1) / valueAt(sum, i)));
      left -= step;
      rateMax = 2 * rateBound(chain);
    } else {
      rateMax *= 4;
    }
  }
  return logRatios;
}

/** What the row sums of (shift − M) are below where v is about flat or settled, per second. */
function rateBound({ costs, fillGain }: InventoryChain): number {
  let [dearest, cheapest] = [-Infinity, Infinity];
  for (const cost of costs) {
    dearest = Math.max(dearest, cost);
    cheapest = Math.min(cheapest, cost);
  }
  return dearest - cheapest + 2 * fillGain;
}

/**
 * A scale for v no steeper than `rateMax` allows, as log ratios, and v in it, 1 at its largest. The
 * scale is v itself, and start 1 everywhere, unless terminal values of great slope forbid it.
 */
function startOf(
  { fillGain }: InventoryChain,
  logRatios: Float64Array,
  rateMax: number,
): { readonly scale: Float64Array; readonly start: Float64Array } {
  const slopeMax = Math.log(rateMax / fillGain);
  const scale = logRatios.map((ratio) => Math.max(-slopeMax, Math.min(slopeMax, ratio)));
  const start = new Float64Array(logRatios.length + 1);
  let most = 0;
  for (let i = 0; i < scale.length; i += 1) {
    start[i + 1] = valueAt(start, i) + (valueAt(logRatios, i) - valueAt(scale, i));
    most = Math.max(most, valueAt(start, i + 1));
  }
  return { scale, start: start.map((value) => Math.exp(value - most)) };
}

/** (shift − M) in v's scale: three diagonals without negative entries. */
interface Series {
  readonly stay: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** Its largest row sum, per second. */
  readonly rate: number;
}

function seriesFor({ costs, fillGain, copies }: InventoryChain, scale: Float64Array): Series {
  const size = costs.length;
  const dearest = costs.reduce((most, cost) => Math.max(most, cost), -Infinity);
  const [up, down] = [new Float64Array(size), new Float64Array(size)];
  const stay = costs.map((cost) => dearest - cost);
  for (let i = 0; i < scale.length; i += 1) {
    const ratio = Math.exp(valueAt(scale, i));
    up[i] = (i === 0 ? copies : 1) * fillGain * ratio;
    down[i + 1] = fillGain / ratio;
  }
  let rate = 0;
  for (let i = 0; i < size; i += 1) {
    rate = Math.max(rate, valueAt(stay, i) + valueAt(up, i) + valueAt(down, i));
  }
  return { stay, up, down, rate };
}

/** Σ (step B)^n start / n!, zeros where `termsMax` terms are too few. */
function sumSeries(
  series: Series,
  step: number,
  start: Float64Array,
  termsMax: number,
): Float64Array {
  const { stay, up, down, rate } = series;
  const size = start.length;
  const sum = start.slice();
  // One more, 0, so that the last site needs no case of its own.
  const term = new Float64Array(size + 1);
  term.set(start);
  for (let n = 1; n <= termsMax; n += 1) {
    const factor = step / n;
    let before = 0;
    let here = valueAt(term, 0);
    for (let i = 0; i < size; i += 1) {
      const after = valueAt(term, i + 1);
      const inflow = valueAt(down, i) * before + valueAt(up, i) * after;
      const value = factor * (valueAt(stay, i) * here + inflow);
      term[i] = value;
      sum[i] = valueAt(sum, i) + value;
      before = here;
      here = after;
    }
    if (n % 4 === 0 && n > 0.5 * rate * step && isRestSmall(series, step, n, term, sum)) {
      return sum;
    }
  }
  return sum.fill(0);
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
  // False also where a sum is still 0 and its share is NaN.
  return ratio < 1 && (share * ratio) / (1 - ratio) <= OMITTED_MAX;
}
