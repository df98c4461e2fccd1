/** What to change so that the orders on the book are the ones we want: as little as will do. */
import { ONE, type Ratio } from '../base/index.js';
import type { OpenOrder } from '../market/index.js';
import type { DesiredOrder } from './desired-order.js';

/** How far an open order may be from the wanted one and still stand for it, keeping its queue. */
export interface LadderTolerance {
  /** Of the wanted price; 0 keeps only the exact price. */
  readonly price: Ratio;
  /** Of the wanted size, above and below; 0 keeps only the exact size. */
  readonly size: Ratio;
}

export interface LadderDiff {
  readonly cancel: readonly OpenOrder[];
  readonly place: readonly DesiredOrder[];
  readonly keep: readonly { readonly open: OpenOrder; readonly desired: DesiredOrder }[];
}

/**
 * Each desired order takes the nearest open order within tolerance; what is left over is cancelled
 * and placed. `open` holds our own orders of the one market. An open order is matched by what is
 * still open of it, so one that was partly filled beyond tolerance is replaced.
 */
export function diffLadder(
  desired: readonly DesiredOrder[],
  open: readonly OpenOrder[],
  tolerance: LadderTolerance,
): LadderDiff {
  const unmatched = new Set(open);
  const place: DesiredOrder[] = [];
  const keep: { readonly open: OpenOrder; readonly desired: DesiredOrder }[] = [];
  for (const order of desired) {
    const match = nearestMatch(order, unmatched, tolerance);
    if (match === null) {
      place.push(order);
    } else {
      unmatched.delete(match);
      keep.push({ open: match, desired: order });
    }
  }
  return { cancel: open.filter((order) => unmatched.has(order)), place, keep };
}

function nearestMatch(
  desired: DesiredOrder,
  candidates: ReadonlySet<OpenOrder>,
  tolerance: LadderTolerance,
): OpenOrder | null {
  let nearest: OpenOrder | null = null;
  for (const candidate of candidates) {
    if (!standsFor(candidate, desired, tolerance)) continue;
    const isNearer =
      nearest === null ||
      candidate.price.minus(desired.price).abs().lt(nearest.price.minus(desired.price).abs());
    if (isNearer) nearest = candidate;
  }
  return nearest;
}

function standsFor(open: OpenOrder, desired: DesiredOrder, tolerance: LadderTolerance): boolean {
  if (open.side !== desired.side) return false;
  const priceGap = open.price.minus(desired.price).abs();
  return (
    priceGap.lte(desired.price.times(tolerance.price)) &&
    open.size.lte(desired.size.times(ONE.plus(tolerance.size))) &&
    open.size.gte(desired.size.times(ONE.minus(tolerance.size)))
  );
}
