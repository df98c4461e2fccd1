/** Reads Tardis' CSV files of one market as one stream of messages, by the time of receipt. */
import type { FlatMessage } from './flat-message.js';
import { type MessageCounts, MessageOrder } from './message-order.js';
import type { MessageReadOptions } from './read-binance-stream.js';
import { RecordingError, type RecordingProblem } from './recording-error.js';
import { TardisSource } from './tardis-source.js';

export interface TardisReadOptions extends MessageReadOptions {
  /** The market that is read; needed where a file holds more than one. */
  readonly symbol?: string;
}

/**
 * Shows `visit` the messages of `incremental_book_L2` and `trades` files (plain, `.gz`, `.zst`;
 * their headers tell which is which), always in the one object of a file, which it must not keep.
 * Rows of one file with the same two stamps make one message of depth; between files the earlier
 * `local_timestamp` goes first, on a tie the file named first. A snapshot replaces the levels from
 * the best to its last; one amid the updates counts as a gap. What else is wrong goes by the rules
 * of `MessageOrder`. Throws `RecordingError` where a file cannot be read, has another header or
 * holds several markets. Source of the format: Tardis.dev, downloadable CSV files.
 */
export async function visitTardis(
  paths: readonly string[],
  visit: (message: FlatMessage) => void,
  options: TardisReadOptions = {},
): Promise<MessageCounts> {
  const reader = new TardisReader(paths, options);
  await reader.run(visit);
  return reader.counts;
}

class TardisReader {
  readonly #order = new MessageOrder();
  readonly #sources: readonly TardisSource[];
  readonly #report: (problem: RecordingProblem) => void;
  readonly #isGiven: boolean;
  #symbol: string | null;

  constructor(paths: readonly string[], options: TardisReadOptions) {
    this.#report = options.onProblem ?? (() => undefined);
    this.#symbol = options.symbol ?? null;
    this.#isGiven = options.symbol !== undefined;
    const rules = {
      takes: (symbol: string) => this.#takes(symbol),
      count: (kind: Parameters<MessageOrder['count']>[0]) => this.#order.count(kind),
      tell: this.#report,
    };
    this.#sources = paths.map((path) => new TardisSource(path, rules));
  }

  get counts(): MessageCounts {
    return this.#order.counts;
  }

  async run(visit: (message: FlatMessage) => void): Promise<void> {
    try {
      for (;;) {
        for (const source of this.#sources) {
          if (!source.isReady && !source.isAtEnd) await source.refill();
        }
        if (!this.#visitReady(visit)) return;
      }
    } finally {
      await Promise.all(this.#sources.map((source) => source.close()));
    }
  }

  /** The earliest message again and again, until a file has to be read on; false at their end. */
  #visitReady(visit: (message: FlatMessage) => void): boolean {
    for (;;) {
      const source = this.#earliest();
      if (source === null) return false;
      const { message, path } = source;
      const tell = (reason: string, outcome: RecordingProblem['outcome']): void =>
        this.#report({ file: path, line: message.line, reason, outcome });
      if (this.#order.judge(message, tell)) visit(message);
      if (!source.advance() && !source.isAtEnd) return true;
    }
  }

  #earliest(): TardisSource | null {
    let earliest: TardisSource | null = null;
    for (const source of this.#sources) {
      if (!source.isReady) continue;
      const at = source.message.receivedUs;
      if (at < (earliest?.message.receivedUs ?? Infinity)) earliest = source;
    }
    return earliest;
  }

  #takes(symbol: string): boolean {
    if (symbol === this.#symbol) return true;
    if (this.#isGiven) return false;
    if (this.#symbol !== null) {
      throw new RecordingError(
        `the files hold ${this.#symbol} and ${symbol}: say which of them is to be read`,
      );
    }
    this.#symbol = symbol;
    return true;
  }
}
