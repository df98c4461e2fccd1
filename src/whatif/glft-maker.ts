/** A maker that quotes GLFT's exact distances, its margin split in one of four ways. */
import { Decimal, decimal, type Ratio, type Size, ZERO } from '../base/index.js';
import type { AllocationSettings } from '../compile/index.js';
import { allocateSides, marginCapacity, sideSize } from '../margin/index.js';
import { type Instrument, roundSizeDown, type Side } from '../market/index.js';
import { buildLadder, type DesiredOrder, type GlftParameters } from '../quoting/index.js';
import { type GlftSolution, MIN_ORDER_NOTIONAL, solveGlft, weighLadder } from '../quoting/index.js';
import type { Maker, MakerView } from './run-maker.js';

/** How bids, asks and their levels share the margin; `settings` are of `allocateSides`. */
export type MarginSplit =
  /** Not at all: all of it to each side, evenly over levels; the mistake of the $397.49 story. */
  | { readonly kind: 'full' }
  /** Each side its part by inventory, evenly over its levels. */
  | { readonly kind: 'even'; readonly settings: AllocationSettings }
  /** Each side its part by inventory, a unit order a level from mid on, as the engine does. */
  | { readonly kind: 'inner-first'; readonly settings: AllocationSettings }
  /** `weighLadder` with `even` as its prior; τ in USD per second and unit order. */
  | {
      readonly kind: 'by-value';
      readonly settings: AllocationSettings;
      readonly temperature: number;
    };

export interface GlftMakerSettings {
  readonly instrument: Instrument;
  /** Lengths are USD. */
  readonly parameters: GlftParameters;
  /** Contracts of a unit order. */
  readonly unitSize: Size;
  /** Unit orders each way that the solution is bounded by. */
  readonly unitsMost: number;
  readonly levels: number;
  readonly leverage: number;
  readonly makerFee: Ratio;
  /** Of mid. */
  readonly minHalfSpread: Ratio;
  readonly split: MarginSplit;
  /** Times the inventory that quotes are skewed by: 1 is the model, 0 quotes as if flat. */
  readonly skew?: number;
}

/** Kept back of the margin, as the split by inventory does. */
const MARGIN_USED = '0.98';
const DOLLAR = decimal(1);

/**
 * Solves once for the stationary quotes within ± `unitsMost`. Whatever the skew, capacity and
 * margin bound the position. Throws `InvariantError` as `solveGlft` does.
 */
export function glftMaker(settings: GlftMakerSettings): Maker {
  const { parameters, unitsMost, skew = 1 } = settings;
  const bounds = { inventoryMin: -unitsMost, inventoryMax: unitsMost };
  const exact = solveGlft({ ...parameters, ...bounds, horizonSeconds: null });
  const solution: GlftSolution = {
    ...exact,
    bidDistance: (inventory) => exact.bidDistance(inventory * skew),
    askDistance: (inventory) => exact.askDistance(inventory * skew),
  };
  return (view) => new Quoting(settings, solution, view).orders();
}

/** One pass of the maker. */
class Quoting {
  readonly #settings: GlftMakerSettings;
  readonly #solution: GlftSolution;
  readonly #view: MakerView;
  readonly #capacity: Size;

  constructor(settings: GlftMakerSettings, solution: GlftSolution, view: MakerView) {
    this.#settings = settings;
    this.#solution = solution;
    this.#view = view;
    const { leverage } = settings;
    const { equity, mark } = view;
    this.#capacity = marginCapacity({ equity, marginUsedElsewhere: ZERO, leverage, mark });
  }

  orders(): readonly DesiredOrder[] {
    const { split } = this.#settings;
    switch (split.kind) {
      case 'full':
        return this.#evenly(this.#allToEach());
      case 'even':
        return this.#evenly(this.#sides(split.settings));
      case 'inner-first':
        return this.#ladder(this.#sides(split.settings));
      case 'by-value':
        return this.#byValue(split);
    }
  }

  #ladder(budgets: Readonly<Record<Side, Size>>): readonly DesiredOrder[] {
    const { instrument, unitSize, levels, minHalfSpread } = this.#settings;
    const { mid, bestBid, bestAsk, position } = this.#view;
    return buildLadder({
      instrument,
      solution: this.#solution,
      lengthUnit: DOLLAR,
      mid,
      bestBid,
      bestAsk,
      position,
      unitSize,
      levels,
      buyBudget: budgets.buy,
      sellBudget: budgets.sell,
      minHalfSpread,
    });
  }

  /** Every level that the model quotes, with a unit order each, whatever the margin. */
  #wholeLadder(): readonly DesiredOrder[] {
    const { unitSize, levels } = this.#settings;
    const whole = unitSize.times(levels);
    return this.#ladder({ buy: whole, sell: whole });
  }

  #evenly(budgets: Readonly<Record<Side, Size>>): readonly DesiredOrder[] {
    const ladder = this.#wholeLadder();
    return ladder.flatMap((order) => {
      const levels = ladder.filter(({ side }) => side === order.side).length;
      const { sizeDecimals } = this.#settings.instrument;
      const size = roundSizeDown(budgets[order.side].div(levels), sizeDecimals);
      return size.times(order.price).lt(MIN_ORDER_NOTIONAL) ? [] : [{ ...order, size }];
    });
  }

  #byValue(split: MarginSplit & { readonly kind: 'by-value' }): readonly DesiredOrder[] {
    const { instrument, parameters, makerFee, unitSize, leverage } = this.#settings;
    const { mid, position, freeMargin } = this.#view;
    return weighLadder({
      instrument,
      ladder: this.#wholeLadder(),
      sides: this.#sides(split.settings),
      solution: this.#solution,
      parameters,
      lengthUnit: DOLLAR,
      mid,
      makerFee,
      temperature: split.temperature,
      position,
      unitSize,
      capacity: this.#capacity,
      freeMargin: freeMargin.times(MARGIN_USED),
      leverage,
    });
  }

  #sides(settings: AllocationSettings): Readonly<Record<Side, Size>> {
    const { position, freeMargin, mark, mid } = this.#view;
    const { leverage } = this.#settings;
    return allocateSides({
      position,
      capacity: this.#capacity,
      freeMargin,
      leverage,
      mark: Decimal.max(mark, mid),
      settings,
    });
  }

  /** Both reckon with all of the margin, and with twice the capacity that half of it gives. */
  #allToEach(): Readonly<Record<Side, Size>> {
    const { position, freeMargin, mid } = this.#view;
    const share = Decimal.max(ZERO, freeMargin).times(this.#settings.leverage).div(mid);
    const all = { capacity: this.#capacity.times(2), share, inFlight: ZERO };
    return {
      buy: sideSize({ ...all, exposure: position }),
      sell: sideSize({ ...all, exposure: position.neg() }),
    };
  }
}
