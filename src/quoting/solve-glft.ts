/** The exact GLFT quotes: finite and stationary horizon, any pair of inventory bounds. */
import { assertInvariant } from '../base/index.js';
import { chainLogRatios } from './chain-log-ratios.js';
import { assertGlftParameters, type GlftParameters, staticHalfSpread } from './glft-parameters.js';
import type { InventoryChain } from './inventory-chain.js';

export interface SolveGlftInputs extends GlftParameters {
  /** T, seconds left; null for the stationary quotes (T → ∞). */
  readonly horizonSeconds: number | null;
  /** Hard bounds, whole units of inventory; they need not be symmetric. */
  readonly inventoryMin: number;
  readonly inventoryMax: number;
}

/**
 * Distances from mid in lengths, by inventory in units. Between whole units they are interpolated,
 * so that they move steadily as a position fills in parts; inventory outside the bounds is read
 * at the bound. They may be negative: far from flat the reducing quote stands beyond mid.
 */
export interface GlftSolution {
  readonly inventoryMin: number;
  readonly inventoryMax: number;
  /** Null at the upper bound and above. */
  bidDistance(inventory: number): number | null;
  /** Null at the lower bound and below. */
  askDistance(inventory: number): number | null;
}

/** More units than this are refused: no ladder has them, and the solution would only get slow. */
const UNITS_MAX = 4_000;

/**
 * With α = (k/2) γ σ² and η = A (1 + γ/k)^−(1 + k/γ), v(t) = exp(−M (T − t)) · 1 for the
 * tridiagonal M with α q² (less kμq) on the diagonal and −η beside it, and
 *
 * - δ_bid(q) = (1/k) ln(v_q / v_(q+1)) + (1/γ) ln(1 + γ/k)
 * - δ_ask(q) = (1/k) ln(v_q / v_(q−1)) + (1/γ) ln(1 + γ/k)
 *
 * Impact ξ multiplies η by e^(−kξ/2), begins from v_q = e^(−kξq²/2) and adds ξ/2 to each quote.
 * Costs: about 0.02 ms for 61 units and 0.4 ms for 1,001 over 600 s, less over longer horizons; up
 * to hundreds of ms for hundreds of units over horizons too short for few modes to be left.
 * Throws `InvariantError` on parameters the model is not defined for.
 */
export function solveGlft(inputs: SolveGlftInputs): GlftSolution {
  assertGlftParameters(inputs);
  const { inventoryMin, inventoryMax, horizonSeconds, decay, riskAversion, impact = 0 } = inputs;
  assertInvariant(
    Number.isSafeInteger(inventoryMin) && Number.isSafeInteger(inventoryMax),
    'inventory bounds are whole units',
  );
  const units = inventoryMax - inventoryMin;
  assertInvariant(units >= 0 && units <= UNITS_MAX, `bounds are at most ${UNITS_MAX} units apart`);
  const chain = inventoryChain(inputs);
  const logRatios = chainLogRatios(chain, horizonSeconds);
  assertInvariant(logRatios.every(Number.isFinite), 'the exact quotes are finite');
  const base = staticHalfSpread(riskAversion, decay) + impact / 2;
  // (1/k) ln(v_q / v_(q+1)) for q = inventoryMin + index.
  const steps = logRatios.map((ratio) => -ratio / decay);
  return {
    inventoryMin,
    inventoryMax,
    bidDistance: (inventory) =>
      inventory >= inventoryMax
        ? null
        : base + interpolate(steps, Math.max(inventory, inventoryMin) - inventoryMin),
    askDistance: (inventory) =>
      inventory <= inventoryMin
        ? null
        : base - interpolate(steps, Math.min(inventory, inventoryMax) - inventoryMin - 1),
  };
}

function inventoryChain(inputs: SolveGlftInputs): InventoryChain {
  const { volatility, intensity, decay, riskAversion, drift = 0, impact = 0 } = inputs;
  const { inventoryMin, inventoryMax } = inputs;
  const inventoryCost = (decay / 2) * riskAversion * volatility ** 2;
  const fillExponent = (1 + decay / riskAversion) * Math.log1p(riskAversion / decay);
  const fillGain = intensity * Math.exp(-fillExponent - (decay * impact) / 2);
  const costs = new Float64Array(inventoryMax - inventoryMin + 1);
  const terminalLogRatios = new Float64Array(inventoryMax - inventoryMin);
  for (let i = 0; i < costs.length; i += 1) {
    const inventory = inventoryMin + i;
    costs[i] = inventoryCost * inventory ** 2 - decay * drift * inventory;
    if (i < terminalLogRatios.length) {
      terminalLogRatios[i] = -(decay * impact * (2 * inventory + 1)) / 2;
    }
  }
  return { costs, fillGain, terminalLogRatios, copies: 1 };
}

/** Linear between whole positions; the last slope goes on for the unit beyond either end. */
function interpolate(values: Float64Array, position: number): number {
  assertInvariant(!Number.isNaN(position), 'inventory is a number');
  const last = values.length - 1;
  if (last === 0) return valueAt(values, 0);
  const left = Math.min(Math.max(Math.floor(position), 0), last - 1);
  const fraction = position - left;
  const from = valueAt(values, left);
  // Exactly the tabulated value at whole units.
  return fraction === 1
    ? valueAt(values, left + 1)
    : from + (valueAt(values, left + 1) - from) * fraction;
}

function valueAt(values: Float64Array, index: number): number {
  const value = values[index];
  assertInvariant(value !== undefined, 'an index lies within the inventory bounds');
  return value;
}
