/**
 * A candidate policy beside the one that trades: it hears the same market and the same account, and
 * what it would do is written down, not sent.
 */
import type { TimeMs } from '../base/index.js';
import { type Decision, type Engine, type EngineEvent, isOrderNews } from '../engine/index.js';
import type { JournalWriter } from './journal-writer.js';

export interface ShadowOptions<State> {
  readonly engine: Engine<State>;
  /** What its journal has come to, or the engine's first. */
  readonly state: State;
  readonly journal: Pick<JournalWriter, 'writeEvent' | 'writeDecisions' | 'finish'>;
  /** The run of the candidate: its orders are named by it. */
  readonly runId: string;
  /** Hears what the candidate decides. */
  readonly decided: (event: EngineEvent, decisions: readonly Decision[]) => void;
}

/** Far from the numbers of a venue's orders. */
const FIRST_ORDER_ID = 9_000_000_000_000;

/**
 * Its orders rest at once and never fill; cancels are done at once. Positions and cash are those of
 * the run that trades: what the candidate would have filled is not known, and is not made up.
 */
export class Shadow<State> {
  readonly #options: ShadowOptions<State>;
  /** By the candidate's own ids, the numbers that its orders were given. */
  readonly #resting = new Map<string, { readonly orderId: number; readonly coin: string }>();
  #state: State;
  #nextOrderId = FIRST_ORDER_ID;

  constructor(options: ShadowOptions<State>) {
    this.#options = options;
    this.#state = options.state;
  }

  /** What the run that trades was told. Throws what its journal throws. */
  hear(event: EngineEvent): void {
    const heard = this.#translated(event);
    if (heard === null) return;
    const queue: EngineEvent[] = [heard];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const decisions = this.#step(next);
      queue.push(...this.#answers(decisions, event.at));
    }
  }

  async finish(at: TimeMs, reason: string): Promise<void> {
    await this.#options.journal.finish(at, reason);
  }

  #step(event: EngineEvent): readonly Decision[] {
    const { engine, journal, decided } = this.#options;
    journal.writeEvent(event);
    const step = engine.step(this.#state, event);
    journal.writeDecisions(step.decisions);
    this.#state = step.state;
    decided(event, step.decisions);
    return step.decisions;
  }

  /** Null of what became of the other's orders. */
  #translated(event: EngineEvent): EngineEvent | null {
    if (isOrderNews(event)) return null;
    switch (event.kind) {
      case 'sessionStarted':
        return { ...event, runId: this.#options.runId };
      case 'reconciled':
        // The orders that rest are the other's. Its own stand as the candidate believes.
        this.#resting.clear();
        return { ...event, openOrders: [] };
      default:
        return event;
    }
  }

  /** What a venue without latency and without takers would say. */
  #answers(decisions: readonly Decision[], at: TimeMs): readonly EngineEvent[] {
    return decisions.flatMap((decision): readonly EngineEvent[] => {
      if (decision.kind === 'submitOrder') {
        const { clientOrderId, coin } = decision.order;
        const orderId = this.#nextOrderId++;
        this.#resting.set(clientOrderId, { orderId, coin });
        return [{ kind: 'orderAccepted', at, clientOrderId, orderId }];
      }
      if (decision.kind !== 'cancelOrder') return [];
      const { clientOrderId } = decision;
      const resting = clientOrderId === null ? undefined : this.#resting.get(clientOrderId);
      if (resting === undefined) return [];
      this.#resting.delete(clientOrderId ?? '');
      return [{ kind: 'orderClosed', at, ...resting, clientOrderId, status: 'canceled' }];
    });
  }
}
