/** How much of what there was in a session: a campaign in which nothing happens shows nothing. */
import { type JournalLine, readJournalLines } from './journal-lines.js';
import type { SessionRecord } from './session-record.js';

export function countHappenings(record: SessionRecord): Readonly<Record<string, number>> {
  const { placements, cancels, books, ends, elapsedMs, journal } = record;
  const { lines } = readJournalLines(journal);
  const count = (is: (line: JournalLine) => boolean): number => lines.filter(is).length;
  const heard = (kind: string): number => count(({ event }) => event?.kind === kind);
  const decided = (kind: string): number => count(({ decision }) => decision?.kind === kind);
  const tripped = (ruleKind: string): number =>
    count(({ decision }) => decision?.kind === 'ruleTripped' && decision.ruleKind === ruleKind);
  return {
    sessions: 1,
    'simulated minutes': elapsedMs / 60_000,
    records: lines.length,
    runs: ends.length,
    'runs that died': ends.filter(({ reason }) => reason === 'died').length,
    'runs not begun': ends.filter(({ reason }) => reason.startsWith('not started')).length,
    orders: placements.length,
    cancels,
    fills: books.fills.length,
    'orders denied': decided('orderDenied'),
    'reduce-only tripped': tripped('reduce-only'),
    'pauses tripped': tripped('pause'),
    'kills tripped': tripped('kill'),
    "operator's kills": count(({ event }) => event?.command === 'kill'),
    're-arms': count(({ event }) => event?.command === 're-arm'),
    'flattening orders': count(
      ({ decision }) =>
        decision?.order?.reduceOnly === true && decision.order.timeInForce === 'ioc',
    ),
    'unknown outcomes': heard('orderOutcomeUnknown') + heard('cancelOutcomeUnknown'),
    'fills found late': count(({ decision }) => decision?.difference?.kind === 'missed-fill'),
  };
}
