/** `clearinghouseState`: an account's margin and positions, and what could be withdrawn. */
import { Decimal, decimal, type Money, type TimeMs, ZERO } from '../base/index.js';
import { encodeClearinghouseState } from '../hyperliquid/index.js';
import { initialMargin } from '../margin/index.js';
import type { AccountReport, OpenOrder } from '../market/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** The venue keeps a tenth of the positions' value in the account when money is withdrawn. */
const WITHDRAWAL_RESERVE = decimal('0.1');

/** An account that is not known here (an agent's address, say) is answered as an empty one. */
export function answerClearinghouseState(scope: LoopbackScope, user: string): object {
  const time = scope.now();
  const account = scope.venue.hasAccount(user)
    ? scope.venue.account(user, time)
    : emptyAccount(time);
  return encodeClearinghouseState(account, {
    withdrawable: withdrawableOf(scope, user, account),
    maxLeverageOf: (coin) => scope.instrumentOf(coin)?.maxLeverage ?? 1,
  });
}

/**
 * Cross equity less the larger of initial margin (reservations of orders that grow exposure
 * included) and a tenth of the positions' value. Source: facts of the venue, §7.5.
 */
function withdrawableOf(scope: LoopbackScope, user: string, account: AccountReport): Money {
  const cross = account.positions.filter(({ marginMode }) => marginMode === 'cross');
  const isolated = account.positions.filter(({ marginMode }) => marginMode === 'isolated');
  const crossEquity = account.equity.minus(sumOf(isolated, ({ marginUsed }) => marginUsed));
  const marginUsed = sumOf(cross, (position) => position.marginUsed);
  const value = sumOf(cross, ({ marginUsed: margin, leverage }) => margin.times(leverage));
  const openOrders = scope.venue.hasAccount(user) ? scope.venue.openOrders(user) : [];
  const reserved = sumOf(openOrders, (order) => {
    const leverage = scope.venue.leverageOf(user, order.coin).value;
    return isGrowing(order, account) ? initialMargin(order.size, order.price, leverage) : ZERO;
  });
  const kept = Decimal.max(marginUsed.plus(reserved), value.times(WITHDRAWAL_RESERVE));
  return Decimal.max(ZERO, crossEquity.minus(kept));
}

/** Orders against the position, and reduce-only ones, reserve nothing. */
function isGrowing(order: OpenOrder, account: AccountReport): boolean {
  const position = account.positions.find(({ coin }) => coin === order.coin);
  if (order.reduceOnly) return false;
  return position === undefined || position.size.isPositive() === (order.side === 'buy');
}

function emptyAccount(time: TimeMs): AccountReport {
  return { time, equity: ZERO, marginUsed: ZERO, maintenanceMargin: ZERO, positions: [] };
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => Decimal): Decimal {
  return items.reduce((sum, item) => sum.plus(valueOf(item)), ZERO);
}
