/** The rows of measures of the whole account. */
import { AT_LEAST_ZERO } from './interval.js';
import { measure, type MeasureMeaning, type MeasureTraits } from './measure-meaning.js';
import { amountOf, COUNT, DURATION, LEVEL, RATIO } from './quantity.js';

const NOTIONAL = amountOf('notional');
const MARGIN = amountOf('margin');
const PNL = amountOf('pnl');
const DAY = {
  needs: ['initial-balance', 'day-reset', 'withdrawals'],
  isOfBook: true,
} as const satisfies MeasureTraits;
const DAY_ANCHOR: MeasureTraits = { ...DAY, given: 'first-only' };
const PEAK_ANCHOR: MeasureTraits = {
  needs: ['initial-balance', 'withdrawals'],
  isOfBook: true,
  given: 'first-only',
};

export const ACCOUNT_MEASURES = {
  equity: measure('account', LEVEL, 'balance + all unrealized_pnl', {
    worse: 'lower',
    feeds: ['account', 'stream', 'mark'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  balance: measure('account', LEVEL, 'cash, after realised profit, fees, funding, transfers', {
    worse: 'lower',
    feeds: ['account', 'stream'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  initial_balance: measure('account', LEVEL, 'the setting of `account`', {
    needs: ['initial-balance'],
    given: 'first-only',
    whenMissing: 'an error of `check`',
    source: 'policy',
  }),
  day_start_balance: measure('account', LEVEL, 'balance at the last day reset', {
    ...DAY_ANCHOR,
    whenMissing: 'unknown if the fills since the reset cannot rebuild it',
  }),
  day_start_equity: measure('account', LEVEL, 'equity at the last day reset', {
    ...DAY_ANCHOR,
    whenMissing: 'unknown if the fills since the reset cannot rebuild it',
  }),
  day_peak_equity: measure('account', LEVEL, 'highest equity since the last day reset', {
    ...DAY_ANCHOR,
  }),
  peak_balance: measure('account', LEVEL, 'highest balance ever', { ...PEAK_ANCHOR }),
  peak_equity: measure('account', LEVEL, 'highest equity ever', { ...PEAK_ANCHOR }),
  peak_day_end_balance: measure('account', LEVEL, 'highest balance at any day reset', {
    ...DAY_ANCHOR,
  }),
  peak_day_end_equity: measure('account', LEVEL, 'highest equity at any day reset', {
    ...DAY_ANCHOR,
  }),
  day_pnl: measure('account', PNL, 'equity − day_start_equity, net of transfers', {
    ...DAY,
    worse: 'lower',
    feeds: ['account', 'stream', 'mark'],
    followsFrom: '`equity` and `day_start_equity`',
  }),
  total_profit: measure('account', PNL, 'balance − initial_balance, net of transfers', {
    needs: ['initial-balance'],
    isOfBook: true,
    feeds: ['account', 'stream'],
    followsFrom: '`balance` and `initial_balance`',
  }),
  best_day_profit: measure('account', PNL, 'largest gain of balance in one day', {
    ...DAY,
    range: AT_LEAST_ZERO,
    feeds: ['account', 'stream'],
    given: 'first-only',
  }),
  trading_days: measure('account', COUNT, 'days on which a position was opened', {
    range: AT_LEAST_ZERO,
    needs: ['day-reset'],
    isOfBook: true,
    given: 'first-only',
  }),
  profitable_days: measure('account', COUNT, 'days gaining at least `profitable-day`', {
    range: AT_LEAST_ZERO,
    needs: [...DAY.needs, 'profitable-day'],
    isOfBook: true,
    feeds: ['account', 'stream'],
    given: 'first-only',
  }),
  time_to_reset: measure('account', DURATION, 'time until the next day reset', {
    range: AT_LEAST_ZERO,
    needs: ['day-reset'],
    isOfBook: true,
  }),
  objectives_left: measure('account', COUNT, 'objectives not yet met', {
    range: AT_LEAST_ZERO,
    whenMissing: 'an objective that is unknown is not met',
  }),
  exposure: measure('account', NOTIONAL, 'sum of position_value', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
    followsFrom: 'each `position` and `mark`',
  }),
  net_exposure: measure('account', NOTIONAL, 'sum of position × mark, signed', {
    worse: 'either',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
    followsFrom: 'each `position` and `mark`',
  }),
  open_positions: measure('account', COUNT, 'markets with a position', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream'],
    followsFrom: 'each `position`',
  }),
  margin_used: measure('account', MARGIN, 'initial margin of all positions', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['account'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  margin_utilization: measure('account', RATIO, 'margin_used / equity', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['account', 'mark'],
    followsFrom: '`margin_used` and `equity`',
    whenMissing: 'unknown when equity is 0 or less',
  }),
  maintenance_margin: measure('account', MARGIN, "by the venue's margin tiers", {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    feeds: ['account'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  free_margin: measure('account', MARGIN, 'equity − margin_used − margin of resting orders', {
    worse: 'lower',
    feeds: ['account', 'mark'],
    followsFrom: '`margin_used` and `equity`',
  }),
  consecutive_losses: measure(
    'account',
    COUNT,
    'positions closed at a loss in a row, from flat to flat, net of fees',
    { range: AT_LEAST_ZERO, worse: 'higher', given: 'moving' },
  ),
  consecutive_errors: measure('account', COUNT, 'venue commands failed in a row', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    given: 'moving',
  }),
  action_budget: measure(
    'account',
    COUNT,
    'orders and cancels that the venue still allows: its last word less what was sent since',
    {
      range: AT_LEAST_ZERO,
      worse: 'lower',
      feeds: ['limits'],
      given: 'moving',
      mayBeUnheard: true,
    },
  ),
  clock_skew: measure(
    'account',
    DURATION,
    "our clock against the stamp of the venue's latest news, either way; its way here counts in",
    { range: AT_LEAST_ZERO, worse: 'higher', feeds: ['stream'], given: 'moving' },
  ),
} satisfies Readonly<Record<string, MeasureMeaning>>;
