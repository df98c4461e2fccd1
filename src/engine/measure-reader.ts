/** What each measure of a policy comes to: as things are, or as an order would leave them. */
import { decimal, type Money, type Price, type Size, unreachable } from '../base/index.js';
import type { MeasureName } from '../check/index.js';
import type { MeasureReader, MeasureValue } from '../compile/index.js';
import type { Side } from '../market/index.js';
import {
  balanceOf,
  dayPnlOf,
  equityOf,
  exposureOf,
  freeMarginOf,
  maintenanceMarginOf,
  marginUsedOf,
  marginUtilizationOf,
} from './account-facts.js';
import { liquidationBufferOf, liquidationPriceOf, marginCapacityOf } from './capacity-facts.js';
import { coinsOf, type Facts, known, MISSING, remember, sumOf } from './facts.js';
import { ageOf, unknownBy } from './freshness.js';
import { type LiveOrder, liveSize, positionAfter, worstPosition } from './live-orders.js';
import {
  entryPriceOf,
  markOf,
  midOf,
  oracleOf,
  positionOf,
  spreadOf,
  unrealizedPnlOf,
  valueOfPosition,
} from './market-facts.js';

/** An order before it is sent, beside all others that may fill. */
export interface OrderUnderCheck {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  /** The whole order. */
  readonly size: Size;
  /** The part that does not merely shrink the position. */
  readonly addingSize: Size;
  readonly others: readonly LiveOrder[];
}

/**
 * A reader for the market at hand (`coin`; null for the account). With an order under check the
 * measures of the worst case count it and everything else that may fill on its side; in other
 * markets the larger side.
 */
export function createMeasureReader(
  facts: Facts,
  coin: string | null,
  order: OrderUnderCheck | null,
): MeasureReader {
  const read = (name: MeasureName, named: string | null): MeasureValue => {
    const market = named ?? coin;
    if (order !== null) return readMeasure(facts, name, market, order);
    return remember(facts, `read ${name} ${market ?? ''}`, () =>
      readMeasure(facts, name, market, null),
    );
  };
  return {
    read,
    readAccountWide: (name) => sumOf(coinsOf(facts).map((each) => read(name, each))),
    ageOf: (feed, named) => decimal(ageOf(facts, feed, named ?? coin)),
  };
}

function readMeasure(
  facts: Facts,
  name: MeasureName,
  coin: string | null,
  order: OrderUnderCheck | null,
): MeasureValue {
  const read = (market: string): MeasureValue => positionUnder(facts, market, order);
  switch (name) {
    case 'order.price':
      return order === null ? MISSING : known(order.price);
    case 'order.size':
      return order === null ? MISSING : known(order.addingSize);
    case 'order.notional':
      return order === null ? MISSING : known(order.addingSize.times(order.price));
    case 'exposure':
      return exposureOf(facts, read);
    case 'margin_used':
      return marginUsedOf(facts, read);
    case 'margin_utilization':
      return marginUtilizationOf(facts, read);
    case 'equity':
    case 'balance':
    case 'initial_balance':
    case 'day_start_balance':
    case 'day_start_equity':
    case 'peak_balance':
    case 'peak_equity':
    case 'day_pnl':
    case 'maintenance_margin':
    case 'free_margin':
    case 'consecutive_errors':
      return readAccountMeasure(facts, name);
    default:
      return coin === null ? MISSING : readMarketMeasure(facts, name, coin, order);
  }
}

type OrderMeasure = 'order.price' | 'order.size' | 'order.notional';
type AccountMeasure =
  | 'equity'
  | 'balance'
  | 'initial_balance'
  | 'day_start_balance'
  | 'day_start_equity'
  | 'peak_balance'
  | 'peak_equity'
  | 'day_pnl'
  | 'maintenance_margin'
  | 'free_margin'
  | 'consecutive_errors';
type PositionSum = 'exposure' | 'margin_used' | 'margin_utilization';
type MarketMeasure = Exclude<MeasureName, OrderMeasure | AccountMeasure | PositionSum>;

function readAccountMeasure(facts: Facts, name: AccountMeasure): MeasureValue {
  const { anchors, consecutiveErrors } = facts.state;
  switch (name) {
    case 'equity':
      return equityOf(facts);
    case 'balance':
      return balanceOf(facts);
    case 'initial_balance':
      return knownOrMissing(facts.policy.account.initialBalance);
    case 'day_start_balance':
      return knownOrMissing(anchors.dayStartBalance);
    case 'day_start_equity':
      return knownOrMissing(anchors.dayStartEquity);
    case 'peak_balance':
      return knownOrMissing(anchors.peakBalance);
    case 'peak_equity':
      return knownOrMissing(anchors.peakEquity);
    case 'day_pnl':
      return dayPnlOf(facts);
    case 'maintenance_margin':
      return maintenanceMarginOf(facts);
    case 'free_margin':
      return freeMarginOf(facts);
    case 'consecutive_errors':
      return known(decimal(consecutiveErrors));
    default:
      return unreachable(name);
  }
}

function readMarketMeasure(
  facts: Facts,
  name: MarketMeasure,
  coin: string,
  order: OrderUnderCheck | null,
): MeasureValue {
  switch (name) {
    case 'mark':
      return markOf(facts, coin);
    case 'mid':
      return midOf(facts, coin);
    case 'oracle':
      return oracleOf(facts, coin);
    case 'spread':
      return spreadOf(facts, coin);
    case 'position':
      return positionUnder(facts, coin, order);
    case 'position_value':
      return valueOfPosition(facts, coin, positionUnder(facts, coin, order));
    case 'entry_price':
      return entryPriceOf(facts, coin);
    case 'unrealized_pnl':
      return unrealizedPnlOf(facts, coin);
    case 'liquidation_price':
      return liquidationPriceOf(facts, coin);
    case 'liquidation_buffer':
      return liquidationBufferOf(facts, coin);
    case 'margin_capacity':
      return marginCapacityOf(facts, coin);
    case 'open_orders':
      return openOrdersOf(facts, coin, order);
    default:
      return unreachable(name);
  }
}

function positionUnder(facts: Facts, coin: string, order: OrderUnderCheck | null): MeasureValue {
  const position = positionOf(facts, coin);
  if (order === null || position.status !== 'known') return position;
  if (coin !== order.coin) return known(worstPosition(order.others, coin, position.value));
  const filled = liveSize(order.others, coin, order.side).plus(order.size);
  return known(positionAfter(position.value, order.side, filled));
}

function openOrdersOf(facts: Facts, coin: string, order: OrderUnderCheck | null): MeasureValue {
  const unknown = unknownBy(facts, ['stream'], null);
  if (unknown !== null) return unknown;
  // What rests is known by the same reconciliation as the position.
  if (!facts.state.isPositionKnown) return MISSING;
  const others: readonly LiveOrder[] = order?.others ?? facts.state.orders.orders;
  const count = others.filter((each) => each.coin === coin).length;
  return known(decimal(count + (order?.coin === coin ? 1 : 0)));
}

function knownOrMissing(level: Money | null): MeasureValue {
  return level === null ? MISSING : known(level);
}
