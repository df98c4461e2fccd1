/**
 * Quantities carry their unit in the type. A plain decimal fits every unit, one unit never fits
 * another: `price - size` has to be said out loud, and passing a size as a price does not compile.
 */
import type { Decimal } from './decimal.js';

type Flavored<Value, Unit extends string> = Value & { readonly __unit?: Unit };

/** Quote currency (USD) for one contract. */
export type Price = Flavored<Decimal, 'price'>;
/** Contracts of one instrument; signed where it is a position (long > 0). */
export type Size = Flavored<Decimal, 'size'>;
/** USD value of a size at a price. */
export type Notional = Flavored<Decimal, 'notional'>;
/** USD. */
export type Money = Flavored<Decimal, 'money'>;
/** A pure number: `0.05` is 5%. */
export type Ratio = Flavored<Decimal, 'ratio'>;
/** Milliseconds since the Unix epoch. */
export type TimeMs = Flavored<number, 'time'>;
/** Milliseconds. */
export type DurationMs = Flavored<number, 'duration'>;
