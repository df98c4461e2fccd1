/** `clearinghouseState`: an account's margin and positions, and what could be withdrawn. */
import { Decimal, decimal, type Money, type Notional, type TimeMs, ZERO } from '../base/index.js';
import { wireDecimal } from '../hyperliquid/index.js';
import { initialMargin, maintenanceMargin } from '../margin/index.js';
import type { AccountReport, OpenOrder, PositionReport } from '../market/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** The venue keeps a tenth of the positions' value in the account when money is withdrawn. */
const WITHDRAWAL_RESERVE = decimal('0.1');
/** Averages and ratios may have no end; the wire's figures do. */
const AVERAGE_DECIMALS = 10;

interface ValuedPosition {
  readonly report: PositionReport;
  /** Size times mark, exact and signed: whoever divides by the size gets the mark. */
  readonly signedValue: Notional;
}

/** As told now: where a fault holds it up, that of a while ago. */
export function toldClearinghouseState(scope: LoopbackScope, user: string): object {
  return scope.faults.heldState(user) ?? answerClearinghouseState(scope, user);
}

/** An account that is not known here (an agent's address, say) is answered as an empty one. */
export function answerClearinghouseState(scope: LoopbackScope, user: string): object {
  const time = scope.now();
  const isKnown = scope.venue.hasAccount(user);
  const account = isKnown ? scope.venue.account(user, time) : emptyAccount(time);
  const positions = account.positions.map((report) => valuePosition(scope, report));
  const isolated = positions.filter(({ report }) => report.marginMode === 'isolated');
  const cross = positions.filter(({ report }) => report.marginMode === 'cross');
  const crossEquity = account.equity.minus(sumOf(isolated, ({ report }) => report.marginUsed));
  const isolatedMaintenance = sumOf(isolated, (position) => maintenanceOf(scope, position));
  const reserved = isKnown ? reservedOf(scope, user, account) : ZERO;
  return {
    marginSummary: wireSummary(account.equity, positions),
    crossMarginSummary: wireSummary(crossEquity, cross),
    crossMaintenanceMarginUsed: figure(account.maintenanceMargin.minus(isolatedMaintenance)),
    withdrawable: figure(withdrawableOf(crossEquity, cross, reserved)),
    assetPositions: positions.map((position) => ({
      type: 'oneWay',
      position: wirePosition(scope, position),
    })),
    time,
  };
}

/** `totalRawUsd` is the cash leg: what is left of the account's value without the positions'. */
function wireSummary(equity: Money, positions: readonly ValuedPosition[]): object {
  const net = sumOf(positions, ({ signedValue }) => signedValue);
  return {
    accountValue: figure(equity),
    totalNtlPos: figure(sumOf(positions, ({ signedValue }) => signedValue.abs())),
    totalRawUsd: figure(equity.minus(net)),
    totalMarginUsed: figure(sumOf(positions, ({ report }) => report.marginUsed)),
  };
}

function wirePosition(scope: LoopbackScope, { report, signedValue }: ValuedPosition): object {
  const { entryPrice, leverage, liquidationPrice, marginUsed, size, unrealizedPnl } = report;
  const rawUsd = report.marginMode === 'isolated' ? marginUsed.minus(signedValue) : null;
  const margin = initialMargin(size, entryPrice, leverage);
  return {
    coin: report.coin,
    szi: wireDecimal(size),
    leverage: {
      type: report.marginMode,
      value: leverage,
      ...(rawUsd === null ? {} : { rawUsd: figure(rawUsd) }),
    },
    entryPx: figure(entryPrice),
    positionValue: figure(signedValue.abs()),
    unrealizedPnl: figure(unrealizedPnl),
    returnOnEquity: figure(margin.isZero() ? ZERO : unrealizedPnl.div(margin)),
    liquidationPx: liquidationPrice === null ? null : figure(liquidationPrice),
    marginUsed: figure(marginUsed),
    maxLeverage: scope.instrumentOf(report.coin)?.maxLeverage ?? leverage,
    cumFunding: { allTime: '0.0', sinceOpen: '0.0', sinceChange: '0.0' },
  };
}

/**
 * Cross equity less the larger of initial margin (reservations included) and a tenth of the
 * positions' value. Source: facts of the venue, §7.5.
 */
function withdrawableOf(
  crossEquity: Money,
  cross: readonly ValuedPosition[],
  reserved: Money,
): Money {
  const marginUsed = sumOf(cross, ({ report }) => report.marginUsed);
  const value = sumOf(cross, ({ signedValue }) => signedValue.abs());
  const kept = Decimal.max(marginUsed.plus(reserved), value.times(WITHDRAWAL_RESERVE));
  return Decimal.max(ZERO, crossEquity.minus(kept));
}

/** Orders against the position, and reduce-only ones, reserve nothing. */
function reservedOf(scope: LoopbackScope, user: string, account: AccountReport): Money {
  const growing = scope.venue.openOrders(user).filter((order) => isGrowing(order, account));
  return sumOf(growing, (order) => {
    const leverage = scope.venue.leverageOf(user, order.coin).value;
    return initialMargin(order.size, order.price, leverage);
  });
}

function isGrowing(order: OpenOrder, account: AccountReport): boolean {
  if (order.reduceOnly) return false;
  const position = account.positions.find(({ coin }) => coin === order.coin);
  return position === undefined || position.size.isPositive() === (order.side === 'buy');
}

function maintenanceOf(scope: LoopbackScope, { report, signedValue }: ValuedPosition): Money {
  const instrument = scope.instrumentOf(report.coin);
  return instrument === null ? ZERO : maintenanceMargin(instrument, signedValue);
}

function valuePosition(scope: LoopbackScope, report: PositionReport): ValuedPosition {
  const mark = scope.venue.market(report.coin).mark ?? report.entryPrice;
  return { report, signedValue: report.size.times(mark) };
}

function emptyAccount(time: TimeMs): AccountReport {
  return { time, equity: ZERO, marginUsed: ZERO, maintenanceMargin: ZERO, positions: [] };
}

function figure(value: Decimal): string {
  return wireDecimal(value.toDecimalPlaces(AVERAGE_DECIMALS, Decimal.ROUND_HALF_EVEN));
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => Decimal): Decimal {
  return items.reduce((sum, item) => sum.plus(valueOf(item)), ZERO);
}
