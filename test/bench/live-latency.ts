/**
 * From a market event off the WebSocket to the signed action that answers it, through the product's
 * own run: journal with fsync, engine, signature, HTTP. The venue is another process.
 */
import { fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Bench, BenchResult } from './bench-result.js';
import { runPolicy } from './built-rooms.js';
import { cancelWhileHanging } from './cancel-while-hanging.js';
import { heapAfterCollection } from './heap-after-collection.js';

const VENUE = fileURLToPath(new URL('latency-venue.ts', import.meta.url));
const COINS = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH'] as const;
const UPDATES_PER_SECOND = 50;
const RUN_MS = 30_000;
/** The compiler of the runtime needs so long. */
const WARM_UP_MS = 5_000;
const REQUEST_STARTED = 'http.client.request.start';
/** So long a heap is sampled apart. */
const SAMPLE_MS = 4_000;
const MEGABYTE = 2 ** 20;

export const liveLatency: Bench = {
  name: 'live-latency',
  about: 'from a market event to the signed action on the wire, eight markets at 50 updates/s',
  async run(scratch, note) {
    const child = fork(VENUE, [COINS.join(','), String(UPDATES_PER_SECOND)], { stdio: 'inherit' });
    try {
      const [venue] = (await once(child, 'message')) as [VenueStarted];
      const policy = join(scratch, 'latency.policy');
      writeFileSync(policy, policyText(venue.account));
      const watch = new WireWatch();
      await watch.during(() => tradeOn(policy, venue, join(scratch, 'latency-journal')));
      note(`${watch.events} frames, ${watch.waits.length} of them answered by an action`);
      return [...results(watch), await cancelWhileHanging()];
    } finally {
      child.disconnect();
      await once(child, 'exit');
    }
  },
};

interface VenueStarted {
  readonly url: string;
  readonly account: string;
  readonly key: string;
}

function results(watch: WireWatch): readonly BenchResult[] {
  const waits = watch.waits.toSorted((a, b) => a - b);
  const at = (part: number): number => waits[Math.floor(part * (waits.length - 1))] ?? Number.NaN;
  const [first = Number.NaN, last = Number.NaN] = [watch.heap[0], watch.heap.at(-1)];
  return [
    { name: 'live-latency-p50', value: at(0.5), unit: 'ms' },
    { name: 'live-latency-p99', value: at(0.99), unit: 'ms' },
    { name: 'live-processor', value: 100 * watch.share, unit: '% of one core, once warm' },
    {
      name: 'live-heap-growth',
      value: (last - first) / MEGABYTE,
      unit: 'MB after the first third',
    },
  ];
}

/** When frames came, and when the next action after each began to leave. */
class WireWatch {
  events = 0;
  readonly waits: number[] = [];
  readonly heap: number[] = [];
  /** Of one core, from when the runtime's compiler is through with the most of it. */
  share = Number.NaN;
  #heardMs = Number.NaN;
  #fromMs = Number.POSITIVE_INFINITY;

  async during(work: () => Promise<void>): Promise<void> {
    const original = WebSocket.prototype.emit;
    const hear = (): void => {
      this.events += 1;
      this.#heardMs = performance.now();
      // What does not follow at once is no answer to it: a timer's, or a reply's.
      setImmediate(() => (this.#heardMs = Number.NaN));
    };
    WebSocket.prototype.emit = function emit(this: WebSocket, name: string | symbol, ...args) {
      if (name === 'message') hear();
      return original.call(this, name, ...args);
    };
    const started = (message: unknown): void => this.#send(message);
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
      unsubscribe(REQUEST_STARTED, started);
      WebSocket.prototype.emit = original;
    }
  }

  #send(message: unknown): void {
    const { request } = message as { readonly request: { readonly path: string } };
    const now = performance.now();
    if (request.path !== '/exchange' || Number.isNaN(this.#heardMs)) return;
    if (now >= this.#fromMs) this.waits.push(now - this.#heardMs);
    this.#heardMs = Number.NaN;
  }
}

async function tradeOn(policy: string, venue: VenueStarted, journal: string): Promise<void> {
  let said = '';
  const say = (text: string): void => void (said += text);
  const code = await runPolicy(
    policy,
    {
      seed: 1,
      speed: 1,
      port: 0,
      for: RUN_MS,
      journal,
      quiet: true,
      url: {
        name: venue.url,
        baseUrl: venue.url,
        webSocketUrl: `${venue.url.replace('http', 'ws')}/ws`,
      },
    },
    {
      out: () => undefined,
      err: say,
      readStdin: () => Promise.resolve(''),
      env: { ...process.env, MM_POLICY_AGENT_KEY: venue.key },
      isTerminal: false,
      columns: 80,
      useColor: false,
      exitCode: 0,
    },
  );
  if (code !== 0) throw new Error(`the run ended with ${code}: ${said}`);
}

function policyText(account: string): string {
  const markets = COINS.map((coin) => `market ${coin} {\n  leverage 5x\n  ${quoteText(coin)}\n}\n`);
  return `policy latency
language 1
venue hyperliquid testnet
account {
  address ${account}
  initial-balance $1_000_000
  day-reset 00:00 UTC
  withdrawals count-as-loss
}
${markets.join('')}
limit order-notional order.notional <= $50_000
limit open-orders open_orders <= 20
limit price-sanity order.price within 5% of mark
limit exposure exposure <= 300% of equity
reduce-only near-liquidation when liquidation_buffer < 0.5 until >= 0.6
pause stale-quotes when age(mark) > 30s until <= 5s
kill daily-loss when equity < day_start_equity - 20% of day_start_equity
`;
}

function quoteText(coin: string): string {
  return `quote glft {
    risk-aversion 0.05 per tick
    volatility 2 ticks per sqrt-second
    intensity 0.1 per second
    decay 0.45 per tick
    unit-size 40 ${coin}
    levels 2
    refresh 1s
  }`;
}
