/** Figures as they come in from outside: read once, and refused where they are none. */
import { Decimal, decimal, exactLatticeOf, latticeOfNumber, ONE } from '../base/index.js';
import type { Figure } from './risk-verbs.js';

/** Throws a `RangeError` where `figure` is no finite number. */
export function readFigure(figure: Figure, what: string): Decimal {
  const value = parse(figure);
  if (value?.isFinite() !== true)
    throw new RangeError(`${what} has to be a number: ${text(figure)}`);
  return value;
}

/** Throws a `RangeError` where `figure` is not above 0. */
export function readPositive(figure: Figure, what: string): Decimal {
  const value = readFigure(figure, what);
  if (!value.gt(0)) throw new RangeError(`${what} has to be above 0: ${text(figure)}`);
  return value;
}

/** `figure` times 10^scale where that is a whole number that doubles hold exactly, else NaN. */
export function wholeOf(figure: Figure, scale: number): number {
  if (typeof figure === 'number') return latticeOfNumber(figure, scale);
  const value = parse(figure);
  return value === null ? Number.NaN : exactLatticeOf(value, scale);
}

/** A whole number of a lattice is exact, and so is the decimal of it. */
export function figureOf(whole: number, scale: number): Decimal {
  return decimal(whole).times(UNITS[scale] ?? ONE.div(10 ** scale));
}

/** 10^−scale. */
const UNITS: readonly Decimal[] = Array.from({ length: 13 }, (_, scale) => ONE.div(10 ** scale));

function parse(figure: Figure): Decimal | null {
  if (figure instanceof Decimal) return figure;
  try {
    return decimal(figure);
  } catch {
    return null;
  }
}

function text(figure: Figure): string {
  return typeof figure === 'string' ? `\`${figure}\`` : String(figure);
}
