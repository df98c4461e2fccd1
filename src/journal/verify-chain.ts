/** The whole chain in one report. */
import type { ChainLink } from './chain-link.js';
import type { ChainProblem, CheckedLine } from './check-chain.js';

/** More problems than this are counted, not listed. */
const PROBLEMS_LISTED_MAX = 100;

export interface ChainReport {
  /** Lines that hold a readable record. */
  readonly records: number;
  /** The first record's number; null where there is none. */
  readonly firstSeq: number | null;
  /** The last record; kept elsewhere, its hash later proves that nothing before it has changed. */
  readonly head: ChainLink | null;
  /** In order of place; the first hundred. */
  readonly problems: readonly ChainProblem[];
  readonly problemCount: number;
}

/** Reads checked lines to their end; memory does not grow with the journal. */
export async function verifyChain(
  lines: AsyncIterable<CheckedLine>,
  onRecord: (records: number) => void = () => {},
): Promise<ChainReport> {
  let records = 0;
  let firstSeq: number | null = null;
  let head: ChainLink | null = null;
  let problemCount = 0;
  const problems: ChainProblem[] = [];
  for await (const { record, problem } of lines) {
    if (record !== null) {
      records += 1;
      firstSeq ??= record.seq;
      head = { seq: record.seq, hash: record.hash };
      onRecord(records);
    }
    if (problem !== null) {
      problemCount += 1;
      if (problems.length < PROBLEMS_LISTED_MAX) problems.push(problem);
    }
  }
  return { records, firstSeq, head, problems, problemCount };
}
