/** Intervals of numbers, open or closed at each end: what a measure or an expression can be. */
import { type Decimal, decimal, ONE, ZERO } from '../base/index.js';

/** All numbers from `least` to `most`; an end that is open, or infinite, is never reached. */
export interface Interval {
  readonly least: Decimal;
  readonly isLeastOpen: boolean;
  readonly most: Decimal;
  readonly isMostOpen: boolean;
}

/** One end of an interval on its way through an operation. */
interface End {
  readonly at: Decimal;
  readonly isOpen: boolean;
}

const INFINITY = decimal('Infinity');

export const ANYTHING: Interval = {
  least: INFINITY.neg(),
  isLeastOpen: true,
  most: INFINITY,
  isMostOpen: true,
};
export const POSITIVE: Interval = { ...ANYTHING, least: ZERO };
export const AT_LEAST_ZERO: Interval = { ...POSITIVE, isLeastOpen: false };
export const ZERO_TO_ONE: Interval = { ...AT_LEAST_ZERO, most: ONE, isMostOpen: false };

export function pointOf(value: Decimal): Interval {
  return { least: value, isLeastOpen: false, most: value, isMostOpen: false };
}

export function isInInterval(value: Decimal, interval: Interval): boolean {
  const { least, isLeastOpen, most, isMostOpen } = interval;
  const isAbove = isLeastOpen ? value.gt(least) : value.gte(least);
  return isAbove && (isMostOpen ? value.lt(most) : value.lte(most));
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return {
    least: a.least.plus(b.least),
    isLeastOpen: a.isLeastOpen || b.isLeastOpen,
    most: a.most.plus(b.most),
    isMostOpen: a.isMostOpen || b.isMostOpen,
  };
}

function negateInterval(a: Interval): Interval {
  return {
    least: a.most.neg(),
    isLeastOpen: a.isMostOpen,
    most: a.least.neg(),
    isMostOpen: a.isLeastOpen,
  };
}

export function multiplyIntervals(a: Interval, b: Interval): Interval {
  return hullOf(endsOf(a).flatMap((left) => endsOf(b).map((right) => productOf(left, right))));
}

/** A divisor of zero or less gives no value at all, so only the part above zero counts. */
export function divideIntervals(a: Interval, divisor: Interval): Interval {
  if (divisor.most.lte(0)) return ANYTHING;
  const low = divisor.least.lte(0) ? { at: ZERO, isOpen: true } : leastEnd(divisor);
  const divisors = [low, mostEnd(divisor)];
  return hullOf(endsOf(a).flatMap((left) => divisors.map((right) => quotientOf(left, right))));
}

export function absoluteInterval(a: Interval): Interval {
  if (a.least.gte(0)) return a;
  const turned = negateInterval(a);
  if (a.most.lte(0)) return turned;
  const most = furtherOf(mostEnd(turned), mostEnd(a), 1);
  return { least: ZERO, isLeastOpen: false, most: most.at, isMostOpen: most.isOpen };
}

/** What the least (or the greatest) of one number from each interval can be. */
export function extremeInterval(which: 'min' | 'max', intervals: readonly Interval[]): Interval {
  const sign = which === 'min' ? -1 : 1;
  const [first, ...rest] = intervals;
  if (first === undefined) return ANYTHING;
  return rest.reduce((best, next) => {
    const least = furtherOf(leastEnd(best), leastEnd(next), sign);
    const most = furtherOf(mostEnd(best), mostEnd(next), sign);
    return {
      least: least.at,
      isLeastOpen: least.isOpen,
      most: most.at,
      isMostOpen: most.isOpen,
    };
  }, first);
}

function leastEnd({ least, isLeastOpen }: Interval): End {
  return { at: least, isOpen: isLeastOpen };
}

function mostEnd({ most, isMostOpen }: Interval): End {
  return { at: most, isOpen: isMostOpen };
}

function endsOf(interval: Interval): readonly End[] {
  return [leastEnd(interval), mostEnd(interval)];
}

function productOf(a: End, b: End): End {
  const zeros = [a, b].filter(({ at }) => at.isZero());
  if (zeros.length > 0) return { at: ZERO, isOpen: zeros.every(({ isOpen }) => isOpen) };
  return { at: a.at.times(b.at), isOpen: a.isOpen || b.isOpen };
}

/** `divisor` is above zero, or zero and open. */
function quotientOf(a: End, divisor: End): End {
  if (a.at.isZero()) return a;
  if (!divisor.at.isFinite()) return { at: ZERO, isOpen: true };
  if (!divisor.at.isZero()) return { at: a.at.div(divisor.at), isOpen: a.isOpen || divisor.isOpen };
  return { at: a.at.gt(0) ? INFINITY : INFINITY.neg(), isOpen: true };
}

function hullOf(ends: readonly End[]): Interval {
  const [first = { at: ZERO, isOpen: false }, ...rest] = ends;
  const least = rest.reduce((best, next) => furtherOf(best, next, -1), first);
  const most = rest.reduce((best, next) => furtherOf(best, next, 1), first);
  return { least: least.at, isLeastOpen: least.isOpen, most: most.at, isMostOpen: most.isOpen };
}

/** The lower (sign −1) or higher (sign 1) end; of two at one place the one that is reached. */
function furtherOf(a: End, b: End, sign: 1 | -1): End {
  const difference = b.at.cmp(a.at) * sign;
  if (difference === 0) return a.isOpen ? b : a;
  return difference > 0 ? b : a;
}
