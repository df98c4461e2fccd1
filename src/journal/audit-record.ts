/** A journal in the words of an auditor: what happened, to which order, by which rule. */
import type { Decimal, TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';

export const AUDIT_KINDS = [
  'run-started',
  'run-ended',
  'order-submitted',
  'order-accepted',
  'order-filled',
  'cancel-submitted',
  'order-cancelled',
  /** Refused by the venue. */
  'order-rejected',
  /** Funding, a deposit, a withdrawal or a transfer; the amount is its `pnl`. */
  'cash-moved',
  'position-updated',
  /** A round trip from flat to flat, or through flat. */
  'position-closed',
  /** Denied by us, never sent. */
  'risk-rejected',
  'breaker-tripped',
  'breaker-reset',
  'alert',
  'state-changed',
  'operator-commanded',
  'operator-refused',
  'error',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface AuditRecord {
  /** Of the journal's record that it comes from; several may come from one. */
  readonly seq: number;
  readonly at: TimeMs;
  readonly runId: string;
  readonly kind: AuditKind;
  /** Null for the account. */
  readonly coin: string | null;
  /** Our id of the order. */
  readonly order: string | null;
  /** The venue's id of it. */
  readonly orderId: number | null;
  readonly tradeId: number | null;
  readonly side: Side | null;
  readonly price: Decimal | null;
  /** Contracts of the order or the trade; of a closed position all that was traded into it. */
  readonly size: Decimal | null;
  /** Signed contracts afterwards. */
  readonly position: Decimal | null;
  /** Average entry of the position. */
  readonly entryPrice: Decimal | null;
  /**
   * USD: what a trade realised, gross; of a closed position its trip, net of fees and funding; of
   * cash that moved what came (positive) or went.
   */
  readonly pnl: Decimal | null;
  /** USD; positive is a cost. */
  readonly fee: Decimal | null;
  /** Of a closed position: when its trip began; null where nobody saw it begin. */
  readonly openedAt: TimeMs | null;
  /** The rules behind it, by precedence. */
  readonly rules: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  /** The rest in words. */
  readonly text: string;
}

export type AuditDetails = Partial<Omit<AuditRecord, 'seq' | 'at' | 'runId' | 'kind'>>;

export interface AuditQuery {
  /** Empty: all. */
  readonly kinds: readonly AuditKind[];
  readonly coins: readonly string[];
  /** A rule's whole path or its last name. */
  readonly rules: readonly string[];
  /** Our id of an order or the venue's. */
  readonly orders: readonly string[];
  readonly since: TimeMs | null;
  /** Exclusive. */
  readonly until: TimeMs | null;
}

/** Whether a record is asked for: all that is said must be met, one of each list is enough. */
export function isAskedFor(record: AuditRecord, query: AuditQuery): boolean {
  const { kind, coin, order, orderId, rules, at } = record;
  return (
    isOf(query.kinds, (each) => each === kind) &&
    isOf(query.coins, (each) => each === coin) &&
    isOf(query.rules, (each) => rules.some((rule) => rule === each || rule.endsWith(`.${each}`))) &&
    isOf(query.orders, (each) => each === order || each === String(orderId)) &&
    (query.since === null || at >= query.since) &&
    (query.until === null || at < query.until)
  );
}

function isOf<Value>(asked: readonly Value[], isIt: (value: Value) => boolean): boolean {
  return asked.length === 0 || asked.some(isIt);
}
