/** The rows of measures of an order that is about to leave. */
import { AT_LEAST_ZERO, POSITIVE } from './interval.js';
import { measure, type MeasureMeaning } from './measure-meaning.js';
import { amountOf, EVENTS, PRICE, sizeOf } from './quantity.js';

const SIZE = sizeOf(null);
const NOTIONAL = amountOf('notional');

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
  'order.duplicates': measure(
    'order',
    EVENTS,
    'orders sent with the same market, side, price and size',
    { range: AT_LEAST_ZERO, worse: 'higher', source: 'ours' },
  ),
} satisfies Readonly<Record<string, MeasureMeaning>>;
