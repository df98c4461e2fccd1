/** Margin that goes into an isolated position, or out of it. */
import type { Money } from '../base/index.js';
import { initialMargin } from '../margin/index.js';
import { freeMarginOf, isolatedMarginOf } from './clearinghouse.js';
import { accountOf, knownMark, marketOf, type VenueState } from './simulated-market.js';

/** Gives an isolated position margin, or takes it (negative); null where done, else why not. */
export function moveMargin(
  state: VenueState,
  user: string,
  coin: string,
  amount: Money,
): string | null {
  const account = accountOf(state, user);
  const market = marketOf(state, coin);
  const { size } = account.position(coin);
  if (account.mode(coin) !== 'isolated' || size.isZero()) return 'No isolated position.';
  const margin = isolatedMarginOf(state, account, coin).plus(amount);
  const needed = initialMargin(size, knownMark(market), account.leverage(market.instrument));
  if (amount.isNeg() && margin.lt(needed)) return 'Insufficient margin to remove.';
  if (amount.gt(freeMarginOf(state, account))) return 'Insufficient margin to add.';
  account.moveMargin(coin, amount);
  state.emit({ kind: 'accountChanged', user });
  return null;
}
