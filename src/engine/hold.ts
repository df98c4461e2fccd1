/** What keeps a market, or the account, from being active. */
import type { Decimal, TimeMs } from '../base/index.js';
import type { DisplayUnit, Place, RuleKind } from '../compile/index.js';

/** The comparison that tripped a rule, with its sides at that moment. */
export interface Reason {
  readonly text: string;
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly unit: DisplayUnit;
}

/** A latched trip of a rule, or the operator's own word. An alert holds nothing back. */
export interface Hold {
  /** The rule's path, `operator.pause` or `operator.kill`. */
  readonly rule: string;
  readonly kind: Exclude<RuleKind, 'limit' | 'objective'> | 'operator';
  readonly effect: 'none' | 'reducing' | 'paused' | 'halted';
  /** The market it was judged for; null for the account. */
  readonly coin: string | null;
  /** Whether every market is held: the account's rules and every kill. */
  readonly holdsAccount: boolean;
  readonly place: Place | null;
  readonly reason: Reason;
  readonly trippedAt: TimeMs;
  /** Since when its `until` holds without a break; null while it does not. */
  readonly releasingSince: TimeMs | null;
  readonly flatten: boolean;
}

export const OPERATOR_PAUSE = 'operator.pause';
export const OPERATOR_KILL = 'operator.kill';

/** Whether `hold` keeps `coin` back. */
export function holdsMarket(hold: Hold, coin: string): boolean {
  return hold.effect !== 'none' && (hold.holdsAccount || hold.coin === coin);
}
