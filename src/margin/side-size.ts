/** How much one side's ladder may rest, given its share of the margin. */
import { Decimal, type Size, ZERO } from '../base/index.js';

/**
 * Contracts: what closes the position, which is free of margin, plus the share, within capacity.
 * `exposure` is the position seen from the side: > 0 where the side's orders grow it.
 */
export function sideSize(side: {
  readonly exposure: Size;
  readonly capacity: Size;
  /** Contracts that the side's margin carries. */
  readonly share: Size;
  /** Contracts on their way on this side. */
  readonly inFlight: Size;
}): Size {
  const { exposure, capacity, share, inFlight } = side;
  const free = Decimal.max(ZERO, exposure.neg().minus(inFlight));
  const room = capacity.minus(exposure).minus(inFlight);
  return Decimal.max(ZERO, Decimal.min(free.plus(share), room));
}
