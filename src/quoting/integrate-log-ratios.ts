/** The last resort over a finite horizon: the equation of ln v, integrated step by step. */
import { assertInvariant } from '../base/index.js';
import { type InventoryChain, valueAt } from './inventory-chain.js';

/**
 * The log ratios `seconds` before the end. θ = ln v follows θ_q' = −cost_q + η (e^(θ_(q−1) − θ_q) +
 * e^(θ_(q+1) − θ_q)), integrated by an extrapolated linearly implicit Euler method (SEULEX of
 * Hairer and Wanner) whose steps grow as the solution comes near the stationary `settled`. It
 * copes with every chain, in about 0.3 ms for each unit of inventory.
 */
export function integratedLogRatios(
  chain: InventoryChain,
  seconds: number,
  settled: Float64Array,
): Float64Array {
  const unmoved = new Float64Array(chain.costs.length);
  let ratios = chain.terminalLogRatios;
  let rates = ratesOf(chain, ratios, unmoved);
  let step = 0.1 / (spreadOf(rates) + 4 * chain.fillGain);
  let elapsed = 0;
  while (elapsed < seconds) {
    if (ratios.every((ratio, i) => Math.abs(ratio - valueAt(settled, i)) <= SETTLED))
      return settled;
    const length = Math.min(step, seconds - elapsed);
    const { change, error } = extrapolatedStep(chain, ratios, rates, length);
    if (error <= TOLERANCE) {
      elapsed = length === seconds - elapsed ? seconds : elapsed + length;
      ratios = ratios.map((ratio, i) => ratio + (valueAt(change, i + 1) - valueAt(change, i)));
      rates = ratesOf(chain, ratios, unmoved);
    }
    const scale = 0.8 * (TOLERANCE / Math.max(error, Number.MIN_VALUE)) ** (1 / STAGES);
    // A NaN error comes from a step so long that an exponential overflowed.
    step = length * (Number.isNaN(error) ? 0.1 : Math.min(5, Math.max(0.1, scale)));
    assertInvariant(elapsed + step > elapsed, 'the steps of the exact quotes stay above 0');
  }
  return ratios;
}

/** Of ln v, per step. */
const TOLERANCE = 1e-11;
/** Of the log ratios: nearer to the stationary ones than this, they stay there. */
const SETTLED = 1e-9;
const STAGES = 7;

/** The step in 1, 2 … parts, extrapolated to infinitely many; error is the last correction. */
function extrapolatedStep(
  chain: InventoryChain,
  ratios: Float64Array,
  startRates: Float64Array,
  length: number,
): { readonly change: Float64Array; readonly error: number } {
  const size = chain.costs.length;
  const { lower, upper } = couplings(chain, ratios, new Float64Array(size));
  let row: Float64Array[] = [];
  for (let parts = 1; parts <= STAGES; parts += 1) {
    const solve = implicitSolver(lower, upper, length / parts);
    const change = new Float64Array(size);
    for (let part = 0; part < parts; part += 1) {
      const move = solve(part === 0 ? startRates : ratesOf(chain, ratios, change));
      for (let i = 0; i < size; i += 1) change[i] = valueAt(change, i) + valueAt(move, i);
    }
    row = extrapolatedRow(row, change, parts);
  }
  const change = row[STAGES - 1] ?? startRates;
  const before = row[STAGES - 2] ?? startRates;
  return { change, error: spreadOf(change.map((value, i) => value - valueAt(before, i))) };
}

/** The next row of the Aitken–Neville table over 1, 2, 3 … parts. */
function extrapolatedRow(
  previousRow: readonly Float64Array[],
  first: Float64Array,
  parts: number,
): Float64Array[] {
  const row = [first];
  let current = first;
  for (const [column, before] of previousRow.entries()) {
    const weight = 1 / (parts / (parts - column - 1) - 1);
    const coarse = current;
    current = coarse.map((value, i) => value + (value - valueAt(before, i)) * weight);
    row.push(current);
  }
  return row;
}

/** θ' where ln v has moved by `change` from where its ratios were `ratios`. */
function ratesOf(chain: InventoryChain, ratios: Float64Array, change: Float64Array): Float64Array {
  const { lower, upper } = couplings(chain, ratios, change);
  return lower.map((value, i) => value + valueAt(upper, i) - valueAt(chain.costs, i));
}

/** η v_(q−1) / v_q and η v_(q+1) / v_q, 0 beyond the bounds: also θ's Jacobian off the diagonal. */
function couplings(
  chain: InventoryChain,
  ratios: Float64Array,
  change: Float64Array,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const lower = new Float64Array(change.length);
  const upper = new Float64Array(change.length);
  for (let i = 0; i < ratios.length; i += 1) {
    const ratio = Math.exp(valueAt(ratios, i) + (valueAt(change, i + 1) - valueAt(change, i)));
    upper[i] = (i === 0 ? chain.copies : 1) * chain.fillGain * ratio;
    lower[i + 1] = chain.fillGain / ratio;
  }
  return { lower, upper };
}

/**
 * Solves (I − h J) x = h b, where J's rows sum to 0. The elimination carries each pivot's excess
 * over its upper neighbour, so that it only adds positive numbers.
 */
function implicitSolver(
  lower: Float64Array,
  upper: Float64Array,
  length: number,
): (right: Float64Array) => Float64Array {
  const size = lower.length;
  const pivots = new Float64Array(size);
  const factors = new Float64Array(size);
  let excess = 1;
  for (let i = 0; i < size; i += 1) {
    if (i > 0) {
      const factor = (length * valueAt(lower, i)) / valueAt(pivots, i - 1);
      factors[i] = factor;
      excess = 1 + factor * excess;
    }
    pivots[i] = excess + length * valueAt(upper, i);
  }
  return (right) => {
    const solution = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      const carried = i === 0 ? 0 : valueAt(factors, i) * valueAt(solution, i - 1);
      solution[i] = length * valueAt(right, i) + carried;
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      const after = i === size - 1 ? 0 : length * valueAt(upper, i) * valueAt(solution, i + 1);
      solution[i] = (valueAt(solution, i) + after) / valueAt(pivots, i);
    }
    return solution;
  };
}

/** Largest minus smallest: 0 where all values are alike. NaN where one is. */
function spreadOf(values: Float64Array): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) return NaN;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}
