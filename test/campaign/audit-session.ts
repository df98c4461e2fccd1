/**
 * The auditor: tells from what the venue saw and from the journal's files whether a session kept
 * its policy, and knows nothing of how it was decided. It imports no room but `base`.
 */
import { auditBooks } from './audit-books.js';
import { auditOrderRate, auditPlacements } from './audit-limits.js';
import { auditStates } from './audit-states.js';
import { auditWire } from './audit-wire.js';
import { readJournalLines } from './journal-lines.js';
import type { SessionRecord } from './session-record.js';

/** What is wrong, in words; empty where all is well. */
export function auditSession(record: SessionRecord): readonly string[] {
  const { terms, journal, placements, books, ends } = record;
  const { lines, isTorn } = readJournalLines(journal);
  const last = ends.at(-1);
  const left = books.open.filter(({ isStop }) => !isStop);
  return [
    ...(isTorn ? ['the journal ends in half a line'] : []),
    ...auditPlacements(placements, terms),
    ...auditOrderRate(lines, terms),
    ...auditStates(lines, terms),
    ...auditWire(placements, lines),
    ...left.map((order) => `order ${order.clientOrderId} still rests at the end`),
    ...(last === undefined || last.outcome === null
      ? [`the last run did not end: ${last?.reason}`]
      : auditBooks(books, last, lines)),
    ...ends.flatMap(auditEnd),
  ];
}

/** A run that says that nothing is left must be right. */
function auditEnd({ outcome, reason, openAtVenue }: SessionRecord['ends'][number]): string[] {
  if (outcome === null) return [];
  if (outcome.kind === 'failed') return [`a run failed: ${reason}`];
  if (outcome.ordersLeft !== 0 || openAtVenue === 0) return [];
  return [`a run said that nothing rests, and ${openAtVenue} orders did: ${reason}`];
}
