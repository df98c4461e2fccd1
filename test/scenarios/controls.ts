/** Every control as a row: its line, what it denies, what it lets pass, and that exits pass. */
import type { Control } from './control-kit.js';

/** Limits: the order itself is what breaks them, so the market stays active. */
const limit = (
  control: string,
  line: string | null,
  rule: string,
  [denies, allows, reduces]: readonly [string, string, string],
): Control => ({
  control,
  line,
  rule,
  state: 'active',
  denies: sceneOf(denies),
  allows: sceneOf(allows),
  reduces: sceneOf(reduces),
});

/** Rules that trip: what happens is what breaks them. */
const trigger = (
  control: string,
  line: string | null,
  rule: string,
  state: Control['state'],
  scenes: readonly [string, string, string],
): Control => ({ ...limit(control, line, rule, scenes), state });

/** Steps, then the order after `→`; without an order only the state is asked. */
function sceneOf(text: string) {
  const [steps = '', order = ''] = text.split('→').map((part) => part.trim());
  return { steps, order: order === '' ? null : order };
}

export const LIMITS: readonly Control[] = [
  limit('order notional, $', 'limit order-notional order.notional <= $100', 'order-notional', [
    '→ buy 4.01 @ 25',
    '→ buy 4 @ 25',
    'position 100 → sell 100 @ 25',
  ]),
  limit(
    'order notional, % of equity',
    'limit order-notional order.notional <= 10% of equity',
    'order-notional',
    ['→ sell 40.01 @ 25', '→ sell 40 @ 25', 'position -100 → buy 100 @ 25'],
  ),
  limit('position size, $', 'limit position-value position_value <= $1_000', 'position-value', [
    'position 30 → buy 10.01 @ 25',
    'position 30 → buy 10 @ 25',
    'position 300 → sell 300 @ 25',
  ]),
  limit('position size, contracts', 'limit position |HYPE.position| <= 40 HYPE', 'position', [
    'position 30 → buy 10.01 @ 25',
    'position 30 → buy 10 @ 25',
    'position 300 → sell 250 @ 25',
  ]),
  limit(
    'position size, % of equity',
    'limit position-value position_value <= 10% of equity',
    'position-value',
    ['→ sell 40.01 @ 25', '→ sell 40 @ 25', 'position -50 → buy 50 @ 25'],
  ),
  limit('position size, margin capacity', null, 'builtin.margin-capacity', [
    '→ buy 2000.01 @ 25',
    '→ buy 2000 @ 25',
    'position 2500 → sell 2500 @ 25',
  ]),
  limit(
    'position size, a part of margin capacity',
    'limit half-capacity |position| <= 50% of margin_capacity',
    'half-capacity',
    ['→ buy 1000.01 @ 25', '→ buy 1000 @ 25', 'position 1500 → sell 1500 @ 25'],
  ),
  limit('leverage', 'leverage 4x', 'builtin.margin-capacity', [
    '→ buy 800.01 @ 25',
    '→ buy 800 @ 25',
    'position 900 → sell 900 @ 25',
  ]),
  limit('both sides of the book fit the margin', null, 'builtin.margin-both-sides', [
    'rest sell 2000 @ 26 → buy 2000 @ 25',
    'rest sell 1900 @ 26 → buy 2000 @ 25',
    'position 100 · rest buy 1800 @ 25 · fly buy 2500 @ 25 → sell 100 @ 25',
  ]),
  limit('number of positions', 'limit open-positions open_positions <= 1', 'open-positions', [
    'position 0.01 BTC → buy 1 @ 25',
    '→ buy 1 @ 25',
    'position 0.01 BTC · position 8 HYPE → sell 8 @ 25',
  ]),
  limit('total exposure, $', 'limit exposure exposure <= $5_000', 'exposure', [
    'position 0.03 BTC → buy 80.01 @ 25',
    'position 0.03 BTC → buy 80 @ 25',
    'position 0.09 BTC · position 8 HYPE → sell 8 @ 25',
  ]),
  limit(
    'total exposure, multiples of equity',
    'limit exposure exposure <= 300% of equity',
    'exposure',
    [
      'position 0.1 BTC → buy 800.01 @ 25',
      'position 0.1 BTC → buy 800 @ 25',
      'position 0.35 BTC · position 8 HYPE → sell 8 @ 25',
    ],
  ),
  limit(
    'net exposure, % of equity',
    'limit net-exposure |net_exposure| <= 50% of equity',
    'net-exposure',
    [
      'position 0.03 BTC → buy 80.01 @ 25',
      'position 0.03 BTC → buy 80 @ 25',
      'position 0.09 BTC · position 8 HYPE → sell 8 @ 25',
    ],
  ),
  limit('open orders', 'limit open-orders open_orders <= 2', 'open-orders', [
    'rest buy 1 @ 24 · fly buy 1 @ 23 → buy 1 @ 25',
    'rest buy 1 @ 24 → buy 1 @ 25',
    'position 5 · rest buy 1 @ 24 · rest buy 1 @ 23 → sell 5 @ 25',
  ]),
  limit('price sanity, mark', 'limit price-sanity order.price within 5% of mark', 'price-sanity', [
    '→ buy 1 @ 26.26',
    '→ buy 1 @ 26.25',
    'position 5 → sell 5 @ 20',
  ]),
  limit('price sanity, mid', 'limit price-sanity order.price within 5% of mid', 'price-sanity', [
    'mid 24 → buy 1 @ 25.21',
    'mid 24 → buy 1 @ 25.2',
    'position 5 · mid 24 → sell 5 @ 20',
  ]),
  limit(
    'price sanity, oracle',
    'limit price-sanity order.price within 5% of oracle',
    'price-sanity',
    [
      'oracle 24 → sell 1 @ 22.79',
      'oracle 24 → sell 1 @ 22.8',
      'position -5 · oracle 24 → buy 5 @ 30',
    ],
  ),
  limit('rate per minute, of a market', 'limit order-rate orders <= 10 per 1m', 'order-rate', [
    'send 10 → buy 1 @ 25',
    'send 9 · send 50 BTC → buy 1 @ 25',
    'position 5 · send 30 → sell 5 @ 25',
  ]),
  limit('rate per minute, in total', 'limit order-rate account.orders <= 10 per 1m', 'order-rate', [
    'send 4 · send 6 BTC → buy 1 @ 25',
    'send 4 · send 5 BTC → buy 1 @ 25',
    'position 5 · send 30 BTC → sell 5 @ 25',
  ]),
  limit('slippage of an order that takes', 'limit slippage order.slippage <= 50bps', 'slippage', [
    'asks 10@25.05,100@25.3 → buy 14.29 @ 25.3',
    'asks 10@25.05,100@25.3 → buy 14.28 @ 25.3',
    'position -20 · asks 10@25.05,100@25.3 → buy 20 @ 25.3',
  ]),
  limit(
    'duplicates within a window',
    'limit no-duplicates order.duplicates <= 0 per 2s',
    'no-duplicates',
    ['send 1 → buy 1 @ 25', 'send 1 · wait 2s → buy 1 @ 25', 'position -1 · send 1 → buy 1 @ 25'],
  ),
  limit(
    'worst-case inventory: position, resting, in flight',
    'limit position |HYPE.position| <= 40 HYPE',
    'position',
    [
      'position 10 · rest buy 15 @ 24 · fly buy 10 @ 23 → buy 5.01 @ 25',
      'position 10 · rest buy 15 @ 24 · fly buy 10 @ 23 → buy 5 @ 25',
      'position 10 · rest buy 15 @ 24 · fly buy 30 @ 23 → sell 10 @ 25',
    ],
  ),
];

