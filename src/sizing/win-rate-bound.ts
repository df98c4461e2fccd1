/** How sure one can be of a share of winning trades. */
import { Decimal, decimal, ONE, type Ratio } from '../base/index.js';
import { SizingInputError } from './sizing-input-error.js';

/** One side of 95%: the normal quantile. */
export const CONFIDENCE_Z = '1.6448536269514722';

/**
 * The lower end of a one-sided 95% interval for the true share of wins (Wilson's score): with few
 * trades far below what was seen, with many close to it. 0 wins give 0.
 *
 * (p + z²/2n − z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Wilson keeps its promise with 30 trades where
 * the plain normal interval does not, and is closed in form, unlike Clopper and Pearson's.
 */
export function winRateBound(wins: number, losses: number): Ratio {
  requireCount('wins', wins);
  requireCount('losses', losses);
  const trades = wins + losses;
  if (trades === 0) throw new SizingInputError('wins', 'above 0 where there are no losses', wins);
  if (wins === 0) return decimal(0);
  const z = decimal(CONFIDENCE_Z);
  const square = z.times(z);
  const rate = decimal(wins).div(trades);
  const spread = rate
    .times(ONE.minus(rate))
    .div(trades)
    .plus(square.div(decimal(trades).times(trades).times(4)))
    .sqrt();
  const center = rate.plus(square.div(2 * trades));
  const bound = center.minus(z.times(spread)).div(ONE.plus(square.div(trades)));
  return Decimal.max(0, bound);
}

function requireCount(input: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new SizingInputError(input, 'a whole number of trades', value);
}
