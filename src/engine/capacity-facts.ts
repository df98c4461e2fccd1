/** How large a position capital allows in a market, and how far from liquidation it is. */
import { type Decimal, decimal, ZERO } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import type { Instrument, PositionReport } from '../market/index.js';
import {
  liquidationBuffer,
  liquidationPrice,
  marginCapacity,
  tierLeverage,
} from '../margin/index.js';
import {
  equityOf,
  leverageOf,
  maintenanceMarginIn,
  maintenanceMarginOf,
  marginUsedElsewhere,
} from './account-facts.js';
import { reportedPosition } from './account-book.js';
import {
  type Facts,
  known,
  mapBoth,
  MISSING,
  NONE,
  NOTHING,
  rememberStanding,
  sumOf,
} from './facts.js';
import { unknownBy } from './freshness.js';
import { markOf, positionOf, unrealizedPnlOf } from './market-facts.js';

/** Contracts; 0 while there is no equity. */
export function marginCapacityOf(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `margin_capacity ${coin}`, () => {
    const instrument = facts.state.instruments[coin];
    if (instrument === undefined) return MISSING;
    const equity = equityOf(facts);
    if (equity.status === 'known' && equity.value.lte(0)) return NOTHING;
    const free = mapBoth(equity, marginUsedElsewhere(facts, coin), (level, used) =>
      level.minus(used),
    );
    return mapBoth(free, markOf(facts, coin), (available, mark) =>
      capacityAt(instrument, leverageOf(facts, coin), available, mark),
    );
  });
}

/** Whether `marginCapacityOf` would come to a figure, without coming to it. */
export function isCapacityKnown(facts: Facts, coin: string): boolean {
  if (facts.state.instruments[coin] === undefined) return false;
  const equity = equityOf(facts);
  if (equity.status !== 'known') return false;
  if (equity.value.lte(0)) return true;
  if (markOf(facts, coin).status !== 'known') return false;
  return marginUsedElsewhere(facts, coin).status === 'known';
}

/** The leverage that capacity and budgets are reckoned by: policy, venue and tier, the least. */
export function capacityLeverage(
  instrument: Instrument,
  leverage: number,
  available: Decimal,
): number {
  // The tier of the largest position that the rest would allow: no smaller one is tighter.
  const largest = decimal(available).times(leverage);
  return Math.min(leverage, tierLeverage(instrument, largest.lt(0) ? ZERO : largest));
}

function capacityAt(
  instrument: Instrument,
  leverage: number,
  available: Decimal,
  mark: Decimal,
): Decimal {
  return marginCapacity({
    equity: available,
    marginUsedElsewhere: ZERO,
    leverage: capacityLeverage(instrument, leverage, available),
    mark,
  });
}

/** The venue's price while its report has our position; else ours; none where there is none. */
export function liquidationPriceOf(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `liquidation_price ${coin}`, () => {
    const position = positionOf(facts, coin);
    if (position.status !== 'known') return position;
    if (position.value.isZero()) return NONE;
    const unknown = unknownBy(facts, ['account'], null);
    if (unknown !== null) return unknown;
    const report = reportedPosition(facts.state.account.report, coin);
    const isOurs = report !== undefined && report.size.eq(position.value);
    if (isOurs && report.liquidationPrice !== null) return known(report.liquidationPrice);
    return ownLiquidationPrice(facts, coin, position.value, report);
  });
}

/** 1 when flat or where nothing liquidates it; 0 at or past liquidation. */
export function liquidationBufferOf(facts: Facts, coin: string): MeasureValue {
  const position = positionOf(facts, coin);
  if (position.status !== 'known') return position;
  const one = known(decimal(1));
  if (position.value.isZero()) return one;
  const instrument = facts.state.instruments[coin];
  const price = liquidationPriceOf(facts, coin);
  if (price.status === 'none') return unknownBy(facts, ['account', 'mark'], coin) ?? one;
  if (instrument === undefined) return MISSING;
  return mapBoth(markOf(facts, coin), price, (mark, liquidation) =>
    liquidationBuffer({
      size: position.value,
      mark,
      liquidationPrice: liquidation,
      instrument,
    }),
  );
}

function ownLiquidationPrice(
  facts: Facts,
  coin: string,
  size: Decimal,
  report: PositionReport | undefined,
): MeasureValue {
  const instrument = facts.state.instruments[coin];
  const mark = markOf(facts, coin);
  if (instrument === undefined) return MISSING;
  if (mark.status !== 'known') return mark;
  const isIsolated = report?.marginMode === 'isolated';
  const maintenance = isIsolated ? maintenanceMarginIn(facts, coin) : maintenanceMarginOf(facts);
  const equity = isIsolated ? isolatedMarginOf(facts, coin, size, report) : equityOf(facts);
  if (maintenance.status !== 'known') return maintenance;
  if (equity.status !== 'known') return equity;
  const price = liquidationPrice({
    size,
    mark: mark.value,
    equity: equity.value,
    maintenanceMargin: maintenance.value,
    instrument,
  });
  return price === null ? NONE : known(price);
}

/** Collateral with its gain; what was added by fills since the report brings its own margin. */
function isolatedMarginOf(
  facts: Facts,
  coin: string,
  size: Decimal,
  report: PositionReport,
): MeasureValue {
  const collateral = report.marginUsed.minus(report.unrealizedPnl);
  const scaled = collateral.times(size.abs()).div(report.size.abs());
  return sumOf([known(scaled), unrealizedPnlOf(facts, coin)]);
}
