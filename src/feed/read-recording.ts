/** Reads a coin's recording as the market's events, merged by the time of receipt. */
import type { MarketEvent } from '../market/index.js';
import {
  type RecordingCounts,
  type RecordingOptions,
  RecordingReader,
} from './recording-reader.js';

/**
 * A recording's events; each iteration reads the files anew. `at` is the time of receipt in whole
 * milliseconds and never goes backwards. Rows of one file keep their order; between files the
 * earlier microsecond goes first, and on a tie trades, tops, books. The stream begins with the
 * first book. Throws `RecordingError` while iterating where a file is missing, has another header
 * or cannot be read; a bad row goes to `onProblem` and into the counts.
 */
export function readRecording(
  directory: string,
  coin: string,
  options: RecordingOptions = {},
): AsyncIterable<MarketEvent> & { counts(): RecordingCounts | null } {
  let reader: RecordingReader | null = null;
  return {
    /** Of the newest iteration so far; null before the first. */
    counts: () => reader && reader.counts(),
    [Symbol.asyncIterator]() {
      reader = new RecordingReader(directory, coin, options);
      return eventsOf(reader);
    },
  };
}

async function* eventsOf(reader: RecordingReader): AsyncGenerator<MarketEvent> {
  try {
    for (;;) {
      const row = await reader.next();
      if (row === null) return;
      yield* reader.apply(row);
    }
  } finally {
    await reader.close();
  }
}
