/** `clearinghouseState`: an account's equity, margin and positions. */
import { z } from 'zod';
import { Decimal, type Money, ZERO } from '../base/index.js';
import type { AccountReport, PositionReport } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { positiveDecimal, signedDecimal, unsignedDecimal, whole } from './wire-field.js';

const positionSchema = z.object({
  coin: z.string().min(1),
  szi: signedDecimal,
  entryPx: positiveDecimal,
  leverage: z.object({ type: z.enum(['cross', 'isolated']), value: z.int().positive() }),
  liquidationPx: signedDecimal.nullable(),
  marginUsed: signedDecimal,
  maxLeverage: z.int().positive(),
  positionValue: unsignedDecimal,
  unrealizedPnl: signedDecimal,
});

const stateSchema = z.object({
  assetPositions: z.array(z.object({ position: positionSchema })),
  crossMaintenanceMarginUsed: unsignedDecimal,
  marginSummary: z.object({ accountValue: signedDecimal, totalMarginUsed: signedDecimal }),
  time: whole,
});

const frameSchema = z.object({ user: z.string(), clearinghouseState: z.unknown() });

/**
 * The account as the venue reckons it. The venue names maintenance margin for cross positions
 * only; an isolated one adds that of its first tier, 1 / (2 · maximum leverage).
 */
export function decodeClearinghouseState(payload: unknown): AccountReport {
  const state = decodeWire(stateSchema, payload, 'clearinghouseState');
  const positions = state.assetPositions.map(({ position }) => position);
  const isolated = positions.filter((position) => position.leverage.type === 'isolated');
  return {
    time: state.time,
    equity: state.marginSummary.accountValue,
    marginUsed: state.marginSummary.totalMarginUsed,
    maintenanceMargin: isolated.reduce(
      (sum, position) => sum.plus(position.positionValue.div(2 * position.maxLeverage)),
      state.crossMaintenanceMarginUsed,
    ),
    positions: positions.flatMap((position) => decodePosition(position)),
  };
}

/** The same, as the WebSocket broadcasts it. */
export function decodeClearinghouseFrame(data: unknown): AccountReport {
  const frame = decodeWire(frameSchema, data, 'clearinghouseState');
  return decodeClearinghouseState(frame.clearinghouseState);
}

function decodePosition(position: z.output<typeof positionSchema>): readonly PositionReport[] {
  if (position.szi.isZero()) return [];
  return [
    {
      coin: position.coin,
      size: position.szi,
      entryPrice: position.entryPx,
      leverage: position.leverage.value,
      marginMode: position.leverage.type,
      // A price that cannot be reached is none: the venue writes null for it.
      liquidationPrice: position.liquidationPx?.gt(0) === true ? position.liquidationPx : null,
      marginUsed: position.marginUsed,
      unrealizedPnl: position.unrealizedPnl,
    },
  ];
}

/** The wire's form; `withdrawable` and the assets' maximum leverage are the clearinghouse's. */
export function encodeClearinghouseState(
  account: AccountReport,
  venue: { readonly withdrawable: Money; maxLeverageOf(coin: string): number },
): object {
  const positions = account.positions.map((report) => ({ report, value: valueOf(report) }));
  const cross = positions.filter(({ report }) => report.marginMode === 'cross');
  const isolated = positions.filter(({ report }) => report.marginMode === 'isolated');
  const isolatedEquity = sumOf(isolated.map(({ report }) => report.marginUsed));
  const isolatedMaintenance = sumOf(
    isolated.map(({ report, value }) => value.div(2 * venue.maxLeverageOf(report.coin))),
  );
  const { equity } = account;
  return {
    marginSummary: summary(equity, account.marginUsed, positions),
    crossMarginSummary: summary(
      equity.minus(isolatedEquity),
      account.marginUsed.minus(isolatedEquity),
      cross,
    ),
    crossMaintenanceMarginUsed: figure(account.maintenanceMargin.minus(isolatedMaintenance)),
    withdrawable: figure(venue.withdrawable),
    assetPositions: positions.map(({ report, value }) => ({
      type: 'oneWay',
      position: encodePosition(report, value, venue.maxLeverageOf(report.coin)),
    })),
    time: account.time,
  };
}

interface ValuedPosition {
  readonly report: PositionReport;
  readonly value: Money;
}

function encodePosition(report: PositionReport, value: Money, maxLeverage: number): object {
  const { entryPrice, marginMode, marginUsed, size, unrealizedPnl } = report;
  const liquidation = report.liquidationPrice;
  const cost = entryPrice.times(size.abs());
  const margin = cost.isZero() ? ZERO : cost.div(report.leverage);
  return {
    coin: report.coin,
    szi: wireDecimal(size),
    leverage: {
      type: marginMode,
      value: report.leverage,
      ...(marginMode === 'cross'
        ? {}
        : { rawUsd: figure(marginUsed.minus(value.times(signOfSize(size)))) }),
    },
    entryPx: figure(entryPrice),
    positionValue: figure(value),
    unrealizedPnl: figure(unrealizedPnl),
    returnOnEquity: figure(margin.isZero() ? ZERO : unrealizedPnl.div(margin)),
    liquidationPx: liquidation === null || liquidation.lte(0) ? null : figure(liquidation),
    marginUsed: figure(marginUsed),
    maxLeverage,
    cumFunding: { allTime: '0.0', sinceOpen: '0.0', sinceChange: '0.0' },
  };
}

function summary(accountValue: Money, marginUsed: Money, positions: readonly ValuedPosition[]) {
  const net = positions.map(({ report, value }) => value.times(signOfSize(report.size)));
  return {
    accountValue: figure(accountValue),
    totalNtlPos: figure(sumOf(positions.map(({ value }) => value))),
    totalRawUsd: figure(accountValue.minus(sumOf(net))),
    totalMarginUsed: figure(marginUsed),
  };
}

/** Size times mark, without dividing for the mark: cost plus (long) or minus (short) the PnL. */
function valueOf(report: PositionReport): Money {
  const { entryPrice, size, unrealizedPnl } = report;
  return size
    .abs()
    .times(entryPrice)
    .plus(unrealizedPnl.times(signOfSize(size)));
}

function signOfSize(size: Decimal): 1 | -1 {
  return size.isNegative() ? -1 : 1;
}

function sumOf(values: readonly Money[]): Money {
  return values.reduce((sum, value) => sum.plus(value), ZERO);
}

const DECIMALS = 10;

// An average entry price may have no end; the venue's figures do.
function figure(value: Decimal): string {
  return wireDecimal(value.toDecimalPlaces(DECIMALS, Decimal.ROUND_HALF_EVEN));
}
