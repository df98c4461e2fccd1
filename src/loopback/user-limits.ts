/** What an account may still do: its fees, its actions, what it can add on each side. */
import { type Money, ZERO } from '../base/index.js';
import { encodeUserFees, encodeUserRateLimit, wireDecimal } from '../hyperliquid/index.js';
import { roundSizeDown } from '../market/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** A user without an account is shown the rates of one that pays nothing. */
export function answerUserFees(scope: LoopbackScope, user: string): object {
  return encodeUserFees(
    scope.venue.hasAccount(user) ? scope.venue.feeRates(user) : { maker: ZERO, taker: ZERO },
  );
}

export function answerUserRateLimit(scope: LoopbackScope, user: string): object {
  const volume = scope.tradedBy(user);
  return {
    ...encodeUserRateLimit({
      volume,
      used: scope.budget.usedBy(user),
      cap: scope.budget.capOf(user),
    }),
    nRequestsSurplus: 0,
  };
}

/** USD and contracts that each side may still add; null where the coin is not known. */
export function answerActiveAssetData(
  scope: LoopbackScope,
  user: string,
  coin: string,
): object | null {
  const instrument = scope.instrumentOf(coin);
  if (instrument === null) return null;
  const { mark } = scope.venue.market(coin);
  const isKnown = scope.venue.hasAccount(user);
  const leverage = isKnown
    ? scope.venue.leverageOf(user, coin)
    : { value: instrument.maxLeverage, mode: 'cross' as const };
  const free = isKnown ? scope.venue.availableToTrade(user, coin) : { buy: ZERO, sell: ZERO };
  const contracts = (money: Money): string => {
    if (mark === null) return wireDecimal(ZERO);
    const size = money.times(leverage.value).div(mark);
    return wireDecimal(roundSizeDown(size, instrument.sizeDecimals));
  };
  return {
    user,
    coin,
    leverage: { type: leverage.mode, value: leverage.value },
    maxTradeSzs: [contracts(free.buy), contracts(free.sell)],
    availableToTrade: [wireDecimal(free.buy), wireDecimal(free.sell)],
    markPx: wireDecimal(mark ?? ZERO),
  };
}
