/**
 * v' = M v over a chain of inventories, kept as ln (v_(q+1) / v_q): with hundreds of units v spans
 * thousands of orders of magnitude, where a plain eigendecomposition returns negative values. In
 * logarithms every value stays positive and nothing underflows.
 */
import { assertInvariant } from '../base/index.js';

/** M = diag(costs) − fillGain on both neighbouring diagonals; per second. */
export interface InventoryChain {
  readonly costs: Float64Array;
  /** η; > 0. */
  readonly fillGain: number;
  /** ln (v_(q+1) / v_q) at the end of the horizon; one fewer than the costs. */
  readonly terminalLogRatios: Float64Array;
}

/** The log ratios of the slowest mode: what any terminal values turn into in the end. */
export function stationaryLogRatios(chain: InventoryChain): Float64Array {
  const { costs, fillGain } = chain;
  const size = costs.length;
  // Just below the smallest eigenvalue, so that every pivot, hence every value, is positive.
  const eigenvalue = smallestEigenvalue(chain);
  const forward = new Float64Array(size);
  const backward = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    const above = at(costs, i) - eigenvalue;
    forward[i] = i === 0 ? above : above - fillGain ** 2 / at(forward, i - 1);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    const above = at(costs, i) - eigenvalue;
    backward[i] = i === size - 1 ? above : above - fillGain ** 2 / at(backward, i + 1);
  }
  // Both recurrences are stable only towards the middle: they meet where the residual is least.
  let meeting = 0;
  let leastResidual = Infinity;
  for (let i = 0; i < size; i += 1) {
    const residual = Math.abs(at(forward, i) + at(backward, i) - (at(costs, i) - eigenvalue));
    if (residual < leastResidual) [meeting, leastResidual] = [i, residual];
  }
  return new Float64Array(size - 1).map((_, i) =>
    Math.log(i < meeting ? at(forward, i) / fillGain : fillGain / at(backward, i + 1)),
  );
}

/** The largest double found below the smallest eigenvalue of M, by bisection on Sturm's pivots. */
function smallestEigenvalue(chain: InventoryChain): number {
  const cheapest = chain.costs.reduce((least, cost) => Math.min(least, cost), Infinity);
  let below = cheapest - 3 * chain.fillGain;
  let above = cheapest;
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) return below;
    if (hasPositivePivots(chain, middle)) below = middle;
    else above = middle;
  }
}

/** Whether M − x is positive definite, that is whether x is below every eigenvalue. */
function hasPositivePivots(chain: InventoryChain, x: number): boolean {
  const { costs, fillGain } = chain;
  const squared = fillGain ** 2;
  let pivot = at(costs, 0) - x;
  for (let i = 1; i < costs.length && pivot > 0; i += 1) pivot = at(costs, i) - x - squared / pivot;
  return pivot > 0;
}

/**
 * The log ratios `seconds` before the end. θ = ln v follows θ_q' = −cost_q + η (e^(θ_(q−1) − θ_q) +
 * e^(θ_(q+1) − θ_q)), integrated by an extrapolated linearly implicit Euler method (SEULEX of
 * Hairer and Wanner) whose steps grow as the solution settles.
 */
export function logRatiosAt(chain: InventoryChain, seconds: number): Float64Array {
  assertInvariant(seconds >= 0 && Number.isFinite(seconds), 'a horizon is at least 0 seconds');
  const settled = stationaryLogRatios(chain);
  const unmoved = new Float64Array(chain.costs.length);
  let ratios = chain.terminalLogRatios;
  let rates = ratesOf(chain, ratios, unmoved);
  let step = 0.1 / (spreadOf(rates) + 4 * chain.fillGain);
  let elapsed = 0;
  while (elapsed < seconds) {
    if (ratios.every((ratio, i) => Math.abs(ratio - at(settled, i)) <= SETTLED)) return settled;
    const length = Math.min(step, seconds - elapsed);
    const { change, error } = extrapolatedStep(chain, ratios, rates, length);
    if (error <= TOLERANCE) {
      elapsed = length === seconds - elapsed ? seconds : elapsed + length;
      ratios = ratios.map((ratio, i) => ratio + (at(change, i + 1) - at(change, i)));
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
      for (let i = 0; i < size; i += 1) change[i] = at(change, i) + at(move, i);
    }
    row = extrapolatedRow(row, change, parts);
  }
  const change = row[STAGES - 1] ?? startRates;
  const before = row[STAGES - 2] ?? startRates;
  return { change, error: spreadOf(change.map((value, i) => value - at(before, i))) };
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
    current = coarse.map((value, i) => value + (value - at(before, i)) * weight);
    row.push(current);
  }
  return row;
}

/** θ' where ln v has moved by `change` from where its ratios were `ratios`. */
function ratesOf(chain: InventoryChain, ratios: Float64Array, change: Float64Array): Float64Array {
  const { lower, upper } = couplings(chain, ratios, change);
  return lower.map((value, i) => value + at(upper, i) - at(chain.costs, i));
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
    const ratio = Math.exp(at(ratios, i) + (at(change, i + 1) - at(change, i)));
    upper[i] = chain.fillGain * ratio;
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
      const factor = (length * at(lower, i)) / at(pivots, i - 1);
      factors[i] = factor;
      excess = 1 + factor * excess;
    }
    pivots[i] = excess + length * at(upper, i);
  }
  return (right) => {
    const solution = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      const carried = i === 0 ? 0 : at(factors, i) * at(solution, i - 1);
      solution[i] = length * at(right, i) + carried;
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      const after = i === size - 1 ? 0 : length * at(upper, i) * at(solution, i + 1);
      solution[i] = (at(solution, i) + after) / at(pivots, i);
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

/** A wrong index would show as NaN in the quotes, which `solveGlft` refuses. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}
