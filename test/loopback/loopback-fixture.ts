/** An embedded venue with one account, and ways to talk to it as a client would. */
import { WebSocket } from 'ws';
import { decimal } from '../../src/base/index.js';
import { addressOfKey, signL1Action } from '../../src/hyperliquid/index.js';
import {
  type LoopbackVenue,
  type LoopbackVenueOptions,
  startLoopbackVenue,
} from '../../src/loopback/index.js';
import type { BookLevel, MarketEvent } from '../../src/market/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { VirtualClock } from './virtual-clock.js';

export const MASTER_KEY = `0x${'11'.repeat(32)}`;
export const AGENT_KEY = `0x${'22'.repeat(32)}`;
export const STRANGER_KEY = `0x${'33'.repeat(32)}`;
export const MASTER = addressOfKey(MASTER_KEY);
export const AGENT = addressOfKey(AGENT_KEY);
/** Where tests begin: some whole minute, so that beats of the clock are easy to tell. */
export const START_MS = 1_757_000_040_000;
/** HYPE of the reference universe: asset 3, two decimals of size, 10x. */
export const HYPE = 3;

export interface TestVenue {
  readonly venue: LoopbackVenue;
  readonly clock: VirtualClock;
  /** Puts a market event into the venue, now. */
  play(...events: readonly MarketEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** A book of HYPE around 27, a mark of 27, an account with 397.49 USD. */
export async function openTestVenue(
  options: Partial<LoopbackVenueOptions> & { readonly startMs?: number } = {},
): Promise<TestVenue> {
  const { startMs = START_MS, ...rest } = options;
  const clock = new VirtualClock(startMs);
  const feed = createFeed();
  const venue = await startLoopbackVenue({
    instruments: referenceInstruments,
    accounts: [{ address: MASTER, agents: [AGENT], cash: decimal('397.49') }],
    market: feed.market,
    clock,
    port: 0,
    network: 'testnet',
    ...rest,
  });
  venue.marketEnded.catch((error: unknown) => console.error('the market broke:', error));
  const play = async (...events: readonly MarketEvent[]): Promise<void> => {
    for (const event of events) feed.push(event);
    await turn();
  };
  if (options.market === undefined) {
    await play(contextOf(startMs, '27'), bookOf(startMs, '26.99', '27.01'));
  }
  return { venue, clock, play, close: () => venue.close() };
}

export function contextOf(at: number, mark: string): MarketEvent {
  return {
    kind: 'contextChanged',
    at,
    coin: 'HYPE',
    mark: decimal(mark),
    oracle: decimal(mark),
    fundingRate: decimal('0.0000125'),
  };
}

/** Two levels a side, 100 and 500 contracts, a cent apart. */
export function bookOf(at: number, bid: string, ask: string): MarketEvent {
  return {
    kind: 'bookChanged',
    at,
    coin: 'HYPE',
    bids: [level(bid, '0', 100), level(bid, '-0.01', 500)],
    asks: [level(ask, '0', 100), level(ask, '0.01', 500)],
  };
}

function level(price: string, away: string, size: number): BookLevel {
  return { price: decimal(price).plus(away), size: decimal(size) };
}

let nextTradeId = 1;

export function tradeOf(
  at: number,
  side: 'buy' | 'sell',
  price: string,
  size: number,
): MarketEvent {
  return {
    kind: 'tradePrinted',
    at,
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal(size),
    tradeId: nextTradeId++,
  };
}

/** The answer of `/info` or `/exchange`, with what HTTP says of it. */
export async function post(
  url: string,
  body: unknown,
): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: await response.text() };
}

export async function askInfo(venue: LoopbackVenue, request: object): Promise<unknown> {
  return JSON.parse((await post(`${venue.url}/info`, request)).text);
}

let noncesGiven = 0;

/** A nonce that no action of this process has used, near `nowMs`. */
export function freshNonce(nowMs: number): number {
  noncesGiven += 1;
  return nowMs + noncesGiven;
}

export interface SigningTerms {
  readonly privateKey?: string;
  readonly nonce?: number;
  readonly network?: 'testnet' | 'mainnet';
  readonly vaultAddress?: string;
  readonly expiresAfter?: number;
}

