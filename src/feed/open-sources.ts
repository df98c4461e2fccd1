/** The files of a coin's recording as sources of rows, whatever their format. */
import { unreachable } from '../base/index.js';
import type { MessageFiles } from './message-files.js';
import { parseMessageLine } from './message-line.js';
import { readMessagePart } from './parquet-messages.js';
import { type RecordedMessage, rowOfMessage } from './recorded-message.js';
import { RecordingError, type RecordingProblem } from './recording-error.js';
import { messageFilesOf, recordingFiles } from './recording-files.js';
import {
  bookLevelsOf,
  booksHeader,
  CONTEXTS_HEADER,
  PRICES_HEADER,
  type RecordingFile,
  TRADES_HEADER,
} from './recording-format.js';
import {
  type BadRow,
  decodeBookRow,
  decodeContextRow,
  decodePriceRow,
  decodeTradeRow,
  type RecordingRow,
} from './recording-row.js';
import { DecimalReader } from './row-field.js';
import { RowSource } from './row-source.js';
import { RowStream } from './row-stream.js';
import { readTextLines } from './text-lines.js';

/** Of lines, or of messages. */
export type AnySource = Pick<
  RowSource<never>,
  'path' | 'counts' | 'timeUs' | 'holds' | 'isDrained' | 'take' | 'refill' | 'close'
>;

type Report = (problem: RecordingProblem) => void;

/** Rows of the same microsecond come trades first, then tops, then books, then marks. */
const FILES_IN_ORDER = ['trades', 'prices', 'orderbooks', 'contexts'] as const;

/** Throws `RecordingError` where there is no recording of the coin, or part of it is missing. */
export function openSources(
  directory: string,
  coin: string,
  bookDepth: number,
  report: Report,
): {
  /** CSV files in the order that settles ties, or one stream of all kinds. */
  readonly sources: readonly AnySource[];
  readonly hasContexts: boolean;
  readonly isOneStream: boolean;
} {
  const messages = messageFilesOf(directory, coin);
  if (messages !== null) {
    const source = messageSource(directory, messages, bookDepth, report);
    return { sources: [source], hasContexts: true, isOneStream: true };
  }
  const paths = recordingFiles(directory, coin);
  const sources = paths.map((path, index) =>
    csvSource(path, FILES_IN_ORDER[index] ?? 'contexts', bookDepth, report),
  );
  const hasContexts = paths.length === FILES_IN_ORDER.length;
  return { sources, hasContexts, isOneStream: false };
}

function csvSource(
  path: string,
  file: RecordingFile,
  bookDepth: number,
  report: Report,
): RowSource<string> {
  return new RowSource(path, readTextLines(path), ([header, ...lines]) => ({
    stream: new RowStream(path, csvDecoder(path, file, header ?? 'nothing', bookDepth), report, 1),
    lines,
  }));
}

/** A line that is none is told as malformed, as those of CSV files are. */
function messageSource(
  directory: string,
  files: MessageFiles,
  bookDepth: number,
  report: Report,
): RowSource<RecordedMessage | BadRow> {
  const path = files.kind === 'jsonl' ? files.paths[0] : directory;
  const decimals = new DecimalReader();
  const decode = (message: RecordedMessage | BadRow, line: number): RecordingRow | BadRow =>
    message.kind === 'bad' ? message : rowOfMessage(message, line, bookDepth, decimals);
  return new RowSource(path, readMessages(files), (lines) => ({
    stream: new RowStream(path, decode, report, 0),
    lines,
  }));
}

/** Batches of a recording that keeps all kinds in one stream, in order. */
export async function* readMessages(
  files: MessageFiles,
): AsyncGenerator<readonly (RecordedMessage | BadRow)[]> {
  if (files.kind === 'jsonl') {
    for await (const lines of readTextLines(files.paths[0])) yield lines.map(parseMessageLine);
    return;
  }
  for (const { path } of files.parts) yield* readMessagePart(path);
  if (files.open === null) return;
  const last = files.parts.at(-1)?.last ?? 0;
  for await (const lines of readTextLines(files.open)) {
    const messages = lines.map(parseMessageLine);
    yield messages.filter((message) => message.kind === 'bad' || message.n > last);
  }
}

function csvDecoder(
  path: string,
  file: RecordingFile,
  header: string,
  bookDepth: number,
): (text: string, line: number) => RecordingRow | BadRow {
  const decimals = new DecimalReader();
  switch (file) {
    case 'trades':
      if (header !== TRADES_HEADER) throw wrongHeader(path, file, header);
      return (text, line) => decodeTradeRow(text, line, decimals);
    case 'prices':
      if (header !== PRICES_HEADER) throw wrongHeader(path, file, header);
      return (text, line) => decodePriceRow(text, line, decimals);
    case 'contexts':
      if (header !== CONTEXTS_HEADER) throw wrongHeader(path, file, header);
      return (text, line) => decodeContextRow(text, line, decimals);
    case 'orderbooks': {
      const levels = bookLevelsOf(header);
      if (levels === null) throw wrongHeader(path, file, header);
      return (text, line) => decodeBookRow(text, line, levels, bookDepth, decimals);
    }
    default:
      return unreachable(file);
  }
}

function wrongHeader(path: string, file: RecordingFile, header: string): RecordingError {
  const headers = {
    trades: TRADES_HEADER,
    prices: PRICES_HEADER,
    orderbooks: booksHeader(1),
    contexts: CONTEXTS_HEADER,
  };
  const expected = `${headers[file]}${file === 'orderbooks' ? ',…' : ''}`;
  const found = header.length > 80 ? `${header.slice(0, 80)}…` : header;
  return new RecordingError(
    `${path} begins with \`${found}\` where the header \`${expected}\` was expected`,
  );
}
