/** How fast recorded rows go through the whole live loop, beside merely reading them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, median, timed } from './bench-result.js';
import { openRecording, readRecording, syntheticMarket, writeRecording } from './built-rooms.js';
import { quietRun } from './quiet-run.js';

const RECORDED = '../shared/data/hyperliquid-2025-09-04';
const POLICY = 'policies/btc.policy';
const SESSION_MS = 600_000;
const ROUNDS = 3;

export const liveLoopRows: Bench = {
  name: 'live-loop-rows',
  about: 'recorded rows per second through HTTP, WebSocket, signatures, engine and journal',
  async run(scratch, note) {
    const market = await recordingDirectory(join(scratch, 'recording'));
    const rows = await countRows(market);
    const run = (name: string): Promise<void> =>
      quietRun({ policy: POLICY, journal: join(scratch, name), forMs: SESSION_MS, market });
    await run('live-loop-rows-warm-up');
    note('warmed up');
    const rates: { loop: number[]; feed: number[] } = { loop: [], feed: [] };
    for (let round = 1; round <= ROUNDS; round++) {
      rates.loop.push(await timed(() => run(`live-loop-rows-${round}`)));
      rates.feed.push(await timed(async () => void (await countRows(market))));
      note(`round ${round} of ${ROUNDS}`);
    }
    const seconds = median(rates.loop);
    return [
      {
        name: 'live-loop-rows',
        value: rows / seconds,
        unit: 'rows/s',
        ratio: median(rates.feed) / seconds,
        peer: 'reading the same rows',
      },
    ];
  },
};

async function recordingDirectory(scratch: string): Promise<string> {
  if (existsSync(RECORDED)) return RECORDED;
  const startTime = Date.UTC(2026, 10, 2, 12);
  const market = syntheticMarket({
    seed: 20_250_904,
    startTime,
    coin: 'BTC',
    sizeDecimals: 5,
    startPrice: 111_000,
    stepMs: 250,
  });
  function* tenMinutes() {
    for (const event of market) {
      if (event.at > startTime + SESSION_MS + 5_000) return;
      yield event;
    }
  }
  await writeRecording(scratch, 'BTC', tenMinutes());
  return scratch;
}

/** Rows of the session: what is recorded, without the marks that the feed adds. */
async function countRows(directory: string): Promise<number> {
  const { coins } = await openRecording(directory);
  const from = coins.find((coin) => coin.coin === 'BTC')?.from ?? 0;
  let rows = 0;
  for await (const event of readRecording(directory, 'BTC', { sizeDecimals: 5 })) {
    if (event.at > from + SESSION_MS) break;
    if (event.kind !== 'contextChanged') rows++;
  }
  return rows;
}
