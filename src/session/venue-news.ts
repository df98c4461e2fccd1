/**
 * What a venue tells, as the engine's events. News of an order comes by reply and by stream, in any
 * order; each is passed on once. "Accepted" may come after "closed": an end may be told by the
 * venue's number alone, and only the beginning says which order has that number. "Closed" is passed
 * on again where the first word of it left open how much had filled.
 */
import { type TimeMs, unreachable } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';
import type { BookLevel, MarketEvent, OrderRequest } from '../market/index.js';
import type { CancelOutcome, CancelRequest, SubmitOutcome, VenueEvent } from '../venue/index.js';
import { RecentSet } from './recent-set.js';

const REMEMBERED_ORDERS = 8_192;
/** What the venue sends at most; a deeper book is cut. */
const LEVELS_MAX = 20;

export class VenueNews {
  readonly #accepted = new RecentSet<number>(REMEMBERED_ORDERS);
  readonly #closed = new RecentSet<number>(REMEMBERED_ORDERS);
  /** Those of which the venue has said how much never fills. */
  readonly #figured = new RecentSet<number>(REMEMBERED_ORDERS);
  /** The venue's time of the newest top passed on, by coin. */
  readonly #topAt = new Map<string, TimeMs>();
  readonly #calibrated: ReadonlySet<string>;
  readonly #withDepth: boolean;

  /**
   * `calibrated` are the coins whose trades the engine wants to hear of; `withDepth`: whether it
   * wants to know what stands behind the top of a book.
   */
  constructor(calibrated: readonly string[] = [], withDepth = false) {
    this.#calibrated = new Set(calibrated);
    this.#withDepth = withDepth;
  }

  /** Null where the engine has no use for it, or heard it already. */
  fromVenue(event: VenueEvent, at: TimeMs): EngineEvent | null {
    switch (event.kind) {
      case 'market':
        return this.#fromMarket(event.event, at);
      case 'orderUpdated':
        return this.#fromUpdate(event, at);
      case 'fillReceived':
        // A reconciliation follows each (re)connection and reads the same fills, paged and whole.
        return event.isSnapshot ? null : { kind: 'orderFilled', at, fill: event.fill };
      case 'accountReported':
        return { kind: 'accountReported', at, account: event.account };
      case 'ledgerUpdated':
        // As with fills, the reconciliation reads what the snapshot has.
        return event.isSnapshot ? null : { kind: 'ledgerUpdated', at, entry: event.entry };
      case 'connectionLost':
        return { kind: 'connectionLost', at, reason: event.reason };
      case 'connectionRestored':
        return null;
      default:
        return unreachable(event);
    }
  }

  fromSubmit(order: OrderRequest, outcome: SubmitOutcome, at: TimeMs): EngineEvent | null {
    const { clientOrderId } = order;
    switch (outcome.kind) {
      case 'resting':
      case 'filled':
        return this.#accept(clientOrderId, outcome.orderId, at);
      case 'rejected':
        return { kind: 'orderRejected', at, clientOrderId, reason: outcome.reason };
      case 'unknown':
        return { kind: 'orderOutcomeUnknown', at, clientOrderId, reason: outcome.reason };
      default:
        return unreachable(outcome);
    }
  }

  fromCancel(cancel: CancelRequest, outcome: CancelOutcome, at: TimeMs): EngineEvent | null {
    const { coin, orderId, clientOrderId } = cancel;
    switch (outcome.kind) {
      case 'canceled':
        if (orderId === null || !this.#closed.add(orderId)) return null;
        // The reply does not say what had filled before: the stream does.
        return {
          kind: 'orderClosed',
          at,
          coin,
          orderId,
          clientOrderId,
          status: 'canceled',
          unfilled: null,
        };
      case 'rejected':
        return { kind: 'cancelRejected', at, clientOrderId, orderId, reason: outcome.reason };
      case 'unknown':
        return { kind: 'cancelOutcomeUnknown', at, clientOrderId, orderId, reason: outcome.reason };
      default:
        return unreachable(outcome);
    }
  }

  #fromUpdate(
    event: Extract<VenueEvent, { kind: 'orderUpdated' }>,
    at: TimeMs,
  ): EngineEvent | null {
    const { coin, orderId, clientOrderId, status, unfilled } = event;
    if (status === 'open' || status === 'triggered') {
      return clientOrderId === null ? null : this.#accept(clientOrderId, orderId, at);
    }
    const isFirst = this.#closed.add(orderId);
    const isFigure = unfilled !== null && this.#figured.add(orderId);
    if (!isFirst && !isFigure) return null;
    return { kind: 'orderClosed', at, coin, orderId, clientOrderId, status, unfilled };
  }

  #accept(clientOrderId: string, orderId: number, at: TimeMs): EngineEvent | null {
    if (!this.#accepted.add(orderId)) return null;
    return { kind: 'orderAccepted', at, clientOrderId, orderId };
  }

  /**
   * A book says that the top still stands where it has not changed for long: the venue tells of the
   * top only when it changes. Prints are for markets that are calibrated as they go.
   */
  #fromMarket(event: MarketEvent, at: TimeMs): EngineEvent | null {
    const { coin } = event;
    switch (event.kind) {
      case 'topChanged':
        return this.#top(coin, { bid: event.bid, ask: event.ask }, event.at, at);
      case 'bookChanged': {
        const top = { bid: event.bids[0] ?? null, ask: event.asks[0] ?? null };
        const heard = this.#top(coin, top, event.at, at);
        if (heard === null || !this.#withDepth) return heard;
        const [bids, asks] = [event.bids.slice(0, LEVELS_MAX), event.asks.slice(0, LEVELS_MAX)];
        return { kind: 'bookChanged', at, coin, bids, asks, venueTime: event.at };
      }
      case 'contextChanged': {
        const { mark, oracle, fundingRate } = event;
        return { kind: 'contextChanged', at, coin, mark, oracle, fundingRate };
      }
      case 'tradePrinted': {
        const { side, price } = event;
        return this.#calibrated.has(coin) ? { kind: 'tradePrinted', at, coin, side, price } : null;
      }
      default:
        return unreachable(event);
    }
  }

  #top(coin: string, top: Top, venueTime: TimeMs, at: TimeMs): EngineEvent | null {
    if (venueTime < (this.#topAt.get(coin) ?? 0)) return null;
    this.#topAt.set(coin, venueTime);
    return { kind: 'topChanged', at, coin, ...top, venueTime };
  }
}

interface Top {
  readonly bid: BookLevel | null;
  readonly ask: BookLevel | null;
}
