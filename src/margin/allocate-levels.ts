/** One margin over all levels of both sides by what each is worth, kept near a prior. */
import { assertInvariant, Decimal, decimal, type Size, ZERO } from '../base/index.js';
import type { Side } from '../market/index.js';

export interface ValuedLevel {
  readonly side: Side;
  /** What a contract resting there is expected to bring, in any one unit; may be below 0. */
  readonly value: number;
  /** Its part of the budget where values say nothing: ≥ 0, in any one unit. */
  readonly prior: number;
  /** Contracts it may hold at most. */
  readonly most: Size;
}

/**
 * Contracts by level that maximise, over shares w ≥ 0 of `budget`, expected value less τ times the
 * Kullback–Leibler divergence from the prior p (scaled to sum to 1):
 *
 *     Σ wᵢ vᵢ − τ Σ wᵢ ln(wᵢ / pᵢ),  Σ wᵢ = 1,  no level and no side above its most
 *
 * Where no bound binds this is the Gibbs distribution wᵢ ∝ pᵢ e^(vᵢ / τ) (Jaynes, 1957; Donsker and
 * Varadhan's variational formula); with bounds it is min(most, c pᵢ e^(vᵢ / τ)), with a c of its
 * for a side at its most. τ has the unit of the values: ∞ leaves the prior, towards 0 the best
 * levels are filled first. What no level may hold is not given out, so the sizes sum to the budget
 * or, if that is less, to all that levels with a prior may hold; never to more.
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
  readonly sideMost: Readonly<Record<Side, Size>>;
}): readonly Size[] {
  const { levels, temperature, budget, sideMost } = inputs;
  assertInvariant(temperature > 0, 'the temperature of an allocation is above 0');
  const bounds = [budget, sideMost.buy, sideMost.sell, ...levels.map(({ most }) => most)];
  assertInvariant(
    bounds.every((bound) => bound.gte(0)),
    'budgets are at least 0',
  );
  for (const { value, prior } of levels) {
    assertInvariant(Number.isFinite(value), 'the value of a level is a finite number');
    assertInvariant(prior >= 0 && Number.isFinite(prior), 'the prior of a level is at least 0');
  }
  const weights = gibbsWeights(levels, temperature);
  const wells = levels.map((level, index): Well => ({ ...level, weight: weights[index] ?? ZERO }));
  const sizes = fillWells(wells, budget);
  for (const side of ['buy', 'sell'] as const) {
    if (!sumOfSide(wells, sizes, side).gt(sideMost[side])) continue;
    const isHere = (well: Well): boolean => well.side === side;
    const here = fillWells(wells.filter(isHere), sideMost[side]);
    const other = sideMost[side === 'buy' ? 'sell' : 'buy'];
    const rest = Decimal.min(budget.minus(sideMost[side]), other);
    const there = fillWells(
      wells.filter((well) => !isHere(well)),
      rest,
    );
    return wells.map((well) => (isHere(well) ? here.shift() : there.shift()) ?? ZERO);
  }
  return sizes;
}

/** Ten to this and less counts as nothing. */
const LEAST_EXPONENT = -1e9;

interface Well {
  readonly side: Side;
  readonly weight: Decimal;
  readonly most: Size;
}

/** Up to a common factor; as decimals, so that far levels stay apart from 0 at a low τ. */
function gibbsWeights(levels: readonly ValuedLevel[], temperature: number): readonly Decimal[] {
  const top = levels.reduce(
    (most, { value, prior }) => (prior > 0 ? Math.max(most, value) : most),
    -Infinity,
  );
  return levels.map(({ value, prior }) => {
    const exponent = (value - top) / temperature / Math.LN10;
    if (prior === 0 || exponent < LEAST_EXPONENT) return ZERO;
    const whole = Math.floor(exponent);
    return decimal(prior * 10 ** (exponent - whole)).times(decimal(`1e${whole}`));
  });
}

/** By weight; a level that would exceed its most gets that, and the others the rest. */
function fillWells(wells: readonly Well[], budget: Size): Size[] {
  const sizes = wells.map(() => ZERO);
  const order = [...wells.entries()]
    .filter(([, { weight }]) => weight.gt(0))
    .sort(([, a], [, b]) => tightness(a).comparedTo(tightness(b)));
  // Summed from the small ones on, which would be lost beside the large.
  const weightsLeft: Decimal[] = [];
  for (const [, { weight }] of order.toReversed()) {
    weightsLeft.unshift(weight.plus(weightsLeft[0] ?? ZERO));
  }
  let left = budget;
  for (const [place, [index, { weight, most }]] of order.entries()) {
    // Towards 0, so that the parts never sum to more than the whole.
    const part = weight.div(weightsLeft[place] ?? weight);
    const share = left.times(part).toDecimalPlaces(30, Decimal.ROUND_DOWN);
    const size = Decimal.min(share, most, left);
    sizes[index] = size;
    left = left.minus(size);
  }
  return sizes;
}

/** The level with the least of it is the first to be full as the common factor rises. */
function tightness({ most, weight }: Well): Decimal {
  return most.div(weight);
}

function sumOfSide(wells: readonly Well[], sizes: readonly Size[], side: Side): Size {
  return wells.reduce(
    (sum, well, index) => (well.side === side ? sum.plus(sizes[index] ?? 0) : sum),
    ZERO,
  );
}
