/** A position's size and average entry, moved by fills. */
import { Decimal, type Money, type Price, type Size, ZERO } from '../base/index.js';

export interface Position {
  /** Signed contracts; long > 0. */
  readonly size: Size;
  /** Average of the fills that opened it; 0 where there is none. */
  readonly entryPrice: Price;
}

export const FLAT: Position = { size: ZERO, entryPrice: ZERO };

/**
 * The position after a fill of `signedSize` contracts (a buy > 0), and the USD realised by the part
 * that closed, gross of fees. A fill through zero closes all of it and opens the rest at `price`.
 */
export function positionAfterFill(
  position: Position,
  signedSize: Size,
  price: Price,
): { readonly position: Position; readonly closedPnl: Money } {
  const size = position.size.plus(signedSize);
  const isGrowing = position.size.isZero() || position.size.isPos() === signedSize.isPos();
  if (isGrowing) {
    const cost = position.entryPrice.times(position.size).plus(price.times(signedSize));
    return { position: { size, entryPrice: cost.div(size) }, closedPnl: ZERO };
  }
  const closed = Decimal.min(position.size.abs(), signedSize.abs());
  const gain = price.minus(position.entryPrice).times(closed);
  const closedPnl = position.size.isPos() ? gain : gain.neg();
  if (size.isZero()) return { position: FLAT, closedPnl };
  const isFlip = size.isPos() === signedSize.isPos();
  return { position: { size, entryPrice: isFlip ? price : position.entryPrice }, closedPnl };
}
