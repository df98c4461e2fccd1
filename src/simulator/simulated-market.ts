/** One market of the venue, and the venue's whole state as its parts pass it on. */
import type { Decimal, Notional, Price, TimeMs } from '../base/index.js';
import { assertInvariant } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import type { FeeBook } from './fee-book.js';
import type { QueueModel } from './queue-model.js';
import type { RestingOrders } from './resting-orders.js';
import type { SimulatedAccount } from './simulated-account.js';
import type { SimulatedVenueEvent } from './simulated-venue.js';
import type { VisibleBook } from './visible-book.js';

export interface SimulatedMarket {
  readonly instrument: Instrument;
  readonly book: VisibleBook;
  readonly orders: RestingOrders;
  mark: Price | null;
  oracle: Price | null;
  fundingRate: Decimal;
  /** Whether the feed ever gave a mark; until then the mark follows the mid. */
  hasContext: boolean;
  time: TimeMs;
}

export interface VenueState {
  readonly markets: ReadonlyMap<string, SimulatedMarket>;
  readonly accounts: Map<string, SimulatedAccount>;
  readonly fees: FeeBook;
  readonly openOrdersMost: number;
  readonly reduceOnlyOversize: 'shrink' | 'reject';
  readonly smallClose: 'exempt' | 'reject';
  /** USD: of larger positions a fifth goes to the book first. */
  readonly partialLiquidationAbove: Notional;
  readonly queue: QueueModel;
  readonly emit: (event: SimulatedVenueEvent) => void;
  nextOrderId: number;
  nextTradeId: number;
  nextTransferId: number;
  nextLiquidationId: number;
}

/** Throws `InvariantError` for a coin that is not in the universe. */
export function marketOf(state: VenueState, coin: string): SimulatedMarket {
  const market = state.markets.get(coin);
  assertInvariant(market !== undefined, `\`${coin}\` is a market of this venue`);
  return market;
}

/** Throws `InvariantError` for a user without an account. */
export function accountOf(state: VenueState, user: string): SimulatedAccount {
  const account = state.accounts.get(user);
  assertInvariant(account !== undefined, `${user} has an account`);
  return account;
}

/** The mark of a market in which somebody holds a position. */
export function knownMark(market: SimulatedMarket): Price {
  assertInvariant(market.mark !== null, `${market.instrument.coin} has a mark`);
  return market.mark;
}
