/** A recording from its command line to its exit code. */
import { join } from 'node:path';
import { nearestName } from '../diagnostic/index.js';
import { loadRecordingParquet, type RecordingFormat } from '../feed/index.js';
import { PublicFeed } from '../hyperliquid/index.js';
import { createSystemClock } from '../session/index.js';
import { VenueError } from '../venue/index.js';
import type { CliIo } from './cli-io.js';
import { formatElapsed } from './figure.js';
import { RecordDesk } from './record-desk.js';
import { RecordEnd, type RecordEnding } from './record-end.js';
import type { RecordOptions } from './record-options.js';
import { countsText, RecordProgress } from './record-progress.js';
import { refusalOf } from './run-refusal.js';

const FLUSH_MS = 250;
const SYNC_MS = 5_000;
const DRAW_MS = 1_000;
const COULD_NOT_RUN = 2;
const INTERRUPTED = 130;

export async function record(options: RecordOptions, io: CliIo): Promise<number> {
  const progress = new RecordProgress(io, options.quiet === true);
  const clock = createSystemClock();
  const out = options.out ?? join('recordings', new Date(clock.nowMs()).toISOString().slice(0, 10));
  const feed = new PublicFeed({
    ...options.venue,
    clock,
    onProblem: (problem) => progress.tell(`warning: ${problem}`),
  });
  const desk = new RecordDesk(out, progress);
  try {
    const format = await formatOf(options);
    await expectListed(feed, options);
    desk.open(options.market, format);
    const end = new RecordEnd();
    end.every(FLUSH_MS, () => desk.flush());
    end.every(SYNC_MS, () => desk.sync());
    end.every(DRAW_MS, () => desk.draw());
    try {
      await feed.connect(options.market, (event) => desk.hear(event));
      desk.begin();
      if (options.quiet !== true) {
        const coins = options.market.join(', ');
        progress.tell(`recording ${coins} of ${options.venue.name} in ${out}; Ctrl-C ends it`);
      }
      const ending = await end.reached(options.for ?? null);
      await feed.close();
      desk.close();
      sumUp(desk, ending, { options, io, out });
      return ending === 'SIGINT' ? INTERRUPTED : 0;
    } finally {
      end.release();
    }
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    progress.tell(refusal.text);
    return COULD_NOT_RUN;
  } finally {
    progress.clear();
    await feed.close();
    desk.release();
  }
}

/** Before anything is heard: a package that is not installed is told at once. */
async function formatOf({ format }: RecordOptions): Promise<RecordingFormat> {
  if (format !== 'parquet') return { kind: format };
  return { kind: format, library: await loadRecordingParquet() };
}

async function expectListed(feed: PublicFeed, { market, venue }: RecordOptions): Promise<void> {
  const listed = new Set((await feed.fetchInstruments()).map(({ coin }) => coin));
  const unknown = market.find((coin) => !listed.has(coin));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, listed);
  const guess = meant === null ? '' : `; did you mean \`${meant}\`?`;
  throw new VenueError(`${venue.name} lists no market \`${unknown}\`${guess}`, false);
}

function sumUp(
  desk: RecordDesk,
  ending: RecordEnding,
  { options, io, out }: { options: RecordOptions; io: CliIo; out: string },
): void {
  const { connectionsLost, elapsedMs } = desk;
  if (options.json === true) {
    const markets = [...desk.counts].map(([coin, counts]) => ({ coin, ...counts }));
    const venue = options.venue.name;
    const summary = { venue, directory: out, ending, elapsedMs: Math.round(elapsedMs) };
    io.out(`${JSON.stringify({ type: 'recorded', ...summary, connectionsLost, markets })}\n`);
    return;
  }
  for (const [coin, counts] of desk.counts) {
    io.out(`${coin}  ${countsText(counts)} in ${formatElapsed(elapsedMs)}  ${out}\n`);
  }
  if (connectionsLost > 0) io.out(`the connection was lost ${connectionsLost} times\n`);
}
