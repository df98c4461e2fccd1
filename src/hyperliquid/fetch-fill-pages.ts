/** Fills come in pages; the next one starts where the last ended. */
import type { TimeMs } from '../base/index.js';
import type { Fill } from '../market/index.js';
import { VenueError } from '../venue/index.js';
import { decodeFills } from './user-fill.js';
import type { VenueWire } from './venue-wire.js';

// The venue cuts an answer at 2000 rows, by its general rule at 500: less than that is the end.
const PAGE_LENGTH_MIN = 500;

/** Every fill from `sinceMs` on, oldest first, each once; throws `VenueError`. */
export async function fetchFillPages(
  info: VenueWire['info'],
  user: string,
  sinceMs: TimeMs,
): Promise<readonly Fill[]> {
  const byTradeId = new Map<number, Fill>();
  let startTime = Math.max(0, Math.floor(sinceMs));
  for (;;) {
    const request = { type: 'userFillsByTime', user, startTime } as const;
    const page = await info.ask(request, (payload) => decodeFills(payload, user));
    for (const fill of page) byTradeId.set(fill.tradeId, fill);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_LENGTH_MIN) return [...byTradeId.values()];
    if (last.time === startTime) {
      throw new VenueError('userFillsByTime: more fills in one millisecond than a page', false);
    }
    startTime = last.time;
  }
}
