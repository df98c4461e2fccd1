/** The fraction of capital that makes it grow fastest, and how fast: Kelly's criterion. */
import { Decimal, ONE, type Ratio, ZERO } from '../base/index.js';
import { SizingInputError } from './sizing-input-error.js';

/**
 * f* = p − (1 − p) / b: the share of capital to lose at the stop, not the notional. Negative where
 * the bet loses on average: such a bet has no size.
 *
 * `winRate` p is from 0 to 1, `payoff` b the average win over the average loss, above 0; throws
 * `SizingInputError` else. Source: Kelly, A New Interpretation of Information Rate (1956).
 */
export function binaryKelly(winRate: Ratio, payoff: Ratio): Ratio {
  requireRate('winRate', winRate);
  requirePositive('payoff', payoff);
  return winRate.minus(ONE.minus(winRate).div(payoff));
}

/**
 * g = p ln(1 + b f) + (1 − p) ln(1 − f): the growth of capital a bet, as a logarithm, where the
 * share `fraction` of it is lost at the stop. −∞ where a loss takes everything.
 */
export function binaryGrowth(winRate: Ratio, payoff: Ratio, fraction: Ratio): Ratio {
  requireRate('winRate', winRate);
  requirePositive('payoff', payoff);
  if (!fraction.gte(0)) throw new SizingInputError('fraction', '0 or more', fraction);
  if (fraction.gte(1)) return new Decimal(-Infinity);
  const loss = ONE.minus(winRate).times(ONE.minus(fraction).ln());
  return winRate.times(ONE.plus(payoff.times(fraction)).ln()).plus(loss);
}

/** f* = (μ − r) / σ²: the notional over capital, for returns that come in small steps. */
export function continuousKelly(mean: Ratio, riskFree: Ratio, volatility: Ratio): Ratio {
  requirePositive('volatility', volatility);
  requireFinite('mean', mean);
  requireFinite('riskFree', riskFree);
  return mean.minus(riskFree).div(volatility.times(volatility));
}

/**
 * F* = Σ⁻¹ (μ − r) for several assets, and the growth r + ½ (μ − r)ᵀ Σ⁻¹ (μ − r) that it gives.
 * `covariance` is symmetric and positive definite (an asset that the others make up has no one
 * fraction); throws `SizingInputError` else. Exact to about 40 digits less what the covariance's
 * condition costs.
 */
export function multiAssetKelly(
  means: readonly Ratio[],
  covariance: readonly (readonly Decimal[])[],
  riskFree: Ratio = ZERO,
): { readonly fractions: readonly Ratio[]; readonly growth: Ratio } {
  for (const [index, mean] of means.entries()) requireFinite(`means[${index}]`, mean);
  requireFinite('riskFree', riskFree);
  const excess = means.map((mean) => mean.minus(riskFree));
  const fractions = solveSymmetric(covariance, excess);
  const gain = excess.reduce((sum, each, i) => sum.plus(each.times(fractions[i] ?? ZERO)), ZERO);
  return { fractions, growth: riskFree.plus(gain.div(2)) };
}

/** Solves Σ x = y by LDLᵀ, which needs no root and no pivoting where Σ is positive definite. */
function solveSymmetric(
  matrix: readonly (readonly Decimal[])[],
  right: readonly Decimal[],
): readonly Decimal[] {
  const size = right.length;
  requireSymmetric(matrix, size);
  const lower: Decimal[][] = [];
  const pivots: Decimal[] = [];
  const at = (row: number, column: number): Decimal => lower[row]?.[column] ?? ZERO;
  const pivot = (index: number): Decimal => pivots[index] ?? ZERO;
  for (let row = 0; row < size; row += 1) {
    lower.push([]);
    for (let column = 0; column <= row; column += 1) {
      let left: Decimal = matrix[row]?.[column] ?? ZERO;
      for (let k = 0; k < column; k += 1) {
        left = left.minus(at(row, k).times(at(column, k)).times(pivot(k)));
      }
      if (column < row) {
        lower[row]?.push(left.div(pivot(column)));
      } else {
        if (!left.gt(0)) {
          throw new SizingInputError('covariance', 'positive definite', `pivot ${left.toString()}`);
        }
        pivots.push(left);
      }
    }
  }
  const forward: Decimal[] = [];
  for (let row = 0; row < size; row += 1) {
    let value: Decimal = right[row] ?? ZERO;
    for (let k = 0; k < row; k += 1) value = value.minus(at(row, k).times(forward[k] ?? ZERO));
    forward.push(value);
  }
  const solved: Decimal[] = Array.from({ length: size }, () => ZERO);
  for (let row = size - 1; row >= 0; row -= 1) {
    let value = (forward[row] ?? ZERO).div(pivot(row));
    for (let k = row + 1; k < size; k += 1)
      value = value.minus(at(k, row).times(solved[k] ?? ZERO));
    solved[row] = value;
  }
  return solved;
}

function requireSymmetric(matrix: readonly (readonly Decimal[])[], size: number): void {
  const isSquare = matrix.length === size && matrix.every((row) => row.length === size);
  if (!isSquare || size === 0) {
    throw new SizingInputError(
      'covariance',
      'a square as wide as `means`',
      `${matrix.length} rows`,
    );
  }
  for (const [i, row] of matrix.entries()) {
    for (const [j, value] of row.entries()) {
      requireFinite(`covariance[${i}][${j}]`, value);
      if (value.eq(matrix[j]?.[i] ?? ZERO)) continue;
      throw new SizingInputError(`covariance[${i}][${j}]`, 'as its mirror', value);
    }
  }
}

function requireRate(input: string, value: Decimal): void {
  if (value.gte(0) && value.lte(1)) return;
  throw new SizingInputError(input, 'from 0 to 1', value);
}

function requirePositive(input: string, value: Decimal): void {
  if (value.isFinite() && value.gt(0)) return;
  throw new SizingInputError(input, 'a number above 0', value);
}

function requireFinite(input: string, value: Decimal): void {
  if (value.isFinite()) return;
  throw new SizingInputError(input, 'a finite number', value);
}
