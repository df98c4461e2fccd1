/** The venue: accounts and markets behind the `SimulatedVenue` face. */
import {
  assertInvariant,
  decimal,
  type Money,
  type Notional,
  type TimeMs,
  ZERO,
} from '../base/index.js';
import type { FeeRates, Instrument, MarketEvent, OrderRequest } from '../market/index.js';
import { receiveOrder } from './arriving-order.js';
import { accountReport, availableToTrade } from './clearinghouse.js';
import { endOrder } from './execution.js';
import { type FeeBook, fixedFees, tieredFees } from './fee-book.js';
import { feeRatesOf, type FeeStanding } from './fee-schedule.js';
import { applyMarketEvent } from './market-flow.js';
import { transferCash } from './move-cash.js';
import { type QueueModel, riskAverseQueue } from './queue-model.js';
import { RestingOrders } from './resting-orders.js';
import { SimulatedAccount } from './simulated-account.js';
import { accountOf, marketOf, type SimulatedMarket, type VenueState } from './simulated-market.js';
import type {
  MarketSnapshot,
  PlaceResult,
  SimulatedVenue,
  SimulatedVenueEvent,
} from './simulated-venue.js';
import { moveMargin } from './move-margin.js';
import { setLeverage } from './set-leverage.js';
import { VisibleBook } from './visible-book.js';
import { endStop, receiveStop } from './stop-orders.js';
import { arrivingOrder, asOpenOrder, type WorkingOrder } from './working-order.js';

/** What the venue lets an account have that has not traded much. */
const OPEN_ORDERS_MOST = 1000;
/** USD. Source: facts of the venue, §7.4. */
const PARTIAL_LIQUIDATION_ABOVE = decimal(100_000);

export interface SimulatedVenueOptions {
  readonly instruments: readonly Instrument[];
  /** Hears everything that happens, in order, while it happens: do not call back into the venue. */
  readonly emit: (event: SimulatedVenueEvent) => void;
  /** The same for every account. Default: the base tier, 1.5 and 4.5 basis points. */
  readonly feeRates?: FeeRates;
  /** Rates by tier instead, as each account trades on from this standing. */
  readonly feeStanding?: FeeStanding;
  /** Default 1. */
  readonly firstOrderId?: number;
  /** Default 1. */
  readonly firstTradeId?: number;
  /** Default 1000. */
  readonly openOrdersMost?: number;
  /** What becomes of a reduce-only order larger than the position; default `shrink`. */
  readonly reduceOnlyOversize?: 'shrink' | 'reject';
  /** Whether a reduce-only order that closes all may be below $10; default `exempt`. */
  readonly smallClose?: 'exempt' | 'reject';
  /** USD; a larger position is liquidated a fifth at first. Default 100,000 (testnet: 10,000). */
  readonly partialLiquidationAbove?: Notional;
  /** How orders move up behind the market's; default `riskAverseQueue`. */
  readonly queue?: QueueModel;
}

/**
 * A venue with nothing on its books. Unknown coins and users, and market events that hold no
 * positive number or a crossed book, throw `InvariantError`: the caller knows them or checks first.
 */
export function createSimulatedVenue(options: SimulatedVenueOptions): SimulatedVenue {
  const markets = options.instruments.map((instrument) => [
    instrument.coin,
    emptyMarket(instrument),
  ]);
  const state: VenueState = {
    markets: new Map(markets as [string, SimulatedMarket][]),
    accounts: new Map(),
    fees: feesOf(options),
    openOrdersMost: options.openOrdersMost ?? OPEN_ORDERS_MOST,
    reduceOnlyOversize: options.reduceOnlyOversize ?? 'shrink',
    smallClose: options.smallClose ?? 'exempt',
    partialLiquidationAbove: options.partialLiquidationAbove ?? PARTIAL_LIQUIDATION_ABOVE,
    queue: options.queue ?? riskAverseQueue,
    emit: options.emit,
    nextOrderId: options.firstOrderId ?? 1,
    nextTradeId: options.firstTradeId ?? 1,
    nextTransferId: 1,
    nextLiquidationId: 1,
  };
  return { instruments: options.instruments, ...accountCalls(state), ...orderCalls(state) };
}

