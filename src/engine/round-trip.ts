/** From flat to flat: what one trade came to, however many fills it took. */
import {
  Decimal,
  type Money,
  type Notional,
  type Price,
  type Size,
  type TimeMs,
  ZERO,
} from '../base/index.js';

/** A position that was opened and is flat again, or was turned over. All money is USD. */
export interface RoundTrip {
  readonly coin: string;
  /** The coin's how-many-eth round trip: 1, 2, 3 … */
  readonly number: number;
  /** The side it was held on. */
  readonly side: 'long' | 'short';
  /** Contracts, > 0: all that was bought into it, and sold out of it again. */
  readonly size: Size;
  /** Average of all that opened it. */
  readonly entryPrice: Price;
  /** Average of all that closed it. */
  readonly exitPrice: Price;
  /** Gross of fees and funding. */
  readonly realizedPnl: Money;
  /** Positive is a cost; a fill that turns the position over is shared out by size. */
  readonly fees: Money;
  /** Positive was paid. */
  readonly funding: Money;
  /** Realised less fees and funding: above 0 a win, below 0 a loss, 0 neither. */
  readonly netPnl: Money;
  /** MAE: the lowest that realised + unrealised has been, at marks and fills; 0 at most. */
  readonly maxAdverse: Money;
  /** MFE: the highest, likewise; 0 at least. */
  readonly maxFavorable: Money;
  /** The venue's time of the first fill; of its report where the position was adopted. */
  readonly openedAt: TimeMs;
  /** The venue's time of the last fill. */
  readonly closedAt: TimeMs;
  /** Whether its beginning, or a part of it, is the venue's word: no fills of ours tell of it. */
  readonly isAdopted: boolean;
}

/** A round trip under way: sums up to its last fill. */
export interface OpenTrip {
  readonly openedAt: TimeMs;
  readonly isAdopted: boolean;
  readonly entered: Size;
  readonly enteredValue: Notional;
  readonly exited: Size;
  readonly exitedValue: Notional;
  readonly realizedPnl: Money;
  readonly fees: Money;
  readonly funding: Money;
  readonly worst: Money;
  readonly best: Money;
}

export function beginTrip(
  entered: Size,
  price: Price,
  fees: Money,
  openedAt: TimeMs,
  isAdopted = false,
): OpenTrip {
  return {
    openedAt,
    isAdopted,
    entered,
    enteredValue: entered.times(price),
    exited: ZERO,
    exitedValue: ZERO,
    realizedPnl: ZERO,
    fees,
    funding: ZERO,
    worst: ZERO,
    best: ZERO,
  };
}

export function growTrip(trip: OpenTrip, size: Size, price: Price, fee: Money): OpenTrip {
  return {
    ...trip,
    entered: trip.entered.plus(size),
    enteredValue: trip.enteredValue.plus(size.times(price)),
    fees: trip.fees.plus(fee),
  };
}

export function shrinkTrip(
  trip: OpenTrip,
  size: Size,
  price: Price,
  fee: Money,
  realized: Money,
): OpenTrip {
  return {
    ...trip,
    exited: trip.exited.plus(size),
    exitedValue: trip.exitedValue.plus(size.times(price)),
    realizedPnl: trip.realizedPnl.plus(realized),
    fees: trip.fees.plus(fee),
  };
}

/** Notes what realised + unrealised was at `price` while `size` was held from `entryPrice`. */
export function noteExcursion(
  trip: OpenTrip,
  size: Size,
  entryPrice: Price,
  price: Price | null,
): OpenTrip {
  if (price === null) return trip;
  const result = trip.realizedPnl.plus(size.times(price.minus(entryPrice)));
  if (result.gte(trip.worst) && result.lte(trip.best)) return trip;
  const [worst, best] = [Decimal.min(trip.worst, result), Decimal.max(trip.best, result)];
  return { ...trip, worst, best };
}

/** The record of a trip that has just come back to flat. */
export function closeTrip(
  trip: OpenTrip,
  coin: string,
  number: number,
  side: RoundTrip['side'],
  closedAt: TimeMs,
): RoundTrip {
  const { realizedPnl, fees, funding, worst, best, openedAt, isAdopted } = trip;
  return {
    coin,
    number,
    side,
    size: trip.exited,
    entryPrice: trip.enteredValue.div(trip.entered),
    exitPrice: trip.exitedValue.div(trip.exited),
    realizedPnl,
    fees,
    funding,
    netPnl: realizedPnl.minus(fees).minus(funding),
    maxAdverse: worst,
    maxFavorable: best,
    openedAt,
    closedAt: Math.max(closedAt, openedAt),
    isAdopted,
  };
}
