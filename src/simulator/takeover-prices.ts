/** At which prices the venue's vault takes positions over together with what margin is left. */
import { Decimal, type Money, type Price, type Size, ZERO } from '../base/index.js';

/** As fine as the venue writes prices. */
const PRICE_DECIMALS = 8;

/**
 * The account ends with nothing, but for what rounding leaves, and so that its fills add up to
 * that: the equity goes off the marks of all positions in proportion to their notional. A shortfall
 * (the vault's loss) goes onto those of the longs where there are any, as no short is bought at 0.
 * How the venue itself shares it out among positions is not known.
 */
export function takeoverPrices(
  positions: readonly { readonly coin: string; readonly size: Size; readonly mark: Price }[],
  equity: Money,
): ReadonlyMap<string, Price> {
  const longs = positions.filter(({ size }) => size.gt(0));
  const carriers = equity.isNeg() && longs.length > 0 ? longs : positions;
  let carried: Money = ZERO;
  for (const { size, mark } of carriers) carried = carried.plus(size.abs().times(mark));
  return new Map(
    positions.map((position) => {
      const { coin, size, mark } = position;
      const share = carriers.includes(position) ? equity.div(carried) : ZERO;
      const price = size.gt(0) ? mark.minus(mark.times(share)) : mark.plus(mark.times(share));
      const rounding = size.gt(0) ? Decimal.ROUND_UP : Decimal.ROUND_DOWN;
      return [coin, price.toDecimalPlaces(PRICE_DECIMALS, rounding)];
    }),
  );
}
