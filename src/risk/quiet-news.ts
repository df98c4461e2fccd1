/** What a moment has come to, in the engine's words. */
import { type Decimal, decimal, type TimeMs } from '../base/index.js';
import type { EngineState, QuietNews, SentOrder, TrackedOrder } from '../engine/index.js';
import { type LiveOrder, NOT_KNOWN } from './live-orders.js';
import type { QuietMoment } from './quiet-moment.js';
import type { TapedOrder, TapeFrame } from './quiet-tape.js';

export function clientOrderIdOf(orderId: number): string {
  return `risk-${orderId}`;
}

/** `sent`: by market, the orders since `state` that a rate may count, oldest first. */
export function newsOf(
  state: EngineState,
  moment: QuietMoment,
  sent: readonly (readonly TapedOrder[])[],
  frame: TapeFrame,
): QuietNews {
  const { at, streamAt, accountAt, ordersSent, live } = moment;
  const orders = Array.from({ length: live.count }, (_, index) => live.at(index));
  return {
    at,
    streamAt,
    accountAt,
    ordersSent,
    lookbackMs: frame.lookback.longestMs,
    orders: orders.map((order) => trackedOf(order, state, frame)),
    marks: frame.slots.flatMap(({ coin, priceScale }, market) => {
      const price = (wholes: Float64Array): Decimal =>
        figureOf(wholes[market] ?? Number.NaN, priceScale);
      const markAt = moment.markAts[market] ?? Number.NaN;
      if (Number.isNaN(markAt)) return [];
      const { marks, oracles, lows, highs } = moment;
      const [mark, oracle] = [price(marks), price(oracles)];
      return [{ coin, mark, oracle, at: markAt, low: price(lows), high: price(highs) }];
    }),
    sent: Object.fromEntries(
      frame.slots.map((slots, market) => [
        slots.coin,
        (sent[market] ?? []).map((order) => sentOf(order, at - frame.lookback.likeMs, slots)),
      ]),
    ),
  };
}

function trackedOf(order: LiveOrder, { orders }: EngineState, { slots }: TapeFrame): TrackedOrder {
  const { orderId, market, side, reduceOnly, isResting, heardAt, known } = order;
  const before = known === NOT_KNOWN ? undefined : orders.orders[known];
  if (before !== undefined) return before;
  const { coin = '', priceScale = 0, sizeScale = 0 } = slots[market] ?? {};
  const size = figureOf(order.sizeWhole, sizeScale);
  return {
    clientOrderId: clientOrderIdOf(orderId),
    orderId,
    coin,
    side,
    price: figureOf(order.priceWhole, priceScale),
    size,
    originalSize: size,
    reduceOnly,
    purpose: 'quote',
    status: isResting ? 'resting' : 'inFlight',
    heardAt,
    cancelAt: null,
  };
}

/** What was sent by `oldAt` is too old for a repeat of it to count, and needs no figures. */
function sentOf(
  { side, priceWhole, sizeWhole, at }: TapedOrder,
  oldAt: TimeMs,
  { priceScale, sizeScale }: TapeFrame['slots'][number],
): SentOrder {
  if (at <= oldAt) return { at, side, like: null };
  const [price, size] = [figureOf(priceWhole, priceScale), figureOf(sizeWhole, sizeScale)];
  return { at, side, like: { price, size } };
}

/** A whole number of a lattice is exact, and so is the decimal of it. */
function figureOf(whole: number, scale: number): Decimal {
  return decimal(whole).div(10 ** scale);
}
