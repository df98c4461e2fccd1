/** One consistent picture of the account out of requests that answer at different moments. */
import type { TimeMs } from '../base/index.js';
import type { AccountReport, Fill, LedgerEntry, OpenOrder } from '../market/index.js';
import type { Venue } from '../venue/index.js';

export interface VenueSnapshot {
  readonly account: AccountReport;
  readonly openOrders: readonly OpenOrder[];
  readonly fills: readonly Fill[];
  readonly ledger: readonly LedgerEntry[];
}

const TRIES = 4;

/**
 * Reads fills, account, orders and fills again, until no fill fell in between: then the account's
 * positions are those after the last fill. The ledger comes last. Throws `VenueError` where the
 * venue does not answer.
 */
export async function fetchSnapshot(
  venue: Venue,
  fillsSince: TimeMs,
  ledgerSince: TimeMs,
): Promise<VenueSnapshot> {
  let before = await venue.fetchFillsSince(fillsSince);
  for (let attempt = 1; ; attempt++) {
    const account = await venue.fetchAccount();
    const openOrders = await venue.fetchOpenOrders();
    const fills = await venue.fetchFillsSince(fillsSince);
    if (fills.length === before.length || attempt === TRIES) {
      const ledger = await venue.fetchLedgerSince(ledgerSince);
      return { account, openOrders, fills, ledger };
    }
    before = fills;
  }
}