export const TRIGGERS: readonly Control[] = [
  trigger(
    'reduce only: liquidation buffer',
    'reduce-only approaching-liquidation when liquidation_buffer < 0.5 until >= 0.6 for 10s',
    'approaching-liquidation',
    'reducing',
    [
      'position 10 HYPE liquidation 23.76 → buy 1 @ 25',
      'position 10 HYPE liquidation 23.75 → buy 1 @ 25',
      'position 10 HYPE liquidation 24.9 → sell 10 @ 25',
    ],
  ),
  trigger(
    'reduce only: margin utilisation',
    'reduce-only over-margin-utilization when margin_utilization > 80% until < 70%',
    'over-margin-utilization',
    'reducing',
    [
      'position 0.40001 BTC → buy 1 @ 25',
      'position 0.4 BTC → buy 1 @ 25',
      'position 0.45 BTC · position 5 HYPE → sell 5 @ 25',
    ],
  ),
  trigger(
    'reduce only: value',
    'reduce-only over-value-limit when position_value > $25_000 until < $20_000',
    'over-value-limit',
    'reducing',
    [
      'position 1000.01 → buy 1 @ 25',
      'position 1000 → buy 1 @ 25',
      'position 1500 → sell 1500 @ 25',
    ],
  ),
  trigger(
    'reduce only: size',
    'reduce-only over-position-limit when |position| > 75% of margin_capacity',
    'over-position-limit',
    'reducing',
    [
      'position 1500.01 → buy 1 @ 25',
      'position 1500 → buy 1 @ 25',
      'position -1700 → buy 1700 @ 25',
    ],
  ),
  trigger(
    "reduce only: the venue's action budget",
    'reduce-only low-action-budget when action_budget < 500 until >= 2_000',
    'low-action-budget',
    'reducing',
    ['budget 499 → buy 1 @ 25', 'budget 500 → buy 1 @ 25', 'position 5 · budget 9 → sell 5 @ 25'],
  ),
  trigger(
    'reduce only: hysteresis and dwell',
    'reduce-only wide-market when spread > 40bps for 5s until < 25bps for 10s',
    'wide-market',
    'reducing',
    [
      'wide 50 · wait 6s · wide 20 · wait 9s → buy 1 @ 25',
      'wide 50 · wait 6s · wide 20 · wait 11s → buy 1 @ 25',
      'position 5 · wide 50 · wait 6s → sell 5 @ 25',
    ],
  ),
  trigger(
    'pause: consecutive losses',
    'pause losing-streak when consecutive_losses >= 3 until 30m later',
    'losing-streak',
    'paused',
    [
      'lose 3 → buy 1 @ 25',
      'lose 2 · even 1 → buy 1 @ 25',
      'lose 3 · fill buy 2 @ 25 → sell 2 @ 25',
    ],
  ),
  trigger(
    'pause: consecutive errors',
    'pause error-streak when consecutive_errors >= 5 until resumed after 30m',
    'error-streak',
    'paused',
    ['error 5 → buy 1 @ 25', 'error 4 → buy 1 @ 25', 'position 5 · error 5 → sell 5 @ 25'],
  ),
  trigger(
    'pause: rejections of the venue',
    'pause rejected when rejections >= 5 per 1m until 1m later',
    'rejected',
    'paused',
    ['rejected 5 → buy 1 @ 25', 'rejected 4 → buy 1 @ 25', 'position 5 · rejected 5 → sell 5 @ 25'],
  ),
  trigger(
    'pause: errors of going too fast',
    'pause too-fast when rate_limit_errors >= 3 per 1m until 1m later',
    'too-fast',
    'paused',
    ['limited 3 → buy 1 @ 25', 'limited 2 → buy 1 @ 25', 'position 5 · limited 3 → sell 5 @ 25'],
  ),
  trigger('pause: by hand', null, 'operator.pause', 'paused', [
    'operator pause → buy 1 @ 25',
    'operator pause · operator resume → buy 1 @ 25',
    'position 5 · operator pause → sell 5 @ 25',
  ]),
  trigger(
    'pause: stale quotes',
    'pause stale-quotes when age(mark) > 7s until <= 3s',
    'stale-quotes',
    'paused',
    [
      'silence 7001ms → buy 1 @ 25',
      'silence 7s → buy 1 @ 25',
      'position 5 · silence 8s → sell 5 @ 25',
    ],
  ),
  trigger(
    'pause: orders of unknown outcome',
    'pause unresolved-orders when unresolved_orders > 0 for 10s until = 0',
    'unresolved-orders',
    'paused',
    [
      'fly buy 1 @ 24 · lost · wait 11s → buy 1 @ 25',
      'fly buy 1 @ 24 · lost · wait 9s → buy 1 @ 25',
      'position 5 · fly buy 1 @ 24 · lost · wait 11s → sell 5 @ 25',
    ],
  ),
  trigger(
    'kill: runaway position',
    'kill position-runaway when |position| > 2 * margin_capacity',
    'position-runaway',
    'halted',
    [
      'fill buy 4000.01 @ 25 → buy 1 @ 25',
      'fill buy 4000 @ 25',
      'fill buy 4001 @ 25 → sell 4001 @ 25',
    ],
  ),
  trigger(
    'kill: account-wide utilisation',
    'kill over-all-margin when margin_utilization > 100%',
    'over-all-margin',
    'halted',
    [
      'position 0.50001 BTC → buy 1 @ 25',
      'position 0.5 BTC',
      'position 0.6 BTC · position 5 HYPE → sell 5 @ 25',
    ],
  ),
  trigger(
    'kill: daily loss',
    'kill daily-loss when equity < day_start_equity - 5% of day_start_equity',
    'daily-loss',
    'halted',
    [
      'account 9499.99 → buy 1 @ 25',
      'account 9500 → buy 1 @ 25',
      'position 5 · account 9000 → sell 5 @ 25',
    ],
  ),
  trigger(
    'kill: drawdown from the peak, unrealised loss included',
    'kill drawdown when equity < peak_equity - $800',
    'drawdown',
    'halted',
    [
      'position 1000 · mark 25.5 · mark 24.69 → buy 1 @ 25',
      'position 1000 · mark 25.5 · mark 24.7 → buy 1 @ 25',
      'position 1000 · mark 25.5 · mark 24.6 → sell 1000 @ 24',
    ],
  ),
  trigger('kill: long stale data', 'kill feed-lost when age(mark) > 30s', 'feed-lost', 'halted', [
    'silence 30001ms → buy 1 @ 25',
    'silence 30s',
    'position 5 · silence-marks 31s → sell 5 @ 25',
  ]),
  trigger(
    'kill: position differs from the venue',
    'kill position-mismatch when |position_difference| > 0 for 5s',
    'position-mismatch',
    'halted',
    [
      'position 5 · differs 6 · wait 5s → buy 1 @ 25',
      'position 5 · differs 6 · wait 4s → buy 1 @ 25',
      'position 5 · differs 6 · wait 6s → sell 5 @ 25',
    ],
  ),
  trigger(
    'kill: a liquidation is seen',
    'kill liquidated when liquidations >= 1 per 1h',
    'liquidated',
    'halted',
    [
      'position 5 · liquidated 1 → buy 1 @ 25',
      'position 5 · fill sell 1 @ 24 → buy 1 @ 25',
      'position 5 · liquidated 1 → sell 4 @ 25',
    ],
  ),
  trigger(
    'kill: a position without a stop',
    'kill no-stop when time_without_stop > 5m',
    'no-stop',
    'halted',
    [
      'position 5 · wait 302s → buy 1 @ 25',
      'position 5 · wait 298s → buy 1 @ 25',
      'position 5 · wait 302s → sell 5 @ 25',
    ],
  ),
  trigger('kill: by hand', null, 'operator.kill', 'halted', [
    'operator kill → buy 1 @ 25',
    'operator kill · operator re-arm → buy 1 @ 25',
    'position 5 · operator kill → sell 5 @ 25',
  ]),
  trigger('orders of another hand', 'foreign-orders refuse', 'builtin.foreign-orders', 'reducing', [
    'rest sell 1 @ 27 → buy 1 @ 25',
    '→ buy 1 @ 25',
    'position 5 · rest buy 1 @ 24 → sell 5 @ 25',
  ]),
];
