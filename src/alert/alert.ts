/** What is told: one thing that happened, for a program that passes it on to a person. */
import type { TimeMs } from '../base/index.js';

export type AlertKind =
  /** A rule of kind `alert` tripped, or an objective is met or open again. */
  | 'alert'
  /** Another rule tripped. */
  | 'rule-tripped'
  | 'state-changed'
  /** A kill, by a rule or by the operator. */
  | 'halted'
  | 'connection-lost'
  | 'connection-restored'
  /** What the run itself warns of: what it could not read, write, reconcile or copy. */
  | 'trouble'
  | 'start-refused'
  | 'run-ended';

export interface Alert {
  readonly kind: AlertKind;
  /** By the run's own clock. */
  readonly at: TimeMs;
  /** Null for the account. */
  readonly coin: string | null;
  readonly rule: string | null;
  /** Trading states, of a change of state. */
  readonly from: string | null;
  readonly to: string | null;
  /** In words, one line; never a key or a webhook's address. */
  readonly text: string;
}

/** What must get through before all else, and is never dropped for it. */
export function isUrgent({ kind }: Alert): boolean {
  return kind === 'halted' || kind === 'start-refused' || kind === 'run-ended';
}
