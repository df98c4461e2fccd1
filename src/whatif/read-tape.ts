/** Reads a recording to a tape, out of the folder of tapes where it was read before. */
import { type MessageReadOptions, visitBinanceStream } from '../feed/index.js';
import { TapeBuilder, type TapeOptions } from './tape-builder.js';
import { cachedTape, type CachedTape, type TapeSource } from './tape-cache.js';

/** A recording on disk, and how it is written. */
export interface TapeInput {
  readonly kind: 'binance';
  readonly path: string;
}

export interface ReadTapeOptions extends TapeOptions, MessageReadOptions {
  /** Folder of decoded tapes; null for none. */
  readonly cache: string | null;
}

/**
 * Times are put right as `TapeBuilder` says. A tape out of the folder tells its counts but not each
 * problem again. Throws `RecordingError` where the recording cannot be read, `RangeError` where it
 * holds no message or a price off the tick.
 */
export async function readTape(input: TapeInput, options: ReadTapeOptions): Promise<CachedTape> {
  return cachedTape(sourceOf(input, options), options.cache);
}

function sourceOf(input: TapeInput, options: ReadTapeOptions): TapeSource {
  const { tickSize, lotSize, tops = 'left out' } = options;
  return {
    files: [input.path],
    reader: JSON.stringify([input.kind, tickSize, lotSize, tops]),
    async decode() {
      const builder = new TapeBuilder(options);
      const counts = await visitBinanceStream(input.path, (each) => builder.add(each), options);
      return { tape: builder.finish(), counts: { ...counts } };
    },
  };
}
