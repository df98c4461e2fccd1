/** Reads a raw recording of Binance's futures streams, a message at a time. */
import { decodeBinanceLine } from './decode-binance-line.js';
import type { FeedMessage } from './feed-message.js';
import { type MessageCounts, MessageOrder } from './message-order.js';
import type { RecordingProblem } from './recording-error.js';
import { readTextLines } from './text-lines.js';

export interface BinanceStreamOptions {
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
  options: BinanceStreamOptions = {},
): AsyncIterable<readonly FeedMessage[]> & { counts(): Readonly<MessageCounts> | null } {
  const report = options.onProblem ?? (() => undefined);
  let order: MessageOrder | null = null;
  return {
    /** Of the newest iteration so far; null before the first. */
    counts: () => order?.counts ?? null,
    [Symbol.asyncIterator]() {
      order = new MessageOrder();
      return readMessages(path, order, report);
    },
  };
}

async function* readMessages(
  path: string,
  order: MessageOrder,
  report: (problem: RecordingProblem) => void,
): AsyncGenerator<readonly FeedMessage[]> {
  let line = 0;
  for await (const texts of readTextLines(path)) {
    const messages: FeedMessage[] = [];
    for (const text of texts) {
      line += 1;
      const decoded = decodeBinanceLine(text, line);
      if (decoded.kind === 'other') {
        order.counts.other += 1;
      } else if (decoded.kind === 'bad') {
        order.counts.malformed += 1;
        report({ file: path, line, reason: decoded.reason, outcome: 'skipped' });
      } else {
        const { message, reasons } = order.judge(decoded);
        const outcome = message === null ? 'skipped' : 'kept';
        for (const reason of reasons) report({ file: path, line, reason, outcome });
        if (message !== null) messages.push(message);
      }
    }
    if (messages.length > 0) yield messages;
  }
}
