/** The venue's public streams without an account: what a recorder listens to. */
import type { Clock, DurationMs } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import { VenueError, type VenueEvent } from '../venue/index.js';
import { HttpClient } from './http-client.js';
import { InfoClient } from './info-client.js';
import { decodeMeta } from './meta.js';
import { MinuteWeight } from './minute-weight.js';
import { decodeServerFrame } from './server-frame.js';
import type { Subscription } from './subscription.js';
import { VenueStream } from './venue-stream.js';

export interface PublicFeedOptions {
  /** `https://api.hyperliquid.xyz`, `http://127.0.0.1:3001`. */
  readonly baseUrl: string;
  /** `wss://api.hyperliquid.xyz/ws`. */
  readonly webSocketUrl: string;
  /** Dates frames without a time. */
  readonly clock: Clock;
  /** Unreadable frames, failed reconnects. */
  readonly onProblem: (problem: string) => void;
  /** Wall time for an answer, and for the stream to be ready; 10 s by default. */
  readonly requestTimeoutMs?: DurationMs;
  /** Wall time; 30 s by default. */
  readonly pingIntervalMs?: DurationMs;
}

const REQUEST_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 30_000;
/** No address: frames of an account are not asked for. */
const NOBODY = '';

export class PublicFeed {
  readonly #http: HttpClient;
  readonly #info: InfoClient;
  readonly #stream: VenueStream;

  /** Throws where a URL is none. */
  constructor(options: PublicFeedOptions) {
    const { clock, onProblem } = options;
    const requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    this.#http = new HttpClient(options.baseUrl, requestTimeoutMs);
    this.#info = new InfoClient(this.#http, new MinuteWeight(clock));
    this.#stream = new VenueStream({
      url: options.webSocketUrl,
      readyTimeoutMs: requestTimeoutMs,
      pingIntervalMs: options.pingIntervalMs ?? PING_INTERVAL_MS,
      decode: (text) => decodeServerFrame(text, { user: NOBODY, nowMs: clock.nowMs() }),
      onProblem,
    });
  }

  /** Rejects with `VenueError`. */
  fetchInstruments(): Promise<readonly Instrument[]> {
    return this.#info.ask({ type: 'meta' }, decodeMeta);
  }

  /**
   * Books of twenty levels a side, tops, trades, and marks with funding. Dials again after a loss,
   * for ever. Rejects with `VenueError` where the first connection does not come about.
   */
  async connect(coins: readonly string[], listener: (event: VenueEvent) => void): Promise<void> {
    const types = ['l2Book', 'bbo', 'trades', 'activeAssetCtx'] as const;
    const subscriptions = coins.flatMap((coin): readonly Subscription[] =>
      types.map((type) => ({ type, coin })),
    );
    try {
      await this.#stream.connect(subscriptions, listener);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new VenueError(`the stream could not be opened: ${reason}`, true, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#stream.close();
    this.#http.close();
  }
}
