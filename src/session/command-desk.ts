/** Sends what one step decided: the cancels first, then the orders, neither waiting. */
import type { Clock, TimeMs } from '../base/index.js';
import { type Decision, type EngineEvent, UNANSWERED_MS } from '../engine/index.js';
import type { OrderRequest } from '../market/index.js';
import type { CancelOutcome, CancelRequest, SubmitOutcome, Venue } from '../venue/index.js';
import type { VenueNews } from './venue-news.js';

export interface CommandDeskOptions {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly news: VenueNews;
  /** Takes the outcomes, in order, as events. */
  readonly deliver: (event: EngineEvent) => void;
  /** Called when nothing is in flight any more. */
  readonly onIdle: () => void;
}

export class CommandDesk {
  readonly #options: CommandDeskOptions;
  #inFlight = 0;
  /** Until then one without a reply may come, also where the engine has given it up. */
  #mayComeUntilMs: TimeMs = -Infinity;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  /** Requests whose outcome is not in yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether an order whose reply was lost may yet come to rest. */
  mayOneCome(): boolean {
    return this.#options.clock.nowMs() < this.#mayComeUntilMs;
  }

  /** Of an order without a reply: it left then, or before. */
  expectOneSentAt(atMs: TimeMs): void {
    this.#mayComeUntilMs = Math.max(this.#mayComeUntilMs, atMs + UNANSWERED_MS);
  }

  /** The commands among `decisions` go out now; the rest is not for the venue. */
  send(decisions: readonly Decision[]): void {
    const cancels: CancelRequest[] = [];
    const orders: OrderRequest[] = [];
    for (const decision of decisions) {
      if (decision.kind === 'submitOrder') orders.push(decision.order);
      if (decision.kind === 'cancelOrder') {
        const { coin, orderId, clientOrderId } = decision;
        cancels.push({ coin, orderId, clientOrderId });
      }
    }
    if (cancels.length > 0) void this.#sendCancels(cancels);
    if (orders.length > 0) void this.#sendOrders(orders);
  }

  async #sendCancels(cancels: readonly CancelRequest[]): Promise<void> {
    const { venue, clock, news, deliver } = this.#options;
    this.#inFlight++;
    const outcomes = await settled<CancelOutcome>(() => venue.cancel(cancels));
    const at = clock.nowMs();
    cancels.forEach((cancel, index) => {
      const event = news.fromCancel(cancel, outcomeAt(outcomes, index), at);
      if (event !== null) deliver(event);
    });
    this.#finished();
  }

  async #sendOrders(orders: readonly OrderRequest[]): Promise<void> {
    const { venue, clock, news, deliver } = this.#options;
    this.#inFlight++;
    const sentAt = clock.nowMs();
    const outcomes = await settled<SubmitOutcome>(() => venue.submit(orders));
    const at = clock.nowMs();
    orders.forEach((order, index) => {
      const event = news.fromSubmit(order, outcomeAt(outcomes, index), at);
      if (event?.kind === 'orderOutcomeUnknown') this.expectOneSentAt(sentAt);
      if (event !== null) deliver(event);
    });
    this.#finished();
  }

  #finished(): void {
    this.#inFlight--;
    if (this.#inFlight === 0) this.#options.onIdle();
  }
}

type Unknown = { readonly kind: 'unknown'; readonly reason: string };

/** The port promises never to throw; should it, the outcome is unknown, not refused. */
async function settled<Outcome>(
  send: () => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[] | Unknown> {
  try {
    return await send();
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

function outcomeAt<Outcome>(
  outcomes: readonly Outcome[] | Unknown,
  index: number,
): Outcome | Unknown {
  if ('reason' in outcomes) return outcomes;
  return outcomes[index] ?? { kind: 'unknown', reason: 'the venue left this one out' };
}
