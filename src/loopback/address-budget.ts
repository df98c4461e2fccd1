/** How many actions each address may send: some for nothing, one more for each USD it trades. */
import type { DurationMs, Notional, TimeMs } from '../base/index.js';

/** One order or cancel, or an action that has none. */
const ACTION_GAP_MS: DurationMs = 10_000;
const CANCELS_EXTRA = 100_000;
const FREE_ACTIONS = 10_000;

export interface AddressBudget {
  usedBy(user: string): number;
  capOf(user: string): number;
  /** Counts `items` of an action; or the venue's words where it is over the limit. */
  charge(user: string, items: number, isCancel: boolean): string | null;
  /** Buys more. */
  reserve(user: string, items: number): void;
  /** Counts what is not judged. */
  fine(user: string, items: number): void;
}

export interface AddressBudgetOptions {
  readonly now: () => TimeMs;
  /** USD that the address has traded, at all times. */
  readonly volumeOf: (user: string) => Notional;
  /** Whether who is over the limit is held to one item in ten seconds; else it is only counted. */
  readonly isEnforced: boolean;
  /** Default 10,000. */
  readonly freeActions?: number | undefined;
}

/**
 * A batch of n counts n. Over the limit a single order or cancel passes every ten seconds; what is
 * refused neither counts nor begins the ten seconds anew. Cancels have a limit of their own, so
 * that who may place nothing may still cancel. Source: facts of the venue, §5.
 */
export function createAddressBudget(options: AddressBudgetOptions): AddressBudget {
  const { now, volumeOf, isEnforced, freeActions = FREE_ACTIONS } = options;
  const used = new Map<string, number>();
  const reserved = new Map<string, number>();
  const lastPassed = new Map<string, TimeMs>();
  const usedBy = (user: string): number => used.get(user) ?? 0;
  const capOf = (user: string): number =>
    freeActions + volumeOf(user).floor().toNumber() + (reserved.get(user) ?? 0);
  const fine = (user: string, items: number): void => void used.set(user, usedBy(user) + items);
  return {
    usedBy,
    capOf,
    fine,
    reserve: (user, items) => void reserved.set(user, (reserved.get(user) ?? 0) + items),
    charge(user, items, isCancel) {
      const cap = isEnforced ? capOf(user) : Infinity;
      const limit = isCancel ? Math.min(cap + CANCELS_EXTRA, 2 * cap) : cap;
      const wanted = usedBy(user) + items;
      if (wanted > limit) {
        const isDue = now() - (lastPassed.get(user) ?? -Infinity) >= ACTION_GAP_MS;
        if (items > 1 || !isDue) return refusalText(wanted, limit, volumeOf(user));
        lastPassed.set(user, now());
      }
      fine(user, items);
      return null;
    },
  };
}

function refusalText(wanted: number, limit: number, volume: Notional): string {
  return (
    `Too many cumulative requests sent (${wanted} > ${limit}) for cumulative volume traded ` +
    `$${volume.toFixed(2)}. Place taker orders to free up 1 request per USDC traded.`
  );
}
