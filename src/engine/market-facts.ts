/** What is known of one market: prices from its feeds, the position from fills. */
import { Decimal, type Price, ZERO } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import { impliedMark, positionDifference, reportedPosition } from './account-book.js';
import {
  type Facts,
  known,
  mapBoth,
  marketOf,
  MISSING,
  NONE,
  NOTHING,
  rememberOfSize,
  rememberStanding,
} from './facts.js';
import { unknownBy } from './freshness.js';

/** The venue's mark; in a market the policy does not declare, what the last report implies. */
export function markOf(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `mark ${coin}`, () => {
    if (marketOf(facts.policy, coin) === undefined) return foreignMark(facts, coin);
    const mark = facts.state.markets[coin]?.mark ?? null;
    return unknownBy(facts, ['mark'], coin) ?? (mark === null ? MISSING : known(mark));
  });
}

export function oracleOf(facts: Facts, coin: string): MeasureValue {
  const oracle = facts.state.markets[coin]?.oracle ?? null;
  return unknownBy(facts, ['mark'], coin) ?? (oracle === null ? MISSING : known(oracle));
}

/** Hourly. */
export function fundingRateOf(facts: Facts, coin: string): MeasureValue {
  const rate = facts.state.markets[coin]?.fundingRate ?? null;
  return unknownBy(facts, ['mark'], coin) ?? (rate === null ? MISSING : known(rate));
}

/** Half way between the best prices; missing while a side is empty. */
export function midOf(facts: Facts, coin: string): MeasureValue {
  return fromTop(facts, coin, (bid, ask) => bid.plus(ask).div(2));
}

/** (best ask − best bid) / mid. */
export function spreadOf(facts: Facts, coin: string): MeasureValue {
  return fromTop(facts, coin, (bid, ask) => ask.minus(bid).div(bid.plus(ask).div(2)));
}

/** Signed contracts from fills; missing until a reconciliation stands behind them. */
export function positionOf(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `position ${coin}`, () => {
    if (!facts.state.isPositionKnown) return MISSING;
    return (
      unknownBy(facts, ['stream', 'account'], null) ??
      known(facts.state.positions[coin]?.size ?? ZERO)
    );
  });
}

/** Contracts: our position less the venue's, fills that its report cannot know of set aside. */
export function positionDifferenceOf(facts: Facts, coin: string): MeasureValue {
  const position = positionOf(facts, coin);
  if (position.status !== 'known') return position;
  const difference = positionDifference(facts.state.account, coin, position.value);
  return difference === null ? MISSING : known(difference);
}

/** USD: |position| × mark. A flat market is worth nothing at any mark. */
export function valueOfPosition(facts: Facts, coin: string, position: MeasureValue): MeasureValue {
  if (position.status !== 'known') return position;
  if (position.value.isZero()) return NOTHING;
  return rememberOfSize(facts, `position_value ${coin}`, position.value, () =>
    mapBoth(position, markOf(facts, coin), (size, mark) => size.abs().times(mark)),
  );
}

/** Average entry; none when flat. */
export function entryPriceOf(facts: Facts, coin: string): MeasureValue {
  const position = positionOf(facts, coin);
  if (position.status !== 'known') return position;
  const entryPrice = facts.state.positions[coin]?.entryPrice ?? null;
  return entryPrice === null ? NONE : known(entryPrice);
}

/** USD: position × (mark − entry); 0 when flat. */
export function unrealizedPnlOf(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `unrealized_pnl ${coin}`, () => {
    const entry = entryPriceOf(facts, coin);
    if (entry.status === 'none') return NOTHING;
    const gain = mapBoth(markOf(facts, coin), entry, (mark, price) => mark.minus(price));
    return mapBoth(positionOf(facts, coin), gain, (size, perContract) => size.times(perContract));
  });
}

function fromTop(
  facts: Facts,
  coin: string,
  reckon: (bid: Price, ask: Price) => Decimal,
): MeasureValue {
  const data = facts.state.markets[coin];
  const unknown = unknownBy(facts, ['book'], coin);
  if (unknown !== null) return unknown;
  if (data === undefined || data.bid === null || data.ask === null) return MISSING;
  return known(reckon(data.bid.price, data.ask.price));
}

/** Without a position to go by, the dearest of the orders there: a worst case. */
function foreignMark(facts: Facts, coin: string): MeasureValue {
  const unknown = unknownBy(facts, ['account'], null);
  if (unknown !== null) return unknown;
  const report = reportedPosition(facts.state.account.report, coin);
  if (report !== undefined) return known(impliedMark(report));
  const prices = facts.state.orders.orders
    .filter((order) => order.coin === coin)
    .map(({ price }) => price);
  return prices.length === 0 ? MISSING : known(Decimal.max(...prices));
}
