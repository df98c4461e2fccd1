/** The policies that a risk manager by doubles is held against one by decimals under. */
import { readFileSync } from 'node:fs';
import type { Dice } from './dice.js';
import { MakerDay } from './maker-input.js';
import { type MadeDay, WildDay } from './risk-input.js';

const TEXT = readFileSync(new URL('../risk/risk-desk.policy', import.meta.url), 'utf8');
/** Limits that look at time, and rules that look at orders: what boxes of prices leave out. */
const LIMITS_ON_AGES = `
limit        small-when-late          order.notional <= $40_000 when age(mark) > 20ms
limit        small-when-unheard       order.notional <= $60_000 when age(account) > 1s
`;
const TRIGGERS_ON_ORDERS = `
reduce-only  many-orders              when open_orders > 6 until <= 3
`;

/** What a maker's fills and reports move, told at thresholds that they meet. */
const MAKER = `policy maker
language 1

venue embedded

account {
  initial-balance   $1_000_000
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
}

market BTC {
  leverage          10x

  limit        position                 |position| <= 2 BTC
  alert        long                     when position >= 0.5 BTC because "the side counts"
  alert        worth                    when position_value > $60_000
  alert        gaining                  when unrealized_pnl > $4 because "it is to be met"
  alert        dear                     when entry_price > $100_000
}

market HYPE {
  leverage          5x

  limit        position                 |position| <= 2_000 HYPE
  alert        short                    when position < -300 HYPE because "the side counts"
  alert        worth                    when position_value >= $5_000
}

limit        order-notional           order.notional <= $25_000
limit        exposure                 exposure <= 20% of equity
limit        half-capacity            |position| <= 0.02 * margin_capacity
limit        low-on-cash              order.notional <= $15_000 when balance < $989_950
limit        few                      open_orders <= 8

alert        below-where-it-began     when equity < $990_000
alert        poor                     when balance <= $989_990
alert        losing                   when day_pnl < -$10_010
reduce-only  buffer                   when liquidation_buffer < 0.998 until >= 0.999
alert        used                     when margin_used > $4_000
alert        two-losses               when consecutive_losses >= 2
alert        down                     when total_profit < -$10_005
alert        differs                  when |position_difference| > 0
reduce-only  lost-a-reply             when unresolved_orders > 0
`;

/** What keeps a fill from waiting: rules that read what only the engine tells exactly. */
const ON_BALANCE =
  /^.*(?:entry_price|balance <|total_profit|position_difference|buffer {3}).*\n/gmu;

/** A policy, and the days that it is tried on. */
export interface RiskCase {
  readonly text: string;
  readonly dayOf: (dice: Dice) => MadeDay;
  /** Then the engine hears of fills when it is asked. */
  readonly withoutPositionNews?: boolean;
}

const wild = (dice: Dice): MadeDay => new WildDay(dice);
const maker = (dice: Dice): MadeDay => new MakerDay(dice);

export const RISK_CASES: Readonly<Record<string, RiskCase>> = {
  'as it is': { text: TEXT, dayOf: wild },
  'with limits on ages': { text: TEXT + LIMITS_ON_AGES, dayOf: wild },
  'with a trigger on orders': { text: TEXT + TRIGGERS_ON_ORDERS, dayOf: wild },
  "a maker's day": { text: TEXT, dayOf: maker },
  "a maker's day at thresholds": { text: MAKER, dayOf: maker },
  "a maker's day without position news": {
    text: TEXT,
    dayOf: maker,
    withoutPositionNews: true,
  },
  "a maker's day at few thresholds, without position news": {
    text: MAKER.replace(ON_BALANCE, ''),
    dayOf: maker,
    withoutPositionNews: true,
  },
  "a maker's day with a trigger on orders": { text: MAKER + TRIGGERS_ON_ORDERS, dayOf: maker },
};
