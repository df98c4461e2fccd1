/** How much of full Kelly keeps a loss as unlikely as asked for. */
import { assertInvariant, Decimal, ONE, type Ratio } from '../base/index.js';

/** Far below the 40 digits that logarithms are reckoned to, and cut off on the safe side. */
const FIGURES = 18;

/**
 * The largest c for which c-Kelly ever loses `depth` of its capital with at most `probability`:
 * 2 / (1 + ln β / ln x), x = 1 − depth, rounded down. Above 1 the bound asks for less caution than
 * full Kelly has. Source: the capital as a geometric Brownian motion, P = x^(2/c − 1).
 *
 * Both between 0 and 1, bounds excluded; throws else.
 */
export function drawdownFraction(depth: Ratio, probability: Ratio): Ratio {
  assertInvariant(depth.gt(0) && depth.lt(1), 'a drawdown is a loss between 0% and 100%');
  assertInvariant(
    probability.gt(0) && probability.lt(1),
    'a drawdown has a probability between 0% and 100%',
  );
  const ratio = probability.ln().div(ONE.minus(depth).ln());
  return new Decimal(2).div(ONE.plus(ratio)).toSignificantDigits(FIGURES, Decimal.ROUND_DOWN);
}

/** The probability that c-Kelly ever loses `depth` of its capital; 1 from twice Kelly on. */
export function drawdownProbability(fraction: Ratio, depth: Ratio): Ratio {
  assertInvariant(fraction.gt(0), 'a fraction of Kelly is above 0');
  assertInvariant(depth.gt(0) && depth.lt(1), 'a drawdown is a loss between 0% and 100%');
  if (fraction.gte(2)) return ONE;
  return ONE.minus(depth).pow(new Decimal(2).div(fraction).minus(1));
}
