/** A session of the campaign as it went: what the venue saw, where the journal is, how it ended. */
import type { DurationMs } from '../../src/base/index.js';
import type { AuditTerms } from './audit-terms.js';
import type { SeenBooks, SeenPlacement } from './venue-tap.js';

export interface SessionRecord {
  readonly terms: AuditTerms;
  /** The directory. */
  readonly journal: string;
  readonly placements: readonly SeenPlacement[];
  readonly cancels: number;
  /** The venue's, when the last run was over. */
  readonly books: SeenBooks;
  /** Of each run. */
  readonly ends: readonly {
    /** What the session said at its end; null where it died, or never began. */
    readonly outcome: { readonly kind: string; readonly ordersLeft: number | null } | null;
    readonly reason: string;
    /** As the session itself saw it at the end. */
    readonly positions: Readonly<Record<string, string>>;
    readonly fills: number;
    /** Orders that the venue had at that moment, stops apart. */
    readonly openAtVenue: number;
  }[];
  /** How often each has happened, by name. */
  readonly faults: Readonly<Record<string, number>>;
  readonly elapsedMs: DurationMs;
}
