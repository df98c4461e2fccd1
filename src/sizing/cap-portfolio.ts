/** `portfolioScale` in doubles, for portfolios of a thousand bots. */
import { SizingInputError } from './sizing-input-error.js';

const UNIT = 2 ** -53;

/**
 * The factor that all risks shrink by to fit `cap` together, 1 where they do. Rounded down by the
 * bound of its own error (2n + 5 half units for n risks), so that the shrunken risks never pass
 * the cap. `correlation` is one number for all pairs or a symmetric matrix by rows, of which only
 * what stands up to the diagonal is read; negative ones count as 0. Throws `SizingInputError`.
 */
export function capPortfolio(
  risks: Float64Array,
  correlation: number | readonly Float64Array[],
  cap: number,
): number {
  if (!(cap >= 0 && cap < Infinity))
    throw new SizingInputError('cap', 'a number of 0 or more', cap);
  const square =
    typeof correlation === 'number'
      ? squareOfAlike(risks, correlation)
      : squareOfMatrix(risks, correlation);
  const slack = 1 + (2 * risks.length + 16) * UNIT;
  const together = Math.sqrt(square) * slack;
  return together <= cap ? 1 : cap / together / slack;
}

function squareOfAlike(risks: Float64Array, correlation: number): number {
  requireCorrelation('correlation', correlation);
  let sum = 0;
  let own = 0;
  for (let index = 0; index < risks.length; index += 1) {
    const risk = riskAt(risks, index);
    sum += risk;
    own += risk * risk;
  }
  const shared = Math.max(0, correlation);
  return own * (1 - shared) + sum * sum * shared;
}

function squareOfMatrix(risks: Float64Array, correlation: readonly Float64Array[]): number {
  if (correlation.length !== risks.length) {
    const got = `${correlation.length} rows`;
    throw new SizingInputError('correlation', 'a square as wide as `risks`', got);
  }
  let square = 0;
  for (const [i, row] of correlation.entries()) {
    if (row.length !== risks.length) {
      const got = `${row.length} columns`;
      throw new SizingInputError(`correlation[${i}]`, 'as long as `risks`', got);
    }
    const risk = riskAt(risks, i);
    if (row[i] !== 1) throw new SizingInputError(`correlation[${i}][${i}]`, '1', row[i]);
    let shared = 0;
    for (let j = 0; j < i; j += 1) {
      const value = row[j] ?? Number.NaN;
      if (!(value >= -1 && value <= 1)) requireCorrelation(`correlation[${i}][${j}]`, value);
      shared += Math.max(0, value) * (risks[j] ?? 0);
    }
    square += risk * (risk + 2 * shared);
  }
  return square;
}

function riskAt(risks: Float64Array, index: number): number {
  const risk = risks[index] ?? Number.NaN;
  if (risk >= 0 && risk < Infinity) return risk;
  throw new SizingInputError(`risks[${index}]`, 'a finite number of 0 or more', risk);
}

function requireCorrelation(input: string, value: number): void {
  if (value >= -1 && value <= 1) return;
  throw new SizingInputError(input, 'from -1 to 1', value);
}
