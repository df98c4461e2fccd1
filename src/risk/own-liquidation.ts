/** Where the only position that there is would be liquidated: no mark moves that. */
import { type Decimal, decimal, type Price } from '../base/index.js';
import type { EngineState } from '../engine/index.js';
import { latticeOf } from '../kernel/index.js';
import { liquidationPrice, maintenanceMargin } from '../margin/index.js';
import type { Instrument } from '../market/index.js';

/** More than doubles are off by, as a share of what they stand for. */
const FAR = 2 ** -40;
/** Closer to a bound than this share of it, rounding may put the price on either side. */
const CLOSE = decimal('1e-20');

/**
 * Of the position in `instrument`, by our own reckoning: `null` where no mark above 0 liquidates
 * it; undefined where other positions, whose marks move it, stand beside it, or where it is not
 * known. Equity and the margin asked for move with this mark alike, so that what is solved for is
 * the same at any mark, up to the rounding of decimals.
 */
export function ownLiquidationPrice(
  { account, positions }: EngineState,
  instrument: Instrument,
): Price | null | undefined {
  const open = Object.values(positions).filter(({ size }) => !size.isZero());
  const [position] = open;
  if (open.length !== 1 || position?.coin !== instrument.coin) return undefined;
  const { size, entryPrice } = position;
  const { balance, report } = account;
  if (balance === null || entryPrice === null) return undefined;
  // Positions that only the report has would have marks of their own.
  if (report?.positions.some(({ coin }) => coin !== instrument.coin) !== false) return undefined;
  // At the mark where it was entered there is no gain: equity is the balance.
  const value = size.abs().times(entryPrice);
  const price = liquidationPrice({
    size,
    mark: entryPrice,
    equity: balance,
    maintenanceMargin: maintenanceMargin(instrument, value),
    instrument,
  });
  if (price === null) return isClose(balance, value) ? undefined : null;
  const notional = price.times(size.abs());
  const isAtBound = instrument.marginTiers.some(({ lowerBound }) => isClose(notional, lowerBound));
  return isAtBound ? undefined : price;
}

function isClose(a: Decimal, b: Decimal): boolean {
  // Doubles tell what is far from it.
  const [near, bound] = [latticeOf(a, 0), latticeOf(b, 0)];
  if (Math.abs(near - bound) > FAR * Math.abs(bound)) return false;
  return a.minus(b).abs().lte(b.abs().times(CLOSE));
}
