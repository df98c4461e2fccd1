/** What each measure means: the one place that the checker, the engine and the docs look it up. */
import { ANYTHING, AT_LEAST_ZERO, type Interval, POSITIVE, ZERO_TO_ONE } from './interval.js';
import type { FeedName, MeasureName } from './measure-name.js';
import {
  amountOf,
  COUNT,
  DURATION,
  EVENTS,
  LEVEL,
  PRICE,
  type Quantity,
  RATIO,
  sizeOf,
} from './quantity.js';

/** `order`: of an order that is about to leave; `market`: of each market in turn. */
export type MeasureScope = 'order' | 'market' | 'account';

/** Where risk grows; `either` for a signed measure, null where neither way is worse. */
export type WorseDirection = 'higher' | 'lower' | 'either' | null;

/** The settings of `account` without which an anchor has no value. */
export type AnchorSetting = 'initial-balance' | 'day-reset' | 'withdrawals';

export interface MeasureMeaning {
  readonly quantity: Quantity;
  readonly scope: MeasureScope;
  readonly worse: WorseDirection;
  /** In a limit: what would be if the order and all that rests on its side were filled. */
  readonly isWorstCaseInLimits: boolean;
  /** Also exists as `account.NAME`: the sum over all markets. */
  readonly hasAccountSum: boolean;
  /** It is stale once one of these is. */
  readonly feeds: readonly FeedName[];
  readonly needs: readonly AnchorSetting[];
  /** What it can be at all, in its own unit. Counts are whole besides. */
  readonly range: Interval;
  readonly meaning: string;
}

type Traits = Partial<
  Pick<
    MeasureMeaning,
    'worse' | 'isWorstCaseInLimits' | 'hasAccountSum' | 'feeds' | 'needs' | 'range'
  >
>;

function measure(
  scope: MeasureScope,
  quantity: Quantity,
  meaning: string,
  traits: Traits = {},
): MeasureMeaning {
  return {
    quantity,
    scope,
    meaning,
    worse: null,
    isWorstCaseInLimits: false,
    hasAccountSum: false,
    feeds: [],
    needs: [],
    range: usualRange(quantity, traits.worse ?? null),
    ...traits,
  };
}

/** Where nothing else is said. A level that neither way is worse is one that losses start from. */
function usualRange(quantity: Quantity, worse: WorseDirection): Interval {
  const { dimension } = quantity;
  if (dimension === 'price') return POSITIVE;
  const isAnchor = dimension === 'money' && quantity.isLevel && worse === null;
  const isCounted = dimension === 'count' || dimension === 'events';
  return isCounted || isAnchor ? AT_LEAST_ZERO : ANYTHING;
}

const SIZE = sizeOf(null);
const NOTIONAL = amountOf('notional');
const MARGIN = amountOf('margin');
const PNL = amountOf('pnl');
const DAY_ANCHOR: Traits = { needs: ['initial-balance', 'day-reset', 'withdrawals'] };
const PEAK_ANCHOR: Traits = { needs: ['initial-balance', 'withdrawals'] };

