/** Leverage and margin mode of a coin. */
import { initialMargin, tierLeverage } from '../margin/index.js';
import { freeMarginOf, isolatedMarginOf } from './clearinghouse.js';
import type { LeverageTerms } from './simulated-account.js';
import { accountOf, knownMark, marketOf, type VenueState } from './simulated-market.js';

const NO_DECREASE =
  'Isolated position does not have sufficient margin available to decrease leverage. ' +
  'To decrease leverage, add margin to the position.';

/**
 * Null where done, the same where nothing changes; else why not. A leverage that the tier of what
 * is held does not carry, or a lower one that the cross margin does not, is refused in our words,
 * the others in the venue's. What an isolated position holds as its margin stays as it is.
 */
export function setLeverage(
  state: VenueState,
  user: string,
  coin: string,
  terms: LeverageTerms,
): string | null {
  const account = accountOf(state, user);
  const market = marketOf(state, coin);
  const { instrument } = market;
  const { value, mode } = terms;
  const isAllowed = Number.isInteger(value) && value >= 1;
  if (!isAllowed || value > instrument.maxLeverage) return 'Invalid leverage value';
  const { size } = account.position(coin);
  const before: LeverageTerms = { value: account.leverage(instrument), mode: account.mode(coin) };
  if (!size.isZero()) {
    if (mode !== before.mode) return 'Cannot switch leverage type with open position.';
    const mark = knownMark(market);
    const most = tierLeverage(instrument, size.times(mark));
    if (value > before.value && value > most) return 'Invalid leverage value';
    const isLower = value < before.value;
    if (isLower && mode === 'isolated') {
      const margin = isolatedMarginOf(state, account, coin);
      if (margin.lt(initialMargin(size, mark, value))) return NO_DECREASE;
    }
  }
  account.setLeverage(coin, terms);
  if (value < before.value && market.mark !== null && freeMarginOf(state, account).lt(0)) {
    account.setLeverage(coin, before);
    return 'Insufficient margin to decrease leverage.';
  }
  state.emit({ kind: 'accountChanged', user });
  return null;
}
