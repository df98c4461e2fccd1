/**
 * From a market event off the WebSocket to the signed action that answers it, through the product's
 * own run: journal with fsync, engine, signature, HTTP. The venue is another process.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchResult, median } from './bench-result.js';
import { runPolicy } from './built-rooms.js';
import { bareAdapter } from './bare-adapter.js';
import { bareSocket } from './bare-socket.js';
import { cancelWhileHanging } from './cancel-while-hanging.js';
import { coreApart } from './core-apart.js';
import { restedLine } from './rested-line.js';
import { WireWatch } from './wire-watch.js';

const VENUE = fileURLToPath(new URL('latency-venue.ts', import.meta.url));
const COINS = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH'] as const;
const UPDATES_PER_SECOND = 50;
const RUN_MS = 60_000;
const BARE_MS = 30_000;
const FLOOR_MS = 15_000;
/** Some of the pause between two ladders of a run. */
const REST_MS = 10;
const MEGABYTE = 2 ** 20;

export const liveLatency: Bench = {
  name: 'live-latency',
  about: 'from a market event to the signed action on the wire, eight markets at 50 updates/s',
  async run(scratch, note) {
    const child = fork(VENUE, [COINS.join(','), String(UPDATES_PER_SECOND)], { stdio: 'inherit' });
    const apart = coreApart(child.pid ?? 0);
    if (apart === null) note('the venue shares our cores');
    try {
      const [venue] = (await once(child, 'message')) as [VenueStarted];
      const { hot, rested } = restedLine(REST_MS);
      note(
        `a line of memory: ${hot.toFixed(0)} ns, after ${REST_MS} ms of rest ${rested.toFixed(0)} ns`,
      );
      const policy = join(scratch, 'latency.policy');
      writeFileSync(policy, policyText(venue.account));
      const watch = new WireWatch();
      await watch.during(() => tradeOn(policy, venue, join(scratch, 'latency-journal')));
      note(`${watch.events} frames, ${watch.waits.length} actions upon them`);
      const bare = new WireWatch();
      await bare.during(() => bareAdapter(venue, COINS, BARE_MS));
      note(`${bare.waits.length} actions of the adapter alone`);
      const floor = median(await bareSocket(venue, COINS, FLOOR_MS));
      const unit = 'ms to parse a frame, sign a digest and write: nothing else';
      return [
        ...results(watch, bare),
        { name: 'live-floor-p50', value: floor, unit },
        ...(await cancelWhileHanging()),
      ];
    } finally {
      apart?.together();
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

function results(watch: WireWatch, bare: WireWatch): readonly BenchResult[] {
  const [first = Number.NaN, last = Number.NaN] = [watch.heap[0], watch.heap.at(-1)];
  const latency = (name: string, part: number): BenchResult => ({
    name,
    value: watch.quantile(part),
    unit: 'ms',
    ratio: bare.quantile(part) / watch.quantile(part),
    peer: 'the adapter alone, without policy and journal',
  });
  return [
    latency('live-latency-p50', 0.5),
    latency('live-latency-p99', 0.99),
    { name: 'live-processor', value: 100 * watch.share, unit: '% of one core, once warm' },
    {
      name: 'live-heap-growth',
      value: (last - first) / MEGABYTE,
      unit: 'MB after the first third',
    },
  ];
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
