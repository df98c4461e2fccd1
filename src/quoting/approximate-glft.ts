/** The closed-form approximation of the stationary quotes: linear in inventory, blind to bounds. */
import { assertInvariant } from '../base/index.js';
import { assertGlftParameters, type GlftParameters, staticHalfSpread } from './glft-parameters.js';

export interface GlftApproximation {
  /** c1, in lengths: the half-spread of a maker without inventory risk. */
  readonly baseDistance: number;
  /** σ c2, in lengths: by how much a contract held moves both quotes. */
  readonly skew: number;
  /** Half of the distance between both quotes, in lengths, the same at every inventory. */
  readonly halfSpread: number;
  /** Distance of the bid below mid at inventory `q`, in lengths. */
  bidDistance(inventory: number): number;
  /** Distance of the ask above mid at inventory `q`, in lengths. */
  askDistance(inventory: number): number;
}

export interface ApproximateGlftInputs extends GlftParameters {
  /** Δ, contracts per order, inventory then being counted in contracts; 1 where left out. */
  readonly orderSize?: number;
  /**
   * The risk term of a single fill, per length, which arXiv 1605.01862 calls ξ; the risk aversion
   * where left out, as in the model above. 0 is a maker who bears the risk of inventory only.
   */
  readonly fillRiskAversion?: number;
}

/**
 * With Δ orders, f the fill risk and e = e^(kξ/4) for impact ξ:
 *
 * - c1 = ln(1 + fΔ/k) / (fΔ), c2 = √(γ / (2AΔk) · (1 + fΔ/k)^(k/(fΔ) + 1))
 * - δ_bid = c1 + ξ/2 + (−μ/(γσ²) + (2q + Δ)/2) σ c2 e
 * - δ_ask = c1 + ξ/2 + (μ/(γσ²) − (2q − Δ)/2) σ c2 e
 *
 * Good near q = 0 over long horizons; far off where σ is large against A (see `solveGlft`).
 * Throws `InvariantError` on parameters the model is not defined for, drift at no volatility among
 * them.
 */
export function approximateGlft(inputs: ApproximateGlftInputs): GlftApproximation {
  assertGlftParameters(inputs);
  const { volatility, intensity, decay, riskAversion, drift = 0, impact = 0 } = inputs;
  const { orderSize = 1, fillRiskAversion = riskAversion } = inputs;
  assertInvariant(orderSize > 0 && Number.isFinite(orderSize), 'the order size is above 0');
  assertInvariant(fillRiskAversion >= 0, 'the risk of a fill is at least 0');
  assertInvariant(drift === 0 || volatility > 0, 'a drift needs a volatility above 0');
  const fillRisk = fillRiskAversion * orderSize;
  const baseDistance = fillRisk === 0 ? 1 / decay : staticHalfSpread(fillRisk, decay);
  // ln of (1 + fΔ/k)^(k/(fΔ) + 1), which tends to e as the fill risk vanishes.
  const growth = decay * baseDistance + (fillRisk === 0 ? 0 : Math.log1p(fillRisk / decay));
  const curvature = riskAversion / (2 * intensity * orderSize * decay);
  const riskWidening = Math.sqrt(curvature) * Math.exp(growth / 2);
  const skew = volatility * riskWidening * Math.exp((decay * impact) / 4);
  const drifted = drift === 0 ? 0 : drift / (riskAversion * volatility ** 2);
  const base = baseDistance + impact / 2;
  return {
    baseDistance,
    skew,
    halfSpread: base + (orderSize / 2) * skew,
    bidDistance: (inventory) => base + (-drifted + (2 * inventory + orderSize) / 2) * skew,
    askDistance: (inventory) => base + (drifted - (2 * inventory - orderSize) / 2) * skew,
  };
}
