/** What leaves for a venue, and how long after the frame that it answers. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { WebSocket } from 'ws';
import { heapAfterCollection } from './heap-after-collection.js';

/** The compiler of the runtime needs so long. */
const WARM_UP_MS = 5_000;
const REQUEST_CREATED = 'http.client.request.created';
const REQUEST_STARTED = 'http.client.request.start';
/** So long a heap is sampled apart. */
const SAMPLE_MS = 4_000;

/** When frames came, and when each action that was decided upon them began to leave. */
export class WireWatch {
  events = 0;
  /** Milliseconds. */
  readonly waits: number[] = [];
  readonly heap: number[] = [];
  /** Of one core, from when the runtime's compiler is through with the most of it. */
  share = Number.NaN;
  #heardMs = Number.NaN;
  /** By request, when what it answers was heard. */
  readonly #answers = new WeakMap<object, number>();
  #fromMs = Number.POSITIVE_INFINITY;

  /** Of the waits, in milliseconds. */
  quantile(part: number): number {
    const waits = this.waits.toSorted((a, b) => a - b);
    return waits[Math.floor(part * (waits.length - 1))] ?? Number.NaN;
  }

  async during(work: () => Promise<void>): Promise<void> {
    const original = WebSocket.prototype.emit;
    const hear = (handle: () => boolean): boolean => {
      this.events += 1;
      const heardMs = performance.now();
      this.#heardMs = heardMs;
      const isHandled = handle();
      // After what waits for its turn; what comes later is no answer to it: a timer's, a reply's.
      queueMicrotask(() => {
        if (this.#heardMs === heardMs) this.#heardMs = Number.NaN;
      });
      return isHandled;
    };
    WebSocket.prototype.emit = function emit(this: WebSocket, name: string | symbol, ...args) {
      const handle = (): boolean => original.call(this, name, ...args);
      return name === 'message' ? hear(handle) : handle();
    };
    const created = (message: unknown): void => this.#note(message as RequestMessage);
    const started = (message: unknown): void => this.#send(message as RequestMessage);
    subscribe(REQUEST_CREATED, created);
    subscribe(REQUEST_STARTED, started);
    this.#fromMs = performance.now() + WARM_UP_MS;
    let before = process.cpuUsage();
    const warm = setTimeout(() => (before = process.cpuUsage()), WARM_UP_MS);
    const sampling = setInterval(() => {
      if (performance.now() < this.#fromMs) return;
      this.heap.push(heapAfterCollection());
    }, SAMPLE_MS);
    try {
      await work();
      const { user, system } = process.cpuUsage(before);
      this.share = (user + system) / 1e3 / (performance.now() - this.#fromMs);
    } finally {
      clearTimeout(warm);
      clearInterval(sampling);
      unsubscribe(REQUEST_CREATED, created);
      unsubscribe(REQUEST_STARTED, started);
      WebSocket.prototype.emit = original;
    }
  }

  #note({ request }: RequestMessage): void {
    if (request.path === '/exchange') this.#answers.set(request, this.#heardMs);
  }

  #send({ request }: RequestMessage): void {
    const now = performance.now();
    const wait = now - (this.#answers.get(request) ?? Number.NaN);
    if (now >= this.#fromMs && !Number.isNaN(wait)) this.waits.push(wait);
  }
}

interface RequestMessage {
  readonly request: { readonly path: string };
}
