/** Which measures a test may give: what the engine is told, not what it reckons from that. */
import type { MeasureName } from './measure-name.js';

/** May also change while the test runs, by `set` or a series. */
const MOVING: readonly string[] = [
  'mark',
  'mid',
  'oracle',
  'spread',
  'funding_rate',
  'position',
  'equity',
  'balance',
  'margin_used',
  'consecutive_errors',
] satisfies MeasureName[];

/** Fixed once the test has begun: they follow from what happens in it. */
const FIRST_ONLY: readonly string[] = [
  'entry_price',
  'liquidation_price',
  'initial_balance',
  'day_start_balance',
  'day_start_equity',
  'day_peak_equity',
  'peak_balance',
  'peak_equity',
  'peak_day_end_balance',
  'peak_day_end_equity',
] satisfies MeasureName[];

/** The language lets tests give them; nothing tells the engine of them yet. */
const LATER: ReadonlySet<string> = new Set([
  'action_budget',
  'atr_ratio',
  'best_day_profit',
  'clock_skew',
  'consecutive_losses',
  'maintenance_margin',
  'open_risk',
  'position_difference',
  'profitable_days',
  'time_without_stop',
  'trading_days',
  'unresolved_orders',
]);

/** What may be heard too late or never, as a feed would have it. */
const UNHEARD: readonly string[] = [
  'mark',
  'mid',
  'spread',
  'position',
  'equity',
  'balance',
] satisfies MeasureName[];

export type Givenness = 'moving' | 'first-only' | 'later' | 'computed';

export function givennessOf(name: string): Givenness {
  if (MOVING.includes(name)) return 'moving';
  if (FIRST_ONLY.includes(name)) return 'first-only';
  return LATER.has(name) ? 'later' : 'computed';
}

/** Whether a test may say that a measure is stale or missing. */
export function mayBeUnheard(name: MeasureName): boolean {
  return UNHEARD.includes(name);
}

/** What a computed measure follows from, for the remedy. */
export function sourcesOf(name: MeasureName): string {
  switch (name) {
    case 'position_value':
    case 'unrealized_pnl':
      return 'give `position`, `entry_price` and `mark`';
    case 'liquidation_buffer':
      return 'give `liquidation_price` and `mark`';
    case 'margin_utilization':
    case 'free_margin':
      return 'give `margin_used` and `equity`';
    case 'day_pnl':
      return 'give `equity` and `day_start_equity`';
    case 'exposure':
      return 'give each `position` and `mark`';
    default:
      return 'give what it is reckoned from, or let it happen by steps';
  }
}
