/**
 * What a venue tells about orders, as the engine's events. The same news comes by reply and by
 * stream, in any order; it is passed on once, and never "accepted" after "closed".
 */
import { type TimeMs, unreachable } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';
import type { MarketEvent, OrderRequest } from '../market/index.js';
import type { CancelOutcome, CancelRequest, SubmitOutcome, VenueEvent } from '../venue/index.js';
import { RecentSet } from './recent-set.js';

const REMEMBERED_ORDERS = 8_192;

export class OrderNews {
  readonly #accepted = new RecentSet<number>(REMEMBERED_ORDERS);
  readonly #closed = new RecentSet<number>(REMEMBERED_ORDERS);

  /** Null where the engine has no use for it, or heard it already. */
  fromVenue(event: VenueEvent, at: TimeMs): EngineEvent | null {
    switch (event.kind) {
      case 'market':
        return fromMarket(event.event, at);
      case 'orderUpdated':
        return this.#fromUpdate(event, at);
      case 'fillReceived':
        // A reconciliation follows each (re)connection and reads the same fills, paged and whole.
        return event.isSnapshot ? null : { kind: 'orderFilled', at, fill: event.fill };
      case 'accountReported':
        return { kind: 'accountReported', at, account: event.account };
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
        return { kind: 'orderClosed', at, coin, orderId, clientOrderId, status: 'canceled' };
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
    const { coin, orderId, clientOrderId, status } = event;
    if (status === 'open' || status === 'triggered') {
      return clientOrderId === null ? null : this.#accept(clientOrderId, orderId, at);
    }
    if (!this.#closed.add(orderId)) return null;
    return { kind: 'orderClosed', at, coin, orderId, clientOrderId, status };
  }

  #accept(clientOrderId: string, orderId: number, at: TimeMs): EngineEvent | null {
    if (this.#closed.has(orderId) || !this.#accepted.add(orderId)) return null;
    return { kind: 'orderAccepted', at, clientOrderId, orderId };
  }
}

/** The top comes as its own event; depth and prints are for calibration, not for the engine. */
function fromMarket(event: MarketEvent, at: TimeMs): EngineEvent | null {
  switch (event.kind) {
    case 'topChanged': {
      const { coin, bid, ask } = event;
      return { kind: 'topChanged', at, coin, bid, ask, venueTime: event.at };
    }
    case 'contextChanged': {
      const { coin, mark, oracle, fundingRate } = event;
      return { kind: 'contextChanged', at, coin, mark, oracle, fundingRate };
    }
    case 'bookChanged':
    case 'tradePrinted':
      return null;
    default:
      return unreachable(event);
  }
}
