/** The state as a person wants to see it. */
import { type Price, ZERO } from '../base/index.js';
import { signOf, type Side } from '../market/index.js';
import { dayPnlOf, equityOf, exposureOf } from './account-facts.js';
import { needsCalibration } from './calibration-book.js';
import { marginCapacityOf } from './capacity-facts.js';
import type { TradingState } from './decision.js';
import type { Draft } from './draft.js';
import { coinsOf, sumOf, valueOf } from './facts.js';
import { headroomOf } from './headroom.js';
import { isWaived } from './is-waived.js';
import { entryPriceOf, markOf, positionOf, unrealizedPnlOf } from './market-facts.js';
import { createMeasureReader } from './measure-reader.js';
import { readObjectives } from './objective-facts.js';
import type { CalibrationView, MarketView, StatusView } from './status-view.js';
import { isWorse } from './trading-state.js';

export function viewState(draft: Draft): StatusView {
  const { facts, state } = draft;
  const { markets: declared, triggers } = draft.context.rules;
  const markets = [...declared.keys()].map((coin) => viewMarket(draft, coin));
  return {
    at: state.at,
    state: markets.reduce<TradingState>(
      (worst, market) => (isWorse(market.state, worst) ? market.state : worst),
      'active',
    ),
    equity: valueOf(equityOf(facts)),
    dayPnl: valueOf(dayPnlOf(facts)),
    exposure: valueOf(exposureOf(facts, (coin) => positionOf(facts, coin))),
    unrealizedPnl: valueOf(sumOf(coinsOf(facts).map((coin) => unrealizedPnlOf(facts, coin)))),
    openOrders: state.orders.orders.length,
    unansweredOrders: state.orders.orders.filter(({ status }) => status === 'unknown').length,
    fills: state.fills,
    denied: state.denied,
    rejected: state.rejected,
    markets,
    headroom: triggers
      .filter(({ rule }) => !isWaived(rule, state.at))
      .map((instance) => headroomOf(draft, instance)),
    objectives: readObjectives(facts, (coin) => createMeasureReader(facts, coin, null)).map(
      ({ rule, coin, isMet, reason }) => ({
        rule: rule.path,
        coin,
        isMet,
        ...reason,
      }),
    ),
  };
}

function viewMarket(draft: Draft, coin: string): MarketView {
  const { facts, state } = draft;
  const standing = state.states[coin] ?? { state: 'active', rule: null, endsBy: '' };
  return {
    coin,
    state: standing.state,
    heldBy: standing.rule,
    endsBy: standing.state === 'active' ? null : standing.endsBy,
    position: valueOf(positionOf(facts, coin)),
    entryPrice: valueOf(entryPriceOf(facts, coin)),
    mark: valueOf(markOf(facts, coin)),
    unrealizedPnl: valueOf(unrealizedPnlOf(facts, coin)),
    realizedPnl: state.positions[coin]?.realizedPnl ?? ZERO,
    marginCapacity: valueOf(marginCapacityOf(facts, coin)),
    calibration: viewCalibration(draft, coin),
    bids: restingPrices(draft, coin, 'buy'),
    asks: restingPrices(draft, coin, 'sell'),
  };
}

function viewCalibration(draft: Draft, coin: string): CalibrationView | null {
  const quote = draft.context.rules.markets.get(coin)?.quote ?? null;
  if (quote === null || !needsCalibration(quote)) return null;
  const { sample = 0, found = null } = draft.state.calibrations[coin] ?? {};
  return { sample, leastSample: quote.calibration.leastSample, found };
}

function restingPrices(draft: Draft, coin: string, side: Side): readonly Price[] {
  return draft.state.orders.orders
    .filter((order) => order.coin === coin && order.side === side && order.status === 'resting')
    .map(({ price }) => price)
    .sort((a, b) => b.comparedTo(a) * signOf(side));
}
