/** Whether what begins again after a death knows all that was, and repeats nothing of it. */
import { decimal } from '../../src/base/index.js';
import { auditOrderRate, auditPlacements } from './audit-limits.js';
import { auditStates } from './audit-states.js';
import type { AuditTerms } from './audit-terms.js';
import { auditWire } from './audit-wire.js';
import { type JournalLine, readJournalLines } from './journal-lines.js';
import type { SeenBooks, SeenPlacement } from './venue-tap.js';

export interface RecoveryRecord {
  readonly terms: AuditTerms;
  /** USD at the start of the only day; nothing was paid in or out. */
  readonly cash: number;
  /** The directory. */
  readonly journal: string;
  readonly placements: readonly SeenPlacement[];
  readonly books: SeenBooks;
  /** Kills by the operator that a run has said it has taken. */
  readonly killsAcknowledged: number;
  /** Of each run, oldest first. */
  readonly deaths: readonly {
    /** In the order of their arrival. */
    readonly nonces: readonly number[];
    /** As the run told of itself; decimals as text. */
    readonly lines: readonly {
      readonly at: number;
      readonly equity: string | null;
      readonly dayPnl: string | null;
    }[];
  }[];
}

export function auditRecovery(record: RecoveryRecord): readonly string[] {
  const { terms, journal, placements, killsAcknowledged, deaths } = record;
  const { lines, isTorn } = readJournalLines(journal);
  const kills = lines.filter(({ event }) => event?.command === 'kill').length;
  return [
    ...(isTorn ? ['the journal ends in half a line'] : []),
    ...(lines.some(({ seq }, index) => seq !== index + 1) ? ['records are missing'] : []),
    ...auditPlacements(placements, terms),
    ...auditOrderRate(lines, terms),
    ...auditStates(lines, terms),
    ...auditWire(placements, lines),
    ...(kills < killsAcknowledged ? ['a kill is forgotten that was acknowledged'] : []),
    ...auditDay(record),
    ...auditPictures(record, lines),
    ...auditNonces(deaths.map(({ nonces }) => nonces)),
  ];
}

/** What it calls the day's result starts from what there was at the day's start. */
function auditDay({ deaths, cash }: RecoveryRecord): readonly string[] {
  const last = deaths.at(-1)?.lines ?? [];
  return last.flatMap(({ at, equity, dayPnl }) => {
    if (equity === null || dayPnl === null) return [];
    const start = decimal(equity).minus(dayPnl);
    return start.eq(cash) ? [] : [`at ${at} the day began with ${start.toFixed()}, not ${cash}`];
  });
}

/** Once a run has looked, it has all fills until then, its own position, and no stranger's order. */
function auditPictures(
  { books }: RecoveryRecord,
  lines: readonly JournalLine[],
): readonly string[] {
  const heard = new Set<number>();
  const counted = new Map<number, number>();
  const found: string[] = [];
  for (const { seq, event, decision } of lines) {
    if (event?.fill !== undefined) heard.add(event.fill.tradeId);
    for (const { tradeId } of event?.fills ?? []) heard.add(tradeId);
    if (event?.kind === 'reconciled') {
      const until = event.account?.time ?? 0;
      const lost = books.fills.filter(({ tradeId, time }) => time < until && !heard.has(tradeId));
      found.push(...lost.map(({ tradeId }) => `record ${seq} lacks fill ${tradeId}`));
    }
    if (decision?.kind === 'positionDiffered') found.push(`record ${seq}: positions differ`);
    if (decision?.difference?.kind === 'foreign-order')
      found.push(`record ${seq}: a foreign order`);
    if (decision?.kind !== 'positionChanged') continue;
    const { tradeId = -1 } = decision;
    counted.set(tradeId, (counted.get(tradeId) ?? 0) + 1);
  }
  for (const [tradeId, times] of counted) {
    if (times > 1) found.push(`fill ${tradeId} is counted ${times} times`);
  }
  return found;
}

/** Each once; and those of a run above all that any run before it has used. */
function auditNonces(runs: readonly (readonly number[])[]): readonly string[] {
  const found: string[] = [];
  let highest = 0;
  for (const [run, nonces] of runs.entries()) {
    if (new Set(nonces).size < nonces.length) found.push(`run ${run + 1} uses a nonce twice`);
    if (nonces.some((nonce) => nonce <= highest)) found.push(`run ${run + 1} goes back in nonces`);
    highest = Math.max(highest, ...nonces);
  }
  return found;
}
