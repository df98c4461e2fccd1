/** The ledger beside the trades: transfers and funding come in pages of two requests. */
import type { TimeMs } from '../base/index.js';
import type { LedgerEntry } from '../market/index.js';
import { VenueError } from '../venue/index.js';
import { decodeLedgerUpdates } from './non-funding-ledger.js';
import { decodeUserFunding } from './user-funding.js';
import type { VenueWire } from './venue-wire.js';

// The venue's general rule cuts an answer at 500 rows: fewer are the end. Rows that move no cash
// are left out when an answer is read, so a page is measured before that.
const PAGE_LENGTH_MIN = 500;

interface Page {
  readonly rows: number;
  readonly entries: readonly LedgerEntry[];
  /** Of the newest row; null where there is none. */
  readonly lastTime: TimeMs | null;
}

/** Every entry from `sinceMs` on, oldest first, each once; throws `VenueError`. */
export async function fetchLedger(
  info: VenueWire['info'],
  user: string,
  sinceMs: TimeMs,
): Promise<readonly LedgerEntry[]> {
  const transfers = await fetchPages(info, 'userNonFundingLedgerUpdates', user, sinceMs);
  const fundings = await fetchPages(info, 'userFunding', user, sinceMs);
  return [...transfers, ...fundings].sort((left, right) => left.time - right.time);
}

async function fetchPages(
  info: VenueWire['info'],
  type: 'userNonFundingLedgerUpdates' | 'userFunding',
  user: string,
  sinceMs: TimeMs,
): Promise<readonly LedgerEntry[]> {
  const byId = new Map<string, LedgerEntry>();
  let startTime = Math.max(0, Math.floor(sinceMs));
  for (;;) {
    const { rows, entries, lastTime } = await info.ask({ type, user, startTime }, (payload) =>
      readPage(payload, type, user),
    );
    for (const entry of entries) byId.set(entry.id, entry);
    if (lastTime === null || rows < PAGE_LENGTH_MIN) return [...byId.values()];
    if (lastTime === startTime) {
      throw new VenueError(`${type}: more entries in one millisecond than a page`, false);
    }
    startTime = lastTime;
  }
}

function readPage(payload: unknown, type: string, user: string): Page {
  const entries =
    type === 'userFunding' ? decodeUserFunding(payload) : decodeLedgerUpdates(payload, user);
  const times = Array.isArray(payload) ? payload.map(timeOfRow) : [];
  return { rows: times.length, entries, lastTime: times.length === 0 ? null : Math.max(...times) };
}

function timeOfRow(row: unknown): TimeMs {
  const isRow = typeof row === 'object' && row !== null && 'time' in row;
  return isRow && typeof row.time === 'number' ? row.time : 0;
}
