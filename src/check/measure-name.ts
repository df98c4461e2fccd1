/** The names a policy may measure by. The table of measures says what each one means. */

export const MEASURE_NAMES = [
  'order.price',
  'order.size',
  'order.notional',
  'order.duplicates',
  'mark',
  'mid',
  'oracle',
  'spread',
  'funding_rate',
  'position',
  'position_value',
  'position_difference',
  'entry_price',
  'unrealized_pnl',
  'liquidation_price',
  'liquidation_buffer',
  'margin_capacity',
  'open_orders',
  'unresolved_orders',
  'orders',
  'cancels',
  'fills',
  'rejections',
  'equity',
  'balance',
  'initial_balance',
  'day_start_balance',
  'day_start_equity',
  'day_peak_equity',
  'peak_balance',
  'peak_equity',
  'peak_day_end_balance',
  'peak_day_end_equity',
  'day_pnl',
  'total_profit',
  'best_day_profit',
  'trading_days',
  'time_to_reset',
  'exposure',
  'net_exposure',
  'open_positions',
  'margin_used',
  'margin_utilization',
  'maintenance_margin',
  'free_margin',
  'consecutive_losses',
  'consecutive_errors',
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

/** `mark` and `book` come per market, the others per account. */
export const FEED_NAMES = ['mark', 'book', 'account', 'stream'] as const;

export type FeedName = (typeof FEED_NAMES)[number];
