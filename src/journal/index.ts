/**
 * journal (pure, edges: journal-directory.ts, journal-lock.ts, lock-file.ts, journal-tail.ts,
 * read-journal.ts, whole-lines.ts, file-sync.ts, journal-copy.ts, copy-to-folder.ts,
 * copy-by-command.ts): every event and decision as hash-chained lines,
 * verified and folded back into state, because what was decided must be provable and must survive
 * the process.
 *
 * A line is JSON: `{seq, at, kind, <kind>: …, prev, hash}`, decimals as strings. `hash` is SHA-256
 * of the previous line's hash followed by this line's text without its hash; the first line's
 * `prev` is 64 zeros; the chain runs on across days and runs. Lines stand in files by UTC day.
 *
 * Order of writing: an event before the engine sees it, its decisions (in the engine's order)
 * before any of them reaches the venue, `run` first and `end` last. So a crash can leave the last
 * event of a run with some of its decisions unwritten, and these were never sent; folding derives
 * them again and counts them as unwritten, not as a difference.
 */
export { type ChainReport, verifyChain } from './verify-chain.js';
export type { ChainProblem, CheckedLine, JournalLine } from './check-chain.js';
export { checkChain } from './check-chain.js';
export type { ChainLink } from './chain-link.js';
export { type DecodedLine, decodeLine } from './decode-line.js';
export { encodeDecision, encodeRecord } from './encode-record.js';
export { type Difference, foldJournal, type FoldResult } from './fold-journal.js';
export { type Journal, openJournal } from './journal-directory.js';
export { copyByCommand } from './copy-by-command.js';
export type { CopyTarget } from './copy-target.js';
export { copyToFolder } from './copy-to-folder.js';
export { JournalCopy } from './journal-copy.js';
export { JournalError } from './journal-error.js';
export type { JournalBody, JournalRecord, RunHeader } from './journal-record.js';
export { readJournal } from './read-journal.js';
export { isProcessAlive, type LockHolder, markOfThisProcess, takeLock } from './lock-file.js';
export {
  AUDIT_KINDS,
  type AuditKind,
  type AuditQuery,
  type AuditRecord,
  isAskedFor,
} from './audit-record.js';
export { AuditView } from './audit-view.js';
