/** A venue with one account and a market whose top can be set in a line. */
import { decimal } from '../../src/base/index.js';
import type { BookLevel, MarketEvent, OrderRequest, Side } from '../../src/market/index.js';
import {
  createSimulatedVenue,
  referenceInstruments,
  type SimulatedVenue,
  type SimulatedVenueEvent,
  type SimulatedVenueOptions,
} from '../../src/simulator/index.js';

export const USER = '0x00000000000000000000000000000000000000a1';
export const OTHER = '0x00000000000000000000000000000000000000b2';

export interface VenueFixture {
  readonly venue: SimulatedVenue;
  readonly events: SimulatedVenueEvent[];
}

/** HYPE shows 27.10 × 100 bid and 27.12 × 100 offered, ten levels a cent apart, marked at 27.11. */
export function venueAt(
  cash: string | number,
  options: Partial<SimulatedVenueOptions> = {},
): VenueFixture {
  const events: SimulatedVenueEvent[] = [];
  const emit = (event: SimulatedVenueEvent): void => void events.push(event);
  const venue = createSimulatedVenue({ instruments: referenceInstruments, emit, ...options });
  venue.addAccount(USER, decimal(cash));
  venue.applyMarket(bookChanged({}));
  venue.applyMarket(contextChanged('27.11'));
  return { venue, events };
}

/** Levels on a cent grid, `step` apart, each with `size` contracts. */
export function levels(side: Side, best: string, size = '100', depth = 10): BookLevel[] {
  const step = side === 'buy' ? '-0.01' : '0.01';
  return Array.from({ length: depth }, (_, index) => ({
    price: decimal(best).plus(decimal(step).times(index)),
    size: decimal(size),
  }));
}

export function bookChanged(fields: {
  readonly bids?: readonly BookLevel[];
  readonly asks?: readonly BookLevel[];
  readonly coin?: string;
  readonly at?: number;
}): MarketEvent {
  return {
    kind: 'bookChanged',
    at: fields.at ?? 1000,
    coin: fields.coin ?? 'HYPE',
    bids: fields.bids ?? levels('buy', '27.10'),
    asks: fields.asks ?? levels('sell', '27.12'),
  };
}

/** Sizes are 100 unless written as `price x size`. */
export function topChanged(bid: string | null, ask: string | null, at = 2000): MarketEvent {
  return { kind: 'topChanged', at, coin: 'HYPE', bid: levelOf(bid), ask: levelOf(ask) };
}

export function tradePrinted(side: Side, price: string, size: string | number): MarketEvent {
  return {
    kind: 'tradePrinted',
    at: 3000,
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal(size),
    tradeId: 77,
  };
}

export function contextChanged(mark: string, coin = 'HYPE', at = 4000): MarketEvent {
  return {
    kind: 'contextChanged',
    at,
    coin,
    mark: decimal(mark),
    oracle: decimal(mark),
    fundingRate: decimal('0.0000125'),
  };
}

let ordersMade = 0;

/** A post-only buy of 1 HYPE at 27.10 but for what is given. */
export function order(
  fields: Partial<Omit<OrderRequest, 'price' | 'size'>> & {
    readonly price?: string;
    readonly size?: string | number;
  },
): OrderRequest {
  ordersMade += 1;
  return {
    coin: 'HYPE',
    side: 'buy',
    timeInForce: 'post-only',
    reduceOnly: false,
    clientOrderId: `0x${ordersMade.toString(16).padStart(32, '0')}`,
    ...fields,
    price: decimal(fields.price ?? '27.10'),
    size: decimal(fields.size ?? 1),
  };
}

/** The account trades into a position at the touch, so many contracts (a short < 0). */
export function openPosition(venue: SimulatedVenue, size: number, user = USER): void {
  const side = size > 0 ? 'buy' : 'sell';
  const price = size > 0 ? '27.12' : '27.10';
  const request = order({ side, price, size: Math.abs(size), timeInForce: 'ioc' });
  const result = venue.place(user, request, 1500);
  if (result.kind !== 'filled') throw new Error(`no position: ${JSON.stringify(result)}`);
}

function levelOf(text: string | null): BookLevel | null {
  if (text === null) return null;
  const [price = '', size = '100'] = text.split(' x ');
  return { price: decimal(price), size: decimal(size) };
}
