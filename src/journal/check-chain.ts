/** Follows the hash chain line by line and says where it does not hold, and why. */
import { type ChainLink, GENESIS } from './chain-link.js';
import { type DecodedLine, decodeLine, isCutOff } from './decode-line.js';
import type { JournalRecord } from './journal-record.js';

/** One line of a journal's files, in order. */
export interface JournalLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Without its line end. */
  readonly text: string;
  /** False for the end of a file that no line end closes. */
  readonly isEnded: boolean;
  /** False where the bytes are no UTF-8; `text` then shows what could be read. */
  readonly isUtf8: boolean;
}

export interface ChainProblem {
  readonly file: string;
  readonly line: number;
  /**
   * `cut-off` is the last line of all, broken off: what a crash while writing leaves. The others
   * are no accident of writing: a line is not readable, its text was altered, it does not follow
   * the line before it (lines removed, added, moved, repeated), it is unknown to this version, or
   * the journal does not start at its first record.
   */
  readonly kind: 'cut-off' | 'unreadable' | 'altered' | 'order' | 'schema' | 'beginning';
  readonly reason: string;
}

/** A line with what it holds (null where unreadable) and what is wrong with it (null: nothing). */
export interface CheckedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly record: JournalRecord | null;
  readonly problem: ChainProblem | null;
}

interface Position {
  /** Null where the line before was not readable: its hash cannot be held against the next. */
  readonly hash: string | null;
  readonly seq: number;
}

/**
 * Checks lines as they come. With `isWhole` the first must be record 1; without it (one file out
 * of many) the first is taken at its word.
 */
export async function* checkChain(
  lines: AsyncIterable<JournalLine> | Iterable<JournalLine>,
  isWhole: boolean,
): AsyncGenerator<CheckedLine> {
  let position: Position | null = null;
  let held: JournalLine | null = null;
  for await (const line of lines) {
    if (held !== null) {
      const checked = checkLine(held, position, isWhole, false);
      position = advance(position, checked, held);
      yield checked;
    }
    held = null;
    if (line.isEnded) {
      const checked = checkLine(line, position, isWhole, false);
      position = advance(position, checked, line);
      yield checked;
    } else {
      // Only the very last line may be cut off, so whether more follows has to be seen first.
      held = line;
    }
  }
  if (held !== null) yield checkLine(held, position, isWhole, true);
}

function checkLine(
  line: JournalLine,
  position: Position | null,
  isWhole: boolean,
  isLast: boolean,
): CheckedLine {
  const checked = (record: JournalRecord | null, kind?: ChainProblem['kind'], reason = '') => ({
    file: line.file,
    line: line.line,
    text: line.text,
    record,
    problem: kind === undefined ? null : { file: line.file, line: line.line, kind, reason },
  });
  if (isLast && isCutOff(line.text)) {
    return checked(null, 'cut-off', 'the last line is cut off, as a crash while writing leaves it');
  }
  const decoded: DecodedLine = line.isUtf8
    ? decodeLine(line.text)
    : { kind: 'unreadable', reason: 'bytes that are no UTF-8, so not a line of a journal' };
  if (decoded.kind !== 'record') return checked(null, decoded.kind, decoded.reason);
  const { record } = decoded;
  if (position === null) {
    const reason = describeBeginning(record, isWhole);
    return reason === null ? checked(record) : checked(record, 'beginning', reason);
  }
  const reason = describeOrder(record, position);
  return reason === null ? checked(record) : checked(record, 'order', reason);
}

function describeBeginning(record: JournalRecord, isWhole: boolean): string | null {
  if (record.seq > GENESIS.seq + 1) {
    return isWhole ? `starts at record ${record.seq}: what came before is missing` : null;
  }
  return record.prev === GENESIS.hash ? null : 'the first record must follow 64 zeros';
}

function describeOrder(record: JournalRecord, position: Position): string | null {
  const due = position.seq + 1;
  if (record.seq === position.seq) return `record ${record.seq} again, where ${due} is due`;
  if (record.seq > due) {
    const missing =
      record.seq - due === 1 ? `record ${due}` : `records ${due} to ${record.seq - 1}`;
    return `record ${record.seq} where ${due} is due: ${missing} missing or moved`;
  }
  if (record.seq < due) return `record ${record.seq} where ${due} is due: moved or repeated`;
  if (position.hash === null || record.prev === position.hash) return null;
  return `does not follow record ${position.seq}: its \`prev\` is another record's hash`;
}

/** After a problem the line is taken at its word, so that one wrong does not make many. */
function advance(
  position: Position | null,
  checked: CheckedLine,
  line: JournalLine,
): Position | null {
  if (checked.record !== null) return linkOf(checked.record);
  const stated = statedLink(line.text);
  if (stated !== null) return stated;
  return { hash: null, seq: (position?.seq ?? GENESIS.seq) + 1 };
}

function linkOf(record: JournalRecord): ChainLink {
  return { seq: record.seq, hash: record.hash };
}

function statedLink(text: string): Position | null {
  const seq = /^\{"seq":(\d{1,15}),/.exec(text)?.[1];
  if (seq === undefined) return null;
  return { seq: Number(seq), hash: /"hash":"([0-9a-f]{64})"\}$/.exec(text)?.[1] ?? null };
}
