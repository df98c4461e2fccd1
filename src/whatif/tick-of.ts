/** A price as a number of ticks. */
import { TapeError } from './tape-error.js';

/** How far from the tick a price may lie, in ticks: far above rounding, far below a half. */
const OFF_TICK_MOST = 1e-3;
export const TICK_MOST = 0x7fff_ffff;

/** Throws `TapeError` for a price that is not on the tick, or beyond what a tape holds. */
export function tickOf(price: number, tickSize: number): number {
  const exact = price / tickSize;
  const tick = Math.round(exact);
  if (Math.abs(exact - tick) <= OFF_TICK_MOST && tick <= TICK_MOST) return tick;
  throw new TapeError(
    tick > TICK_MOST
      ? `price ${price} is more ticks of ${tickSize} than a tape holds; take a wider tick`
      : `price ${price} is no multiple of the tick size ${tickSize}; take a finer tick`,
  );
}
