/** What a policy allows, as the numbers that stand in it: all that the auditor knows of it. */
export interface AuditTerms {
  /** Contracts, either way, if all that rests on a side fills. */
  readonly positionMost: number;
  /** USD of one order. */
  readonly orderNotionalMost: number;
  readonly openOrdersMost: number;
  /** New orders within the window; those that only shrink the position are not counted. */
  readonly ordersMost: number;
  readonly ordersWindowMs: number;
  /** Kills that close the position. */
  readonly flatteningKills: readonly string[];
}
