/** Reads a raw recording of Binance's futures streams, a message at a time. */
import { decodeBinanceLine } from './decode-binance-line.js';
import type { FeedMessage } from './feed-message.js';
import { FlatMessage } from './flat-message.js';
import { readLineBlocks } from './line-blocks.js';
import { type MessageCounts, MessageOrder } from './message-order.js';
import type { RecordingProblem } from './recording-error.js';
import { BinanceLineScanner } from './scan-binance-line.js';

export interface MessageReadOptions {
  /** Told of each line that is skipped, and of each that is kept though something is wrong. */
  readonly onProblem?: (problem: RecordingProblem) => void;
}

/**
 * Batches of messages in the order of the file (plain, `.gz` or `.zst`); each iteration reads it
 * anew, in bounded memory. What is wrong goes by the rules of `MessageOrder`, to `onProblem` and
 * into the counts. Times are left as recorded: `counts().leastDelayNs` tells how the clocks differ.
 * Throws `RecordingError` while iterating where the file cannot be read.
 */
export function readBinanceStream(
  path: string,
  options: MessageReadOptions = {},
): AsyncIterable<readonly FeedMessage[]> & { counts(): MessageCounts | null } {
  let reader: StreamReader | null = null;
  return {
    /** Of the newest iteration so far; null before the first. */
    counts: () => reader?.order.counts ?? null,
    [Symbol.asyncIterator]() {
      reader = new StreamReader(path, options);
      return batchesOf(reader);
    },
  };
}

/**
 * The same, quicker: `visit` is shown each message in turn, always in the one object, which it must
 * not keep. Gives the counts at the end.
 */
export async function visitBinanceStream(
  path: string,
  visit: (message: FlatMessage) => void,
  options: MessageReadOptions = {},
): Promise<MessageCounts> {
  const reader = new StreamReader(path, options);
  for await (const block of readLineBlocks(path)) reader.readBlock(block, visit);
  return reader.order.counts;
}

async function* batchesOf(reader: StreamReader): AsyncGenerator<readonly FeedMessage[]> {
  for await (const block of readLineBlocks(reader.path)) {
    const messages: FeedMessage[] = [];
    reader.readBlock(block, (message) => messages.push(message.toMessage()));
    if (messages.length > 0) yield messages;
  }
}

const LINE_END = 10;

class StreamReader {
  readonly path: string;
  readonly order = new MessageOrder();
  readonly #report: (problem: RecordingProblem) => void;
  readonly #scanner = new BinanceLineScanner();
  readonly #message = new FlatMessage();
  #line = 0;

  constructor(path: string, options: MessageReadOptions) {
    this.path = path;
    this.#report = options.onProblem ?? (() => undefined);
  }

  readBlock(block: Buffer, visit: (message: FlatMessage) => void): void {
    const message = this.#message;
    let start = 0;
    while (start < block.length) {
      this.#line += 1;
      const next = this.#scanner.scan(block, start, message);
      const end = next < 0 ? block.indexOf(LINE_END, start) : next - 1;
      const isMessage = next >= 0 || this.#decode(block.toString('utf8', start, end));
      message.line = this.#line;
      if (isMessage && this.order.judge(message, this.#tell)) visit(message);
      start = end + 1;
    }
  }

  #decode(line: string): boolean {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const decoded = decodeBinanceLine(text, this.#line);
    if (decoded.kind === 'other') {
      this.order.count('other');
      return false;
    }
    if (decoded.kind === 'bad') {
      this.order.count('malformed');
      this.#tell(decoded.reason, 'skipped');
      return false;
    }
    this.#message.assign(decoded);
    return true;
  }

  readonly #tell = (reason: string, outcome: RecordingProblem['outcome']): void => {
    this.#report({ file: this.path, line: this.#line, reason, outcome });
  };
}
