/** What several risks are together, and how far all of them have to shrink to fit a cap. */
import { Decimal, decimal, ONE, type Ratio, ZERO } from '../base/index.js';
import { SizingInputError } from './sizing-input-error.js';

/** Between all pairs alike, or the full symmetric matrix with ones on its diagonal. */
export type Correlation = Decimal | readonly (readonly Decimal[])[];

/**
 * √(Σ ρᵢⱼ rᵢ rⱼ): all risks added up at a correlation of 1, less the more apart they are. A
 * negative correlation counts as 0: no risk on top, and no hedge to rely on when it is needed.
 *
 * Risks are 0 or more, in any one unit; correlations are of the bets' results, from −1 to 1. Grows
 * with every risk and every correlation. Throws `SizingInputError`.
 */
export function portfolioRisk(risks: readonly Decimal[], correlation: Correlation): Decimal {
  for (const [index, risk] of risks.entries()) {
    if (risk.isFinite() && risk.gte(0)) continue;
    throw new SizingInputError(`risks[${index}]`, 'a finite number of 0 or more', risk);
  }
  const sum = risks.reduce((total, risk) => total.plus(risk), ZERO);
  if (correlation instanceof Decimal) {
    requireCorrelation('correlation', correlation);
    if (correlation.eq(1)) return sum;
    const own = risks.reduce((total, risk) => total.plus(risk.times(risk)), ZERO);
    const shared = Decimal.max(0, correlation);
    return own.times(ONE.minus(shared)).plus(sum.times(sum).times(shared)).sqrt();
  }
  requireMatrix(correlation, risks.length);
  const squares = risks.flatMap((risk, i) =>
    risks.map((other, j) =>
      Decimal.max(0, correlation[i]?.[j] ?? ZERO)
        .times(risk)
        .times(other),
    ),
  );
  return squares.reduce((total, square) => total.plus(square), ZERO).sqrt();
}

/**
 * 1 where the risks together are within `cap`, else cap / risk: all shrink alike. Ten risks of 1.5%
 * under a cap of 3% come to 0.3% each where they are one bet (correlation 1).
 */
export function portfolioScale(
  risks: readonly Decimal[],
  correlation: Correlation,
  cap: Decimal,
): Ratio {
  if (!(cap.isFinite() && cap.gte(0))) {
    throw new SizingInputError('cap', 'a finite number of 0 or more', cap);
  }
  const together = portfolioRisk(risks, correlation);
  if (together.lte(cap)) return ONE;
  const scale = cap.div(together);
  // The root and the quotient are rounded in the last of 40 digits: never to the loose side.
  return scale.times(together).gt(cap) ? scale.minus(decimal('1e-39')) : scale;
}

function requireMatrix(matrix: readonly (readonly Decimal[])[], size: number): void {
  const isSquare = matrix.length === size && matrix.every((row) => row.length === size);
  if (!isSquare) {
    throw new SizingInputError(
      'correlation',
      'a square as wide as `risks`',
      `${matrix.length} rows`,
    );
  }
  for (const [i, row] of matrix.entries()) {
    for (const [j, value] of row.entries()) {
      const name = `correlation[${i}][${j}]`;
      requireCorrelation(name, value);
      if (i === j && !value.eq(1)) throw new SizingInputError(name, '1', value);
      const mirror = matrix[j]?.[i] ?? ZERO;
      if (!value.eq(mirror)) throw new SizingInputError(name, 'as its mirror', value);
    }
  }
}

function requireCorrelation(input: string, value: Decimal): void {
  if (value.gte(-1) && value.lte(1)) return;
  throw new SizingInputError(input, 'from -1 to 1', value);
}
