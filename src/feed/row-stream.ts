/** From the lines of one file to its rows: in order of time, tops paired, duplicates dropped. */
import type { RecordingProblem } from './recording-error.js';
import type { BadRow, RecordingRow, TopRow } from './recording-row.js';

/** Trade ids remembered: the newest this many at least. */
const TRADE_IDS_KEPT = 50_000;

/** What was read of one file. */
export interface FileCounts {
  rows: number;
  malformed: number;
  duplicates: number;
  outOfOrder: number;
}

/**
 * Feeds on lines, or what stands for them, gives rows. A row received earlier than the one before
 * it in the file keeps its place and takes that one's time (reported as kept), so that time never
 * goes backwards.
 */
export class RowStream<Line> {
  readonly counts: FileCounts = { rows: 0, malformed: 0, duplicates: 0, outOfOrder: 0 };
  readonly #file: string;
  readonly #decode: (text: Line, line: number) => RecordingRow | BadRow;
  readonly #report: (problem: RecordingProblem) => void;
  #line: number;
  #timeUs = 0;
  #halfTop: TopRow | null = null;
  #youngIds = new Set<number>();
  #oldIds = new Set<number>();

  constructor(
    file: string,
    decode: (text: Line, line: number) => RecordingRow | BadRow,
    report: (problem: RecordingProblem) => void,
    /** Lines before the first row. */
    headers: 0 | 1,
  ) {
    this.#line = headers;
    this.#file = file;
    this.#decode = decode;
    this.#report = report;
  }

  /** The rows of the next lines after the header; a half top waits for its other half. */
  read(lines: readonly Line[]): RecordingRow[] {
    const rows: RecordingRow[] = [];
    for (const text of lines) {
      this.#line += 1;
      this.counts.rows += 1;
      const row = this.#decode(text, this.#line);
      if (row.kind === 'bad') {
        this.counts.malformed += 1;
        this.#tell(row.reason, 'skipped');
      } else if (row.kind === 'trade' && this.#isKnown(row.tradeId)) {
        this.counts.duplicates += 1;
        this.#tell(`trade id ${row.tradeId} was seen before`, 'skipped');
      } else {
        this.#pass(this.#inOrder(row), rows);
      }
    }
    return rows;
  }

  /** What still waited when the file ended. */
  finish(): RecordingRow[] {
    const rest = this.#halfTop === null ? [] : [this.#halfTop];
    this.#halfTop = null;
    return rest;
  }

  #pass(row: RecordingRow, rows: RecordingRow[]): void {
    const isHalf = row.kind === 'top' && (row.bid === undefined || row.ask === undefined);
    if (!isHalf) {
      rows.push(row);
      return;
    }
    const half = this.#halfTop;
    const pair = half === null ? null : pairOf(half, row);
    if (pair !== null) {
      this.#halfTop = null;
      rows.push(pair);
    } else {
      if (half !== null) rows.push(half);
      this.#halfTop = row;
    }
  }

  #inOrder(row: RecordingRow): RecordingRow {
    if (row.timeUs >= this.#timeUs) {
      this.#timeUs = row.timeUs;
      return row;
    }
    this.counts.outOfOrder += 1;
    this.#tell('received before the row above it', 'kept');
    return { ...row, timeUs: this.#timeUs };
  }

  #isKnown(tradeId: number): boolean {
    if (this.#youngIds.has(tradeId) || this.#oldIds.has(tradeId)) return true;
    if (this.#youngIds.size >= TRADE_IDS_KEPT) {
      this.#oldIds = this.#youngIds;
      this.#youngIds = new Set();
    }
    this.#youngIds.add(tradeId);
    return false;
  }

  #tell(reason: string, outcome: RecordingProblem['outcome']): void {
    this.#report({ file: this.#file, line: this.#line, reason, outcome });
  }
}

/** A bid and an ask of the same moment make one top. */
function pairOf(first: TopRow, second: TopRow): TopRow | null {
  if (first.timeUs !== second.timeUs || first.exchangeTime !== second.exchangeTime) return null;
  if (first.bid === undefined && second.ask === undefined) return { ...first, bid: second.bid };
  if (first.ask === undefined && second.bid === undefined) return { ...first, ask: second.ask };
  return null;
}
