/** base (pure): decimals, units, the clock port and assertions, under every other room. */
export { assertInvariant, InvariantError, unreachable } from './assert.js';
export { type Clock, sleep } from './clock.js';
export { Decimal, decimal, ONE, ZERO } from './decimal.js';
export { exactLatticeOf, isOnLattice, latticeOf, latticeOfNumber, powerOfTen } from './lattice.js';
export { type TimeWindow, timeUntilWindow } from './time-window.js';
export type { DurationMs, Money, Notional, Price, Ratio, Size, TimeMs } from './units.js';
export { DAY_MS, daysFromEpoch, instantOfLocal, localTimeAt } from './zoned-time.js';
