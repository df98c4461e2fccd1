import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRecording, readRecording, type RecordingProblem } from '../../src/feed/index.js';
import { isOnPriceGrid } from '../../src/market/index.js';
import { createSimulatedVenue, referenceInstruments } from '../../src/simulator/index.js';

const DIRECTORY = '../shared/data/hyperliquid-2025-09-04';
const isMissing = !existsSync(DIRECTORY);

/** Rows of the trades files and the duplicate trade ids in them. */
const COINS = [
  { coin: 'BTC', books: 3785, trades: 6675, duplicates: 0, sizeDecimals: 5 },
  { coin: 'ETH', books: 3785, trades: 6884, duplicates: 17, sizeDecimals: 4 },
  { coin: 'SOL', books: 3785, trades: 4437, duplicates: 10, sizeDecimals: 2 },
  { coin: 'WLFI', books: 3785, trades: 2563, duplicates: 8, sizeDecimals: 0 },
];

describe.skipIf(isMissing)('the recorded session (skipped where ../shared is missing)', () => {
  it('lists its coins and its 34.8 minutes', async () => {
    const { coins } = await openRecording(DIRECTORY);
    expect(coins.map(({ coin, books }) => [coin, books])).toEqual(
      COINS.map(({ coin, books }) => [coin, books]),
    );
    for (const { durationMs } of coins) expect(durationMs / 60_000).toBeCloseTo(34.8, 1);
  });

  it.each(COINS)(
    'of $coin reads whole: its duplicates dropped, time forward, never crossed',
    async (expected) => {
      const { coin, sizeDecimals } = expected;
      const problems: RecordingProblem[] = [];
      const onProblem = (problem: RecordingProblem): void => void problems.push(problem);
      const recording = readRecording(DIRECTORY, coin, { sizeDecimals, onProblem });
      // The venue throws for crossed or unordered books and for anything that is no number.
      const venue = createSimulatedVenue({ instruments: referenceInstruments, emit: () => {} });
      let time = 0;
      let offGrid = 0;
      for await (const event of recording) {
        if (event.at < time) throw new Error(`${event.at} comes after ${time}`);
        time = event.at;
        if (event.kind === 'contextChanged' && !isOnPriceGrid(event.mark, sizeDecimals))
          offGrid += 1;
        venue.applyMarket(event);
      }
      const counts = recording.counts();
      expect(offGrid).toBe(0);
      expect(problems).toHaveLength(expected.duplicates);
      expect(problems.every((problem) => problem.reason.endsWith('was seen before'))).toBe(true);
      expect(counts).toMatchObject({ stale: 0, crossed: 0 });
      expect(counts?.files).toMatchObject({
        orderbooks: { rows: expected.books, malformed: 0 },
        trades: { rows: expected.trades, malformed: 0, duplicates: expected.duplicates },
        prices: { malformed: 0 },
      });
      expect(venue.market(coin).time).toBe(time);
    },
  );
});