/** A standing goes before fixed rates. */
function feesOf({ feeRates, feeStanding }: SimulatedVenueOptions): FeeBook {
  if (feeStanding !== undefined) return tieredFees(feeStanding);
  return fixedFees(feeRates ?? feeRatesOf({ volume: ZERO }));
}

function emptyMarket(instrument: Instrument): SimulatedMarket {
  return {
    instrument,
    book: new VisibleBook(),
    orders: new RestingOrders(),
    mark: null,
    oracle: null,
    fundingRate: ZERO,
    hasContext: false,
    time: 0,
  };
}

type OrderCalls = 'place' | 'cancel' | 'cancelByClientOrderId' | 'cancelAll' | 'applyMarket';
type AccountCalls = Exclude<keyof SimulatedVenue, OrderCalls | 'instruments'>;

function orderCalls(state: VenueState): Pick<SimulatedVenue, OrderCalls> {
  return {
    applyMarket(event: MarketEvent): void {
      applyMarketEvent(state, marketOf(state, event.coin), event);
    },
    place(user: string, request: OrderRequest, now: TimeMs): PlaceResult {
      const account = accountOf(state, user);
      const market = marketOf(state, request.coin);
      const order = arrivingOrder(account, request, state.nextOrderId++, now);
      return order.triggerPrice === null
        ? receiveOrder(state, market, order, now)
        : receiveStop(state, market, order, now);
    },
    cancel(user: string, orderId: number, now: TimeMs): boolean {
      const order = allOrders(state, user).find((each) => each.orderId === orderId);
      if (order === undefined) return false;
      endAny(state, order, 'canceled', now);
      return true;
    },
    cancelByClientOrderId(user, coin, clientOrderId, now): boolean {
      for (const order of allOrders(state, user)) {
        if (order.coin !== coin || order.clientOrderId !== clientOrderId) continue;
        endAny(state, order, 'canceled', now);
        return true;
      }
      return false;
    },
    cancelAll(user: string, now: TimeMs, status: string): number {
      const orders = allOrders(state, user);
      for (const order of orders) endAny(state, order, status, now);
      return orders.length;
    },
  };
}

/** What rests on the books, then the stops that wait. */
function allOrders(state: VenueState, user: string): readonly WorkingOrder[] {
  const { orders, stops } = accountOf(state, user);
  return [...orders.values(), ...stops.values()];
}

function endAny(state: VenueState, order: WorkingOrder, status: string, now: TimeMs): void {
  if (order.account.stops.has(order.orderId)) endStop(state, order, status, now);
  else endOrder(state, marketOf(state, order.coin), order, status, now);
}

function accountCalls(state: VenueState): Pick<SimulatedVenue, AccountCalls> {
  return {
    addAccount(user: string, cash: Money): void {
      assertInvariant(!state.accounts.has(user), `${user} has no account yet`);
      state.accounts.set(user, new SimulatedAccount(user, cash));
    },
    hasAccount: (user) => state.accounts.has(user),
    setLeverage: (user, coin, value, mode) => setLeverage(state, user, coin, { value, mode }),
    moveMargin: (user, coin, amount) => moveMargin(state, user, coin, amount),
    account: (user, now) => accountReport(state, accountOf(state, user), now),
    leverageOf(user, coin) {
      const { instrument } = marketOf(state, coin);
      const account = accountOf(state, user);
      return { value: account.leverage(instrument), mode: account.mode(coin) };
    },
    openOrders: (user) => allOrders(state, user).map(asOpenOrder),
    transfer: (user, amount, now) => transferCash(state, user, amount, now),
    ledger: (user, from, to) => accountOf(state, user).ledger.between(from, to),
    fills: (user, from, to) => accountOf(state, user).fillsBetween(from, to),
    orderRecord: (user, id) => accountOf(state, user).history.find(id),
    orderRecords: (user) => accountOf(state, user).history.all(),
    feeRates: (user) => state.fees.currentRatesOf(user),
    market: (coin) => marketSnapshot(marketOf(state, coin)),
    availableToTrade: (user, coin) =>
      availableToTrade(state, accountOf(state, user), marketOf(state, coin)),
  };
}

function marketSnapshot(market: SimulatedMarket): MarketSnapshot {
  return {
    coin: market.instrument.coin,
    mark: market.mark,
    oracle: market.oracle,
    fundingRate: market.fundingRate,
    bids: market.book.levels('buy'),
    asks: market.book.levels('sell'),
    time: market.time,
  };
}
