/** What a resting order is worth by the model: how often it fills, times what a fill gains. */
import type { Side } from '../market/index.js';
import { assertGlftParameters, type GlftParameters, staticHalfSpread } from './glft-parameters.js';
import type { GlftSolution } from './solve-glft.js';

export interface LevelValueInputs {
  readonly solution: GlftSolution;
  /** The ones that the solution was solved for. */
  readonly parameters: GlftParameters;
  readonly side: Side;
  /** Unit orders held before it fills. */
  readonly inventory: number;
  /** From mid, lengths. */
  readonly distance: number;
  /** Cost of a fill per contract, lengths; below 0 a rebate. */
  readonly fee: number;
}

/**
 * Certainty equivalent a second and unit order, in lengths per second, of an order at distance δ:
 *
 *     A e^(−kδ) · (1 − e^(−γ(δ − fee + θ' − θ))) / γ
 *
 * θ' − θ is what the fill changes the value of the inventory by, (1/k) ln(v_(q±1) / v_q), read off
 * the exact quotes: it is (1/γ) ln(1 + γ/k) − δ*(q). This is the term that the model maximises over
 * δ (the Hamilton–Jacobi–Bellman equation of Guéant, Lehalle and Fernandez-Tapia, arXiv 1105.3115);
 * at δ* with no fee it is A e^(−kδ*) / (k + γ). Null where the solution has no quote. The impact
 * of fills is not reckoned with. Throws `InvariantError` as `solveGlft` does.
 */
export function levelValue(inputs: LevelValueInputs): number | null {
  const { solution, parameters, side, inventory, distance, fee } = inputs;
  assertGlftParameters(parameters);
  const { intensity, decay, riskAversion } = parameters;
  const best = side === 'buy' ? solution.bidDistance(inventory) : solution.askDistance(inventory);
  if (best === null) return null;
  const inventoryGain = staticHalfSpread(riskAversion, decay) - best;
  const gain = -Math.expm1(-riskAversion * (distance - fee + inventoryGain)) / riskAversion;
  return intensity * Math.exp(-decay * distance) * gain;
}
