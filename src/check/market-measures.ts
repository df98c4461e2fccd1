/** The rows of measures that each market has. */
import { AT_LEAST_ZERO, ZERO_TO_ONE } from './interval.js';
import { measure, type MeasureMeaning } from './measure-meaning.js';
import { amountOf, COUNT, DURATION, EVENTS, PRICE, RATIO, sizeOf } from './quantity.js';

const SIZE = sizeOf(null);
const NOTIONAL = amountOf('notional');
const PNL = amountOf('pnl');
const RISK = amountOf('risk');

export const MARKET_MEASURES = {
  mark: measure('market', PRICE, "venue's mark price", {
    feeds: ['mark'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  mid: measure('market', PRICE, '(best bid + best ask) / 2', {
    feeds: ['book'],
    given: 'moving',
    mayBeUnheard: true,
    whenMissing: 'unknown while a side of the book is empty',
  }),
  oracle: measure('market', PRICE, "venue's oracle price", {
    feeds: ['mark'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  spread: measure('market', RATIO, '(best ask − best bid) / mid', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    feeds: ['book'],
    given: 'moving',
    mayBeUnheard: true,
    whenMissing: 'unknown while a side of the book is empty',
  }),
  funding_rate: measure('market', RATIO, 'hourly funding rate', {
    feeds: ['mark'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  atr_ratio: measure('market', RATIO, 'average true range of the mark / its own average', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    feeds: ['mark'],
    given: 'first-only',
    whenMissing: 'unknown if either is 0 or bars lack',
  }),
  position: measure('market', SIZE, 'signed contracts, from fills', {
    worse: 'either',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'account'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  position_value: measure('market', NOTIONAL, '|position| × mark', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    feeds: ['stream', 'mark'],
    followsFrom: '`position` and `mark`',
    whenMissing: '0 when flat',
  }),
  position_difference: measure('market', SIZE, "our position − the venue's", {
    worse: 'either',
    feeds: ['stream', 'account'],
    given: 'moving',
    mayBeUnheard: true,
  }),
  entry_price: measure('market', PRICE, 'average entry', {
    feeds: ['stream'],
    given: 'first-only',
    whenMissing: 'unknown when flat',
  }),
  unrealized_pnl: measure('market', PNL, 'position × (mark − entry_price)', {
    worse: 'lower',
    hasAccountSum: true,
    feeds: ['stream', 'mark'],
    followsFrom: '`position`, `entry_price` and `mark`',
    whenMissing: '0 when flat',
  }),
  liquidation_price: measure('market', PRICE, "venue's, else reckoned by margin tiers", {
    feeds: ['account'],
    given: 'first-only',
    whenMissing: 'unknown when there is none',
  }),
  liquidation_buffer: measure(
    'market',
    RATIO,
    'd / (d + m): d the distance of mark from liquidation, m the maintenance rate',
    {
      range: ZERO_TO_ONE,
      worse: 'lower',
      feeds: ['account', 'mark'],
      followsFrom: '`liquidation_price` and `mark`',
      whenMissing: '1 when flat, or when nothing could liquidate the position',
    },
  ),
  margin_capacity: measure(
    'market',
    SIZE,
    'free equity × leverage × 0.5 / mark: the largest position that margin allows',
    {
      range: AT_LEAST_ZERO,
      feeds: ['account', 'mark'],
      followsFrom: '`equity` and `mark`',
      whenMissing: '0 when equity is 0 or less',
    },
  ),
  open_risk: measure('market', RISK, 'loss from entry if all stops are hit, fees included', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    isWorstCaseInLimits: true,
    hasAccountSum: true,
    feeds: ['stream'],
    given: 'first-only',
    whenMissing: 'unknown while a part lacks a stop; 0 when flat',
  }),
  time_without_stop: measure('market', DURATION, 'how long the position lacks a full stop', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    given: 'first-only',
    whenMissing: '0 when flat or covered',
  }),
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
    given: 'moving',
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
  rate_limit_errors: measure(
    'market',
    EVENTS,
    'orders and cancels that the venue turned away for going too fast',
    { range: AT_LEAST_ZERO, worse: 'higher', hasAccountSum: true },
  ),
  liquidations: measure('market', EVENTS, 'fills by which the venue liquidated us', {
    range: AT_LEAST_ZERO,
    worse: 'higher',
    hasAccountSum: true,
    feeds: ['stream'],
  }),
} satisfies Readonly<Record<string, MeasureMeaning>>;
