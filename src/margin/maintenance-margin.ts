/** Maintenance margin by tiers. A tier's rate is 1 / (2 × its leverage): 40x keeps 1.25%. */
import {
  assertInvariant,
  decimal,
  type Money,
  type Notional,
  ONE,
  type Ratio,
} from '../base/index.js';
import { ZERO } from '../base/index.js';
import type { Instrument } from '../market/index.js';

/** One tier with what it takes: margin = notional × rate − deduction. */
export interface MaintenanceTier {
  readonly lowerBound: Notional;
  /** Null for the last tier. */
  readonly upperBound: Notional | null;
  readonly maxLeverage: number;
  readonly rate: Ratio;
  /** USD; makes the margin continuous where the rate jumps. */
  readonly deduction: Money;
}

/** A pure memo: an instrument never changes, and its tiers are asked for at every judgement. */
const KNOWN = new WeakMap<Instrument, readonly MaintenanceTier[]>();

/** The instrument's tiers, ascending, with rates and deductions. */
export function maintenanceTiers(instrument: Instrument): readonly MaintenanceTier[] {
  let tiers = KNOWN.get(instrument);
  if (tiers === undefined) {
    tiers = reckonTiers(instrument);
    KNOWN.set(instrument, tiers);
  }
  return tiers;
}

function reckonTiers(instrument: Instrument): readonly MaintenanceTier[] {
  const tiers: MaintenanceTier[] = [];
  for (const [index, { lowerBound, maxLeverage }] of instrument.marginTiers.entries()) {
    const previous = tiers.at(-1);
    assertInvariant(
      previous === undefined ? lowerBound.isZero() : lowerBound.gt(previous.lowerBound),
      `margin tiers of ${instrument.coin} start at 0 and ascend`,
    );
    const rate = ONE.div(2 * maxLeverage);
    const deduction: Money =
      previous === undefined
        ? ZERO
        : previous.deduction.plus(lowerBound.times(rate.minus(previous.rate)));
    const upperBound = instrument.marginTiers[index + 1]?.lowerBound ?? null;
    tiers.push({ lowerBound, upperBound, maxLeverage, rate, deduction });
  }
  return tiers;
}

/** Fraction of notional kept at `notional` USD (its sign does not matter): 0.0125 in a 40x tier. */
export function maintenanceRateAt(instrument: Instrument, notional: Notional): Ratio {
  return tierAt(instrument, notional).rate;
}

/** USD below which equity may not fall for a position worth `notional` (sign does not matter). */
export function maintenanceMargin(instrument: Instrument, notional: Notional): Money {
  const tier = tierAt(instrument, notional);
  return notional.abs().times(tier.rate).minus(tier.deduction);
}

/** The largest leverage the venue lets a position worth `notional` USD have. */
export function tierLeverage(instrument: Instrument, notional: Notional): number {
  return tierAt(instrument, notional).maxLeverage;
}

function tierAt(instrument: Instrument, notional: Notional): MaintenanceTier {
  const magnitude = decimal(notional).abs();
  assertInvariant(magnitude.isFinite(), `notional of ${instrument.coin} is a finite number`);
  const tier = maintenanceTiers(instrument).findLast((each) => each.lowerBound.lte(magnitude));
  assertInvariant(tier !== undefined, `${instrument.coin} has margin tiers`);
  return tier;
}
