/** How a market moves and trades, in plain numbers, and the same market at another price. */

/** Doubles: this is quoting maths, no money. */
export interface MarketDynamics {
  /** USD at which the other figures hold. */
  readonly price: number;
  /** USD per square root of a second. */
  readonly volatility: number;
  /** Trades a second and side that reach at least the mid: A of λ(δ) = A e^(−kδ). */
  readonly intensity: number;
  /** Per USD of distance from the mid: k of λ(δ) = A e^(−kδ). */
  readonly decay: number;
}

const SOL_TICK = 0.01;

/**
 * SOL on the venue, 2025-09-04, first ten minutes, 100 ms steps: σ 1.6103 ticks/√s, A 0.10005/s,
 * k 0.60769 per tick of 0.01, mid 202.225. Source: facts of the quoting model, calibration table.
 */
export const solDynamics: MarketDynamics = {
  price: 202.225,
  volatility: 1.6103 * SOL_TICK,
  intensity: 0.10005,
  decay: 0.60769 / SOL_TICK,
};

/**
 * The same market, its moves and distances taken relative to the price: σ grows with the price, k
 * falls with it, A stays. SOL's at 27.11 are σ $0.0021588/√s and k 453.3 per $.
 */
export function scaledToPrice(dynamics: MarketDynamics, price: number): MarketDynamics {
  if (!(price > 0) || !Number.isFinite(price)) {
    throw new RangeError(`a market is scaled to a price above 0, not ${price}`);
  }
  const scale = price / dynamics.price;
  return {
    price,
    volatility: dynamics.volatility * scale,
    intensity: dynamics.intensity,
    decay: dynamics.decay / scale,
  };
}