/** The body of an `/exchange` request, by default signed by the agent. */
export function signed(action: object, nowMs: number, terms: SigningTerms = {}): object {
  const { privateKey = AGENT_KEY, network = 'testnet', vaultAddress, expiresAfter } = terms;
  const nonce = terms.nonce ?? freshNonce(nowMs);
  const request = { action, nonce, vaultAddress, expiresAfter };
  return { ...request, signature: signL1Action({ ...request, privateKey, network }) };
}

/** Sends an action and gives the reply's JSON. */
export async function act(
  { venue, clock }: Pick<TestVenue, 'venue' | 'clock'>,
  action: object,
  terms: SigningTerms = {},
): Promise<unknown> {
  const reply = await post(`${venue.url}/exchange`, signed(action, clock.nowMs(), terms));
  return JSON.parse(reply.text);
}

export interface WireOrderTerms {
  readonly isBuy?: boolean;
  readonly price?: string;
  readonly size?: string;
  readonly tif?: 'Alo' | 'Ioc' | 'Gtc';
  readonly reduceOnly?: boolean;
  readonly cloid?: string;
  readonly asset?: number;
}

/** By default one contract bid at 26.5, post-only. */
export function wireOrder(terms: WireOrderTerms = {}): object {
  return {
    a: terms.asset ?? HYPE,
    b: terms.isBuy ?? true,
    p: terms.price ?? '26.5',
    s: terms.size ?? '1',
    r: terms.reduceOnly ?? false,
    t: { limit: { tif: terms.tif ?? 'Alo' } },
    ...(terms.cloid === undefined ? {} : { c: terms.cloid }),
  };
}

export function orderAction(...orders: readonly WireOrderTerms[]): object {
  return { type: 'order', orders: orders.map(wireOrder), grouping: 'na' };
}

/** A WebSocket that keeps what it hears. */
export class TestSocket {
  readonly frames: { channel: string; data: unknown }[] = [];
  readonly texts: string[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const text = String(data);
      this.texts.push(text);
      if (text.startsWith('{')) this.frames.push(JSON.parse(text));
    });
    socket.on('close', (code) => (this.closeCode = code));
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<TestSocket> {
    const socket = new WebSocket(url);
    const opened = new TestSocket(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return opened;
  }

  say(message: unknown): void {
    this.#socket.send(
      typeof message === 'string' || message instanceof Buffer ? message : JSON.stringify(message),
    );
  }

  /** Subscribes and waits for the acknowledgement. */
  async subscribe(subscription: { readonly type: string; readonly [key: string]: unknown }) {
    const before = this.dataOf('subscriptionResponse').length;
    this.say({ method: 'subscribe', subscription });
    await this.until(() => this.dataOf('subscriptionResponse').length > before);
  }

  dataOf(channel: string): unknown[] {
    return this.frames.filter((frame) => frame.channel === channel).map((frame) => frame.data);
  }

  /** Waits (in wall time) for what comes over the socket. */
  async until(condition: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + 5_000;
    while (!condition()) {
      if (Date.now() > deadlineMs) throw new Error(`nothing came; heard ${this.texts.join('\n')}`);
      await turn();
    }
  }

  /** A ping and its pong: everything sent before has arrived. */
  async settle(): Promise<void> {
    const before = this.dataOf('pong').length + this.frames.filter(isPong).length;
    this.say({ method: 'ping' });
    await this.until(() => this.dataOf('pong').length + this.frames.filter(isPong).length > before);
  }

  close(): void {
    this.#socket.terminate();
  }
}

function isPong(frame: { readonly channel: string }): boolean {
  return frame.channel === 'pong';
}

export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A market that is fed by hand. */
export function createFeed(): {
  readonly market: AsyncIterable<MarketEvent>;
  push(event: MarketEvent): void;
} {
  const waiting: MarketEvent[] = [];
  let wake: (() => void) | null = null;
  async function* read(): AsyncGenerator<MarketEvent> {
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    market: read(),
    push: (event) => {
      waiting.push(event);
      wake?.();
    },
  };
}
