/** Where the only position that there is would be liquidated: no mark moves that. */
import { type Decimal, decimal, latticeOf, type Price, type Ratio } from '../base/index.js';
import type { EngineState } from '../engine/index.js';
import {
  liquidationPriceBeside,
  maintenanceRateAt,
  type MaintenanceTier,
  maintenanceTiers,
} from '../margin/index.js';
import type { Instrument } from '../market/index.js';

export interface OwnLiquidation {
  /** A number is within `LIQUIDATION_SHARE` of the price. */
  readonly price: Price | number;
  /** Maintenance margin of the tier there. */
  readonly rate: Ratio;
}

/** How far doubles may be off the price: what they cancel at most is far less than this allows. */
export const LIQUIDATION_SHARE = 2 ** -28;
/** A difference of doubles is taken where it is at least so large a part of what it is made of. */
const CLEAR_PART = 2 ** -5;
/** More than doubles are off by, as a share of what they stand for. */
const FAR = 2 ** -24;
/** Closer to a bound than this share of it, rounding may put the price on either side. */
const CLOSE = decimal('1e-20');

/**
 * Of the position in `instrument`, by our own reckoning: `null` where no mark above 0 liquidates
 * it; undefined where other positions, whose marks move it, stand beside it, or where it is not
 * known. Equity and the margin asked for move with this mark alike, so that what is solved for is
 * the same at any mark, up to the rounding of decimals.
 */
export function ownLiquidation(
  { account, positions }: EngineState,
  instrument: Instrument,
): OwnLiquidation | null | undefined {
  const open = Object.values(positions).filter(({ size }) => !size.isZero());
  const [position] = open;
  if (open.length !== 1 || position?.coin !== instrument.coin) return undefined;
  const { size, entryPrice } = position;
  const { balance, report } = account;
  if (balance === null || entryPrice === null) return undefined;
  // Positions that only the report has would have marks of their own.
  if (report?.positions.some(({ coin }) => coin !== instrument.coin) !== false) return undefined;
  const [near, entry] = [latticeOf(balance, 0), latticeOf(entryPrice, 0)];
  const byDoubles = nearLiquidation(near, latticeOf(size, 0), entry, instrument);
  return byDoubles === undefined ? exactLiquidation(balance, position, instrument) : byDoubles;
}

/**
 * USD and contracts, each within 2^−40 of what it stands for; undefined where doubles cannot tell
 * for certain.
 */
export function nearLiquidation(
  balance: number,
  size: number,
  entry: number,
  instrument: Instrument,
): OwnLiquidation | null | undefined {
  const value = size * entry;
  const surplusAtZero = balance - value;
  if (!isClear(surplusAtZero, Math.abs(balance) + Math.abs(value))) return undefined;
  const side = size > 0 ? 1 : -1;
  for (const { lower, upper, rate, deduction, exactRate } of nearTiers(instrument)) {
    const surplus = surplusAtZero + deduction;
    if (!isClear(surplus, Math.abs(surplusAtZero) + deduction)) return undefined;
    const price = surplus / (Math.abs(size) * (rate - side));
    if (price <= 0 && lower === 0) return side > 0 ? null : undefined;
    const notional = price * Math.abs(size);
    if (isNear(notional, lower) || isNear(notional, upper)) return undefined;
    if (notional > lower && notional < upper) return { price, rate: exactRate };
  }
  return undefined;
}

interface NearTier {
  readonly lower: number;
  readonly upper: number;
  readonly rate: number;
  readonly deduction: number;
  readonly exactRate: Ratio;
}

/** A pure memo: an instrument never changes. */
const NEAR_TIERS = new WeakMap<Instrument, readonly NearTier[]>();

function nearTiers(instrument: Instrument): readonly NearTier[] {
  const known = NEAR_TIERS.get(instrument);
  if (known !== undefined) return known;
  const tiers = maintenanceTiers(instrument).map(nearTier);
  NEAR_TIERS.set(instrument, tiers);
  return tiers;
}

function nearTier({ lowerBound, upperBound, rate, deduction }: MaintenanceTier): NearTier {
  return {
    lower: latticeOf(lowerBound, 0),
    upper: upperBound === null ? Number.POSITIVE_INFINITY : latticeOf(upperBound, 0),
    rate: latticeOf(rate, 0),
    deduction: latticeOf(deduction, 0),
    exactRate: rate,
  };
}

function isClear(difference: number, parts: number): boolean {
  return Math.abs(difference) >= CLEAR_PART * parts;
}

function isNear(notional: number, bound: number): boolean {
  return Math.abs(notional - bound) <= FAR * bound;
}

function exactLiquidation(
  balance: Decimal,
  { size, entryPrice }: EngineState['positions'][string],
  instrument: Instrument,
): OwnLiquidation | null | undefined {
  if (entryPrice === null) return undefined;
  // At the mark where it was entered there is no gain: equity is the balance.
  const value = size.times(entryPrice);
  const surplusAtZero = balance.minus(value);
  const price = liquidationPriceBeside({ size, surplusAtZero, instrument });
  if (price === null) return isClose(balance, value.abs()) ? undefined : null;
  const notional = price.times(size.abs());
  const isAtBound = instrument.marginTiers.some(({ lowerBound }) => isClose(notional, lowerBound));
  return isAtBound ? undefined : { price, rate: maintenanceRateAt(instrument, notional) };
}

function isClose(a: Decimal, b: Decimal): boolean {
  return a.minus(b).abs().lte(b.abs().times(CLOSE));
}
