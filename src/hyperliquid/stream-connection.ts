/** One WebSocket, from dialling to its end: it subscribes, pings and notices silence. */
import { WebSocket } from 'ws';
import type { DurationMs } from '../base/index.js';
import { encodeClientFrame } from './client-frame.js';
import { WireError } from './decode-wire.js';
import type { ServerFrame } from './server-frame.js';
import { type Subscription, subscriptionKey } from './subscription.js';

export interface StreamConnectionOptions {
  readonly url: string;
  readonly subscriptions: readonly Subscription[];
  /** Wall time from dialling until the last subscription is acknowledged. */
  readonly readyTimeoutMs: DurationMs;
  /** Wall time between pings; a connection without a single frame in that time is given up. */
  readonly pingIntervalMs: DurationMs;
  /** Throws `WireError`. */
  readonly decode: (text: string) => ServerFrame;
  readonly onFrame: (frame: ServerFrame) => void;
  /** When the last subscription is acknowledged, before any later frame is handled. */
  readonly onReady: () => void;
  readonly onProblem: (problem: string) => void;
  /** Once each frame, when all that it caused has happened. */
  readonly onFrameHandled: () => void;
  /** Once, unless `close` was called. */
  readonly onLost: (reason: string) => void;
}

const CLOSE_TIMEOUT_MS = 1000;

export class StreamConnection {
  /** Resolves when every subscription is acknowledged; rejects where the end comes first. */
  readonly ready: Promise<void>;
  readonly #options: StreamConnectionOptions;
  readonly #socket: WebSocket;
  readonly #missing: Set<string>;
  readonly #readyTimer: NodeJS.Timeout;
  #pingTimer: NodeJS.Timeout | null = null;
  #resolveReady: () => void = () => {};
  #rejectReady: (error: Error) => void = () => {};
  #framesSincePing = 0;
  #isOver = false;
  #error = '';

  constructor(options: StreamConnectionOptions) {
    this.#options = options;
    this.#missing = new Set(options.subscriptions.map((one) => subscriptionKey(one)));
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    const limitMs = options.readyTimeoutMs;
    this.#readyTimer = setTimeout(
      () => this.#give(`the stream was not ready within ${limitMs} ms`),
      limitMs,
    );
    // What one frame makes us send is on the wire before the next one is heard.
    const oneAtATime = { allowSynchronousEvents: false };
    this.#socket = new WebSocket(options.url, { perMessageDeflate: false, ...oneAtATime });
    this.#socket.on('open', () => this.#subscribe());
    this.#socket.on('message', (data) => this.#receive(String(data)));
    this.#socket.on('error', (error) => {
      this.#error = error.message;
    });
    this.#socket.on('close', (code) => this.#end(this.#error || `the stream closed (${code})`));
  }

  /** Resolves when the socket is gone. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#stopTimers();
    this.#rejectReady(new Error('closed'));
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    this.#socket.close(1000);
    await closed;
    clearTimeout(timer);
  }

  #subscribe(): void {
    for (const subscription of this.#options.subscriptions) {
      this.#socket.send(encodeClientFrame({ method: 'subscribe', subscription }));
    }
    this.#pingTimer = setInterval(() => this.#ping(), this.#options.pingIntervalMs);
  }

  #ping(): void {
    if (this.#framesSincePing === 0) {
      this.#give(`no frame within ${this.#options.pingIntervalMs} ms`);
      return;
    }
    this.#framesSincePing = 0;
    this.#socket.send(encodeClientFrame({ method: 'ping' }));
  }

  #receive(text: string): void {
    this.#framesSincePing += 1;
    try {
      if (!this.#isOver) this.#handle(this.#options.decode(text));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#options.onProblem(`a frame that is not understood: ${error.message}`);
    } finally {
      this.#options.onFrameHandled();
    }
  }

  #handle(frame: ServerFrame): void {
    if (frame.kind === 'subscribed') {
      if (!this.#missing.delete(frame.key) || this.#missing.size > 0) return;
      clearTimeout(this.#readyTimer);
      this.#options.onReady();
      this.#resolveReady();
    } else if (frame.kind === 'refused') {
      this.#options.onProblem(`the venue refused a frame: ${frame.reason}`);
      if (this.#missing.size > 0) this.#give(frame.reason);
    } else {
      this.#options.onFrame(frame);
    }
  }

  // `terminate` does not wait for a peer that may be long gone.
  #give(reason: string): void {
    this.#end(reason);
    this.#socket.terminate();
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopTimers();
    this.#rejectReady(new Error(reason));
    this.#options.onLost(reason);
  }

  #stopTimers(): void {
    clearTimeout(this.#readyTimer);
    if (this.#pingTimer !== null) clearInterval(this.#pingTimer);
  }
}
