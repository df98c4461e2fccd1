/** The rows of measures of an order that is about to leave. */
import { AT_LEAST_ZERO, POSITIVE } from './interval.js';
import { measure, type MeasureMeaning } from './measure-meaning.js';
import { amountOf, EVENTS, PRICE, RATIO, sizeOf } from './quantity.js';

const SIZE = sizeOf(null);
const NOTIONAL = amountOf('notional');
const RISK = amountOf('risk');

export const ORDER_MEASURES = {
  'order.price': measure('order', PRICE, 'price of the order'),
  'order.size': measure('order', SIZE, 'the part of the order beyond flat', {
    range: POSITIVE,
    worse: 'higher',
  }),
  'order.notional': measure('order', NOTIONAL, 'order.size × order.price', {
    range: POSITIVE,
    worse: 'higher',
  }),
  'order.risk': measure(
    'order',
    RISK,
    'what adds risk × its distance to the own stop of the order, plus the fees of both ways',
    {
      range: AT_LEAST_ZERO,
      worse: 'higher',
      whenMissing: 'unknown without a stop, of the order or by `stop-distance`',
    },
  ),
  'order.slippage': measure(
    'order',
    RATIO,
    'adverse distance from mid to the average price of the book that the order would take',
    {
      range: AT_LEAST_ZERO,
      worse: 'higher',
      source: 'venue',
      feeds: ['book'],
      whenMissing: 'unknown where the visible book is too thin for it; 0 if it rests',
    },
  ),
  'order.duplicates': measure(
    'order',
    EVENTS,
    'orders sent with the same market, side, price and size',
    { range: AT_LEAST_ZERO, worse: 'higher', source: 'ours' },
  ),
} satisfies Readonly<Record<string, MeasureMeaning>>;
