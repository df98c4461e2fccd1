/** One margin over all levels of both sides by what each is worth, kept near a prior. */
import { assertInvariant, Decimal, decimal, type Size, ZERO } from '../base/index.js';
import type { Side } from '../market/index.js';

export interface ValuedLevel {
  readonly side: Side;
  /** What a contract resting there is expected to bring, in any one unit; may be below 0. */
  readonly value: number;
  /** Its part of the budget where values say nothing: ≥ 0, in any one unit. */
  readonly prior: number;
}

/**
 * Contracts by level that maximise, over shares w ≥ 0 of `budget`, expected value less τ times the
 * Kullback–Leibler divergence from the prior p (scaled to sum to 1):
 *
 *     Σ wᵢ vᵢ − τ Σ wᵢ ln(wᵢ / pᵢ),  Σ wᵢ = 1,  no side above its most
 *
 * Without a side at its most this is the Gibbs distribution wᵢ ∝ pᵢ e^(vᵢ / τ) (Jaynes, 1957;
 * Donsker and Varadhan's variational formula); a side that would exceed its most gets that, in the
 * same proportions, and the other side the rest. τ has the unit of the values: ∞ leaves the prior,
 * towards 0 all goes to the best level. What neither side may hold is not given out, so the sizes
 * sum to min(budget, what the sides may hold), a side without prior aside, and never above it.
 *
 * Throws `InvariantError` for τ ≤ 0, values that are not finite, negative priors and budgets.
 */
export function allocateLevels(inputs: {
  readonly levels: readonly ValuedLevel[];
  /** τ, in the unit of the values; > 0, `Infinity` for the prior itself. */
  readonly temperature: number;
  /** Contracts to give out. */
  readonly budget: Size;
  /** Contracts that each side may hold at most. */
  readonly most: Readonly<Record<Side, Size>>;
}): readonly Size[] {
  const { levels, temperature, budget, most } = inputs;
  assertInvariant(temperature > 0, 'the temperature of an allocation is above 0');
  assertInvariant(budget.gte(0) && most.buy.gte(0) && most.sell.gte(0), 'budgets are at least 0');
  for (const { value, prior } of levels) {
    assertInvariant(Number.isFinite(value), 'the value of a level is a finite number');
    assertInvariant(prior >= 0 && Number.isFinite(prior), 'the prior of a level is at least 0');
  }
  const weights = gibbsWeights(levels, temperature);
  const weightOf = (side: Side): Decimal =>
    levels.reduce(
      (sum, level, index) => (level.side === side ? sum.plus(weights[index] ?? 0) : sum),
      ZERO,
    );
  const weight = { buy: weightOf('buy'), sell: weightOf('sell') };
  const given = sideTotals(weight, budget, most);
  return levels.map(({ side }, index) => {
    const share = decimal(weights[index] ?? 0);
    return share.isZero() ? ZERO : roundedDown(given[side].times(share).div(weight[side]));
  });
}

/** Up to a common factor; the largest exponent is taken off, so that none overflows. */
function gibbsWeights(levels: readonly ValuedLevel[], temperature: number): readonly number[] {
  const exponents = levels.map(({ value }) => value / temperature);
  const top = exponents.reduce(
    (most, exponent, index) => ((levels[index]?.prior ?? 0) > 0 ? Math.max(most, exponent) : most),
    -Infinity,
  );
  return levels.map(({ prior }, index) =>
    prior === 0 ? 0 : prior * Math.exp((exponents[index] ?? 0) - top),
  );
}

/** Each side its weight's part; one that is at its most leaves the rest to the other. */
function sideTotals(
  weight: Readonly<Record<Side, Decimal>>,
  budget: Size,
  most: Readonly<Record<Side, Size>>,
): Readonly<Record<Side, Size>> {
  const all = weight.buy.plus(weight.sell);
  if (all.isZero()) return { buy: ZERO, sell: ZERO };
  const held = {
    buy: weight.buy.isZero() ? ZERO : most.buy,
    sell: weight.sell.isZero() ? ZERO : most.sell,
  };
  const wanted = budget.times(weight.buy).div(all);
  const least = budget.minus(held.sell);
  const buy = Decimal.min(held.buy, Decimal.max(wanted, least, ZERO));
  return { buy, sell: Decimal.min(held.sell, budget.minus(buy)) };
}

/** Towards 0 at the 30th decimal, so that the parts never sum to more than the whole. */
function roundedDown(size: Size): Size {
  return size.toDecimalPlaces(30, Decimal.ROUND_DOWN);
}
