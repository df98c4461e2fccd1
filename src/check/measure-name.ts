/** The names a policy may measure by. The table of measures says what each one means. */

export const MEASURE_NAMES = [
  'order.price',
  'order.size',
  'order.notional',
  'mark',
  'mid',
  'oracle',
  'spread',
  'position',
  'position_value',
  'entry_price',
  'unrealized_pnl',
  'liquidation_price',
  'liquidation_buffer',
  'margin_capacity',
  'open_orders',
  'equity',
  'balance',
  'initial_balance',
  'day_start_balance',
  'day_start_equity',
  'peak_balance',
  'peak_equity',
  'day_pnl',
  'exposure',
  'margin_used',
  'margin_utilization',
  'maintenance_margin',
  'free_margin',
  'consecutive_errors',
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

/** `mark` and `book` come per market, the others per account. */
export const FEED_NAMES = ['mark', 'book', 'account', 'stream'] as const;

export type FeedName = (typeof FEED_NAMES)[number];