export const MEASURE_TABLE: Readonly<Record<MeasureName, MeasureMeaning>> = {
  'order.price': measure('order', PRICE, 'price of the order'),
  'order.size': measure('order', SIZE, 'the part of the order beyond flat', {
    range: POSITIVE,
    worse: 'higher',
  }),
  'order.notional': measure('order', NOTIONAL, 'order.size × order.price', {
    range: POSITIVE,
    worse: 'higher',
  }),
  'order.duplicates': measure(
    'order',
    EVENTS,
    'orders sent with the same market, side, price and size',
    { range: AT_LEAST_ZERO, worse: 'higher' },
  ),
  mark: measure('market', PRICE, "venue's mark price", { feeds: ['mark'] }),
  mid: measure('market', PRICE, '(best bid + best ask) / 2', { feeds: ['book'] }),
  oracle: measure('market', PRICE, "venue's oracle price", { feeds: ['mark'] }),
  spread: measure('market', RATIO, '(best ask − best bid) / mid', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    feeds: ['book'],
  }),
  funding_rate: measure('market', RATIO, 'hourly funding rate', { feeds: ['mark'] }),
  position: measure('market', SIZE, 'signed contracts, from fills', {
    worse: 'either',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'account'],
  }),
  position_value: measure('market', NOTIONAL, '|position| × mark', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
  }),
  position_difference: measure('market', SIZE, "our position − the venue's", {
    worse: 'either',
    feeds: ['stream', 'account'],
  }),
  entry_price: measure('market', PRICE, 'average entry', { feeds: ['stream'] }),
  unrealized_pnl: measure('market', PNL, 'position × (mark − entry_price)', {
    worse: 'lower',
    hasAccountSum: true,
    feeds: ['stream', 'mark'],
  }),
  liquidation_price: measure('market', PRICE, "venue's, else reckoned by margin tiers", {
    feeds: ['account'],
  }),
  liquidation_buffer: measure(
    'market',
    RATIO,
    'd / (d + m): d the distance of mark from liquidation, m the maintenance rate',
    { range: ZERO_TO_ONE, worse: 'lower', feeds: ['account', 'mark'] },
  ),
  margin_capacity: measure(
    'market',
    SIZE,
    'free equity × leverage × 0.5 / mark: the largest position that margin allows',
    { range: AT_LEAST_ZERO, feeds: ['account', 'mark'] },
  ),
  open_orders: measure('market', COUNT, 'resting and in-flight orders', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    hasAccountSum: true,
    feeds: ['stream'],
  }),
  unresolved_orders: measure('market', COUNT, 'orders of unknown outcome', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    hasAccountSum: true,
  }),
  orders: measure('market', EVENTS, 'orders sent that add risk; the one under check counts', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    hasAccountSum: true,
  }),
  cancels: measure('market', EVENTS, 'cancels sent', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    hasAccountSum: true,
  }),
  fills: measure('market', EVENTS, 'fills', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    hasAccountSum: true,
    feeds: ['stream'],
  }),
  rejections: measure('market', EVENTS, 'orders that the venue refused, post-only aside', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    hasAccountSum: true,
  }),
  equity: measure('account', LEVEL, 'balance + all unrealized_pnl', {
    worse: 'lower',
    feeds: ['account', 'stream', 'mark'],
  }),
  balance: measure('account', LEVEL, 'cash, after realised profit, fees, funding, transfers', {
    worse: 'lower',
    feeds: ['account', 'stream'],
  }),
  initial_balance: measure('account', LEVEL, 'the setting of `account`', {
    needs: ['initial-balance'],
  }),
  day_start_balance: measure('account', LEVEL, 'balance at the last day reset', DAY_ANCHOR),
  day_start_equity: measure('account', LEVEL, 'equity at the last day reset', DAY_ANCHOR),
  day_peak_equity: measure('account', LEVEL, 'highest equity since the last day reset', DAY_ANCHOR),
  peak_balance: measure('account', LEVEL, 'highest balance ever', PEAK_ANCHOR),
  peak_equity: measure('account', LEVEL, 'highest equity ever', PEAK_ANCHOR),
  peak_day_end_balance: measure('account', LEVEL, 'highest balance at any day reset', DAY_ANCHOR),
  peak_day_end_equity: measure('account', LEVEL, 'highest equity at any day reset', DAY_ANCHOR),
  day_pnl: measure('account', PNL, 'equity − day_start_equity, net of transfers', {
    ...DAY_ANCHOR,
    worse: 'lower',
    feeds: ['account', 'stream', 'mark'],
  }),
  total_profit: measure('account', PNL, 'balance − initial_balance', {
    needs: ['initial-balance'],
    feeds: ['account', 'stream'],
  }),
  best_day_profit: measure('account', PNL, 'largest gain of balance in one day', {
    range: AT_LEAST_ZERO,
    ...DAY_ANCHOR,
    feeds: ['account', 'stream'],
  }),
  trading_days: measure('account', COUNT, 'days on which a position was opened', {
    range: AT_LEAST_ZERO,
    needs: ['day-reset'],
  }),
  time_to_reset: measure('account', DURATION, 'time until the next day reset', {
    range: AT_LEAST_ZERO,
    needs: ['day-reset'],
  }),
  exposure: measure('account', NOTIONAL, 'sum of position_value', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
  }),
  net_exposure: measure('account', NOTIONAL, 'sum of position × mark, signed', {
    worse: 'either',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
  }),
  open_positions: measure('account', COUNT, 'markets with a position', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream'],
  }),
  margin_used: measure('account', MARGIN, 'initial margin of all positions', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['account'],
  }),
  margin_utilization: measure('account', RATIO, 'margin_used / equity', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['account', 'mark'],
  }),
  maintenance_margin: measure('account', MARGIN, "by the venue's margin tiers", {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    feeds: ['account'],
  }),
  free_margin: measure('account', MARGIN, 'equity − margin_used − margin of resting orders', {
    worse: 'lower',
    feeds: ['account', 'mark'],
  }),
  consecutive_losses: measure(
    'account',
    COUNT,
    'positions closed at a loss in a row, from flat to flat, net of fees',
    { range: AT_LEAST_ZERO, worse: 'higher' },
  ),
  consecutive_errors: measure('account', COUNT, 'venue commands failed in a row', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
  }),
};

/** Measures of the language that this version has not, so that they get a better answer. */
export const LATER_MEASURES: readonly string[] = [
  'order.slippage',
  'order.risk',
  'atr_ratio',
  'open_risk',
  'time_without_stop',
  'profitable_days',
  'objectives_left',
  'action_budget',
  'clock_skew',
];
