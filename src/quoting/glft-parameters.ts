/**
 * The model of Guéant, Lehalle and Fernandez-Tapia (arXiv 1105.3115): mid dS = μ dt + σ dW, fills
 * with intensity A e^(−kδ) at distance δ, CARA risk aversion γ. Doubles: quoting decides no money.
 */
import { assertInvariant } from '../base/index.js';

/**
 * Lengths (of prices) are ticks or dollars, whichever the caller keeps to throughout; inventory is
 * counted in unit orders.
 */
export interface GlftParameters {
  /** σ, length per √s; ≥ 0. */
  readonly volatility: number;
  /** A, fills per second at distance 0; > 0. */
  readonly intensity: number;
  /** k, per length; > 0. */
  readonly decay: number;
  /** γ, per length (and unit of inventory); > 0. */
  readonly riskAversion: number;
  /** μ, length per second; 0 where left out. */
  readonly drift?: number;
  /** ξ, length by which the mid moves on each fill, against us; ≥ 0, 0 where left out. */
  readonly impact?: number;
}

/** Throws `InvariantError` where a parameter is not a number that the model is defined for. */
export function assertGlftParameters(parameters: GlftParameters): void {
  const { volatility, intensity, decay, riskAversion, drift = 0, impact = 0 } = parameters;
  assertInvariant(volatility >= 0 && Number.isFinite(volatility), 'volatility is at least 0');
  assertInvariant(intensity > 0 && Number.isFinite(intensity), 'intensity is above 0');
  assertInvariant(decay > 0 && Number.isFinite(decay), 'decay is above 0');
  assertInvariant(riskAversion > 0 && Number.isFinite(riskAversion), 'risk aversion is above 0');
  assertInvariant(Number.isFinite(drift), 'drift is a finite number');
  assertInvariant(impact >= 0 && Number.isFinite(impact), 'impact is at least 0');
}

/** What risk aversion and the fill curve alone ask of each quote: (1/γ) ln(1 + γ/k), in lengths. */
export function staticHalfSpread(riskAversion: number, decay: number): number {
  return Math.log1p(riskAversion / decay) / riskAversion;
}
