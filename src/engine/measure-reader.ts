/** What each measure of a policy comes to: as things are, or as an order would leave them. */
import { decimal, type DurationMs, ONE, type Size, unreachable, ZERO } from '../base/index.js';
import { isAccountMeasure, type MarketMeasure, type MeasureName } from '../check/index.js';
import type { MeasureReader, MeasureValue } from '../compile/index.js';
import { exposureOf, marginUsedOf, marginUtilizationOf } from './account-facts.js';
import { liquidationBufferOf, liquidationPriceOf, marginCapacityOf } from './capacity-facts.js';
import { duplicatesOf, eventsOf, type OrderToSend } from './event-facts.js';
import { coinsOf, type Facts, known, mapBoth, MISSING, NOTHING, remember, sumOf } from './facts.js';
import { ageOf, unknownBy } from './freshness.js';
import { atrRatioOf } from './kelly-facts.js';
import { type LiveOrder, liveSize, positionAfter, worstPosition } from './live-orders.js';
import {
  entryPriceOf,
  fundingRateOf,
  markOf,
  midOf,
  oracleOf,
  positionDifferenceOf,
  positionOf,
  spreadOf,
  unrealizedPnlOf,
  valueOfPosition,
} from './market-facts.js';
import { objectivesLeftOf } from './objective-facts.js';
import { slippageOf } from './order-slippage.js';
import { openRiskOf, orderRiskOf, timeWithoutStopOf } from './stop-risk.js';
import { readAccountMeasure } from './read-account-measure.js';

/** An order before it is sent, beside all others that may fill. `size` is the whole order. */
export interface OrderUnderCheck extends OrderToSend {
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
  const read = (
    name: MeasureName,
    named: string | null,
    windowMs: DurationMs | null = null,
    book?: string,
  ): MeasureValue => {
    const market = named ?? coin;
    const use: MeasureUse = { coin: market, windowMs, book };
    if (order !== null) return readMeasure(facts, name, use, order);
    return remember(facts, `read ${name} ${market ?? ''} ${windowMs ?? ''} ${book ?? ''}`, () =>
      readMeasure(facts, name, use, null),
    );
  };
  return {
    read,
    readAccountWide: (name, windowMs) =>
      sumOf(coinsOf(facts).map((each) => read(name, each, windowMs))),
    at: facts.state.at,
    ageOf: (feed, named) => decimal(ageOf(facts, feed, named ?? coin)),
  };
}

interface MeasureUse {
  readonly coin: string | null;
  readonly windowMs: DurationMs | null;
  readonly book: string | undefined;
}

function readMeasure(
  facts: Facts,
  name: MeasureName,
  { coin, windowMs, book }: MeasureUse,
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
    case 'order.risk':
      return order === null ? MISSING : orderRiskOf(facts, order);
    case 'order.slippage':
      return order === null ? MISSING : slippageOf(facts, order);
    case 'order.duplicates':
      return windowMs === null ? MISSING : duplicatesOf(facts, order, windowMs);
    case 'exposure':
      return exposureOf(facts, read);
    case 'net_exposure':
      return netExposureOf(facts, order);
    case 'open_positions':
      return sumOf(coinsOf(facts).map((market) => isOpen(read(market))));
    case 'margin_used':
      return marginUsedOf(facts, read);
    case 'margin_utilization':
      return marginUtilizationOf(facts, read);
    case 'objectives_left':
      return objectivesLeftOf(facts, (market) => createMeasureReader(facts, market, null));
    default:
      if (isAccountMeasure(name)) return readAccountMeasure(facts, name, book);
      return coin === null ? MISSING : readMarketMeasure(facts, name, coin, order, windowMs);
  }
}

function readMarketMeasure(
  facts: Facts,
  name: MarketMeasure,
  coin: string,
  order: OrderUnderCheck | null,
  windowMs: DurationMs | null,
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
    case 'funding_rate':
      return fundingRateOf(facts, coin);
    case 'atr_ratio':
      return atrRatioOf(facts, coin);
    case 'position':
      return positionUnder(facts, coin, order);
    case 'position_value':
      return valueOfPosition(facts, coin, positionUnder(facts, coin, order));
    case 'position_difference':
      return positionDifferenceOf(facts, coin);
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
    case 'open_risk':
      return openRiskOf(facts, coin, order);
    case 'time_without_stop':
      return timeWithoutStopOf(facts, coin);
    case 'open_orders':
      return openOrdersOf(facts, coin, order);
    case 'unresolved_orders':
      return unresolvedOrdersOf(facts, coin);
    case 'orders':
    case 'cancels':
    case 'fills':
    case 'rejections':
    case 'rate_limit_errors':
    case 'liquidations':
      return windowMs === null ? MISSING : eventsOf(facts, name, coin, windowMs, order);
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

/** Orders that may fill in a market, the one under check among them. */
export function openOrdersOf(
  facts: Facts,
  coin: string,
  order: OrderUnderCheck | null,
): MeasureValue {
  const unknown = unknownBy(facts, ['stream'], null);
  if (unknown !== null) return unknown;
  // What rests is known by the same reconciliation as the position.
  if (!facts.state.isPositionKnown) return MISSING;
  const others: readonly LiveOrder[] = order?.others ?? facts.state.orders.orders;
  const count = others.filter((each) => each.coin === coin).length;
  return known(decimal(count + (order?.coin === coin ? 1 : 0)));
}

/** Of unknown outcome: the reply was lost, and no snapshot has settled it. */
function unresolvedOrdersOf({ state }: Facts, coin: string): MeasureValue {
  const unresolved = state.orders.orders.filter(
    (each) => each.coin === coin && each.status === 'unknown',
  );
  return known(decimal(unresolved.length));
}

function isOpen(position: MeasureValue): MeasureValue {
  if (position.status !== 'known') return position;
  return known(position.value.isZero() ? ZERO : ONE);
}

/**
 * USD, signed: position × mark over all markets. In a limit the other markets take whichever way
 * of filling, all long or all short, leaves the larger sum.
 */
function netExposureOf(facts: Facts, order: OrderUnderCheck | null): MeasureValue {
  const net = (positionIn: (coin: string) => MeasureValue): MeasureValue =>
    sumOf(coinsOf(facts).map((coin) => signedValueOf(facts, coin, positionIn(coin))));
  if (order === null) return net((coin) => positionOf(facts, coin));
  const [long, short] = (['buy', 'sell'] as const).map((side) =>
    net((coin) => {
      const position = positionUnder(facts, coin, order);
      if (coin === order.coin) return position;
      const now = positionOf(facts, coin);
      if (now.status !== 'known') return now;
      return known(positionAfter(now.value, side, liveSize(order.others, coin, side)));
    }),
  );
  if (long?.status !== 'known') return long ?? MISSING;
  if (short?.status !== 'known') return short ?? MISSING;
  return short.value.abs().gt(long.value.abs()) ? short : long;
}

function signedValueOf(facts: Facts, coin: string, position: MeasureValue): MeasureValue {
  if (position.status === 'known' && position.value.isZero()) return NOTHING;
  return mapBoth(position, markOf(facts, coin), (size, mark) => size.times(mark));
}
