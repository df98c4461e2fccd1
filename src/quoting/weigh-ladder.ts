/** A ladder's contracts put where a fill is worth more, at the same prices. */
import { Decimal, type Money, type Price, type Ratio, type Size, ZERO } from '../base/index.js';
import { allocateLevels, sideSize, type ValuedLevel } from '../margin/index.js';
import { type Instrument, roundSizeDown, type Side, signOf } from '../market/index.js';
import { type DesiredOrder, MIN_ORDER_NOTIONAL } from './desired-order.js';
import type { GlftParameters } from './glft-parameters.js';
import { levelValue } from './level-value.js';
import type { GlftSolution } from './solve-glft.js';

export interface WeighLadderInputs {
  readonly instrument: Instrument;
  /** Its prices are kept; its sizes are the most that each level may hold. */
  readonly ladder: readonly DesiredOrder[];
  /** Contracts by side, of `allocateSides`: spread evenly over a side's levels, the prior. */
  readonly sides: Readonly<Record<Side, Size>>;
  readonly solution: GlftSolution;
  readonly parameters: GlftParameters;
  /** USD per length of the solution. */
  readonly lengthUnit: Price;
  readonly mid: Price;
  /** Of the value traded; below 0 a rebate. */
  readonly makerFee: Ratio;
  /**
   * τ, lengths per second and unit order, as `levelValue` has it, or as a share of what the best
   * level is worth; > 0.
   */
  readonly temperature: number | { readonly ofBest: number };
  /** Signed contracts. */
  readonly position: Size;
  /** Contracts of one unit of inventory. */
  readonly unitSize: Size;
  /** Contracts, of `marginCapacity`. */
  readonly capacity: Size;
  /** USD that may grow the exposure, our own ladder's reservation added back. */
  readonly freeMargin: Money;
  readonly leverage: number;
}

/**
 * `allocateLevels` over the ladder, each level worth its `levelValue` at the inventory that the
 * levels before it would leave. Needs no more margin than the sides given: contracts in total are
 * at most theirs, and neither side gets more than margin and capacity let it hold alone. Sizes are
 * rounded down to the lot; what comes to less than $10 is left out.
 */
export function weighLadder(inputs: WeighLadderInputs): readonly DesiredOrder[] {
  const { ladder, instrument, sides } = inputs;
  const levels = valuedLevels(inputs);
  const sizes = allocateLevels({
    levels,
    temperature: temperatureOf(inputs.temperature, levels),
    budget: sides.buy.plus(sides.sell),
    sideMost: { buy: mostOf(inputs, 'buy'), sell: mostOf(inputs, 'sell') },
  });
  return ladder.flatMap((order, index) => {
    const size = roundSizeDown(sizes[index] ?? ZERO, instrument.sizeDecimals);
    return size.times(order.price).lt(MIN_ORDER_NOTIONAL) ? [] : [{ ...order, size }];
  });
}

/** Where no level is worth anything the prior decides: their order of loss says nothing. */
function temperatureOf(
  temperature: WeighLadderInputs['temperature'],
  levels: readonly ValuedLevel[],
): number {
  if (typeof temperature === 'number') return temperature;
  const best = levels.reduce((most, { value }) => Math.max(most, value), 0);
  return best > 0 ? temperature.ofBest * best : Number.POSITIVE_INFINITY;
}

function valuedLevels(inputs: WeighLadderInputs): readonly ValuedLevel[] {
  const { ladder, sides, solution, parameters, lengthUnit, mid, position, unitSize } = inputs;
  const inventory = position.div(unitSize).toNumber();
  const fee = mid.times(inputs.makerFee).div(lengthUnit).toNumber();
  const next = { buy: 0, sell: 0 };
  return ladder.map(({ side, price, size }) => {
    const value = levelValue({
      solution,
      parameters,
      side,
      inventory: inventory + signOf(side) * next[side]++,
      distance: mid.minus(price).times(signOf(side)).div(lengthUnit).toNumber(),
      fee,
    });
    const levels = ladder.filter((order) => order.side === side).length;
    const prior = value === null ? 0 : sides[side].div(levels).toNumber();
    return { side, value: value ?? 0, prior, most: size };
  });
}

function mostOf(inputs: WeighLadderInputs, side: Side): Size {
  const { position, capacity, freeMargin, leverage, mid } = inputs;
  const share = Decimal.max(ZERO, freeMargin).times(leverage).div(mid);
  const exposure = position.times(signOf(side));
  return sideSize({ exposure, capacity, share, inFlight: ZERO });
}
