/** What a moment has come to, in the engine's words. */
import type { Decimal, TimeMs } from '../base/index.js';
import type {
  EngineState,
  QuietNews,
  QuietPassage,
  SentOrder,
  TrackedOrder,
} from '../engine/index.js';
import { figureOf } from './figure.js';
import { type LiveOrder, NOT_KNOWN } from './live-orders.js';
import type { QuietMoment } from './quiet-moment.js';
import type { TapedOrder, TapeFrame } from './quiet-tape.js';

export function clientOrderIdOf(orderId: number): string {
  return `risk-${orderId}`;
}

/** `sent`: by market, the orders of the tape that a rate may count, oldest first. */
export function newsOf(
  moment: QuietMoment,
  sent: readonly (readonly TapedOrder[])[],
  frame: TapeFrame,
): QuietNews {
  const { at, base, ordersSent, live } = moment;
  const orders = Array.from({ length: live.count }, (_, index) => live.at(index));
  return {
    ...passageOf(moment, frame),
    ordersSent,
    lookbackMs: frame.lookback.longestMs,
    orders: orders.map((order) => trackedOf(order, base, frame)),
    sent: Object.fromEntries(
      frame.slots.map((slots, market) => [
        slots.coin,
        (sent[market] ?? []).map((order) => sentOf(order, at - frame.lookback.likeMs, slots)),
      ]),
    ),
  };
}

/** What was heard since the moment's base, orders aside. */
export function passageOf(moment: QuietMoment, { slots }: TapeFrame): QuietPassage {
  const { at, streamAt, accountAt, marks, oracles, markAts, lows, highs } = moment;
  const heard = slots.flatMap(({ coin, priceScale }, market) => {
    const price = (wholes: Float64Array): Decimal =>
      figureOf(wholes[market] ?? Number.NaN, priceScale);
    const markAt = markAts[market] ?? Number.NaN;
    if (Number.isNaN(markAt)) return [];
    const mark = price(marks);
    const oracle = oracles[market] === marks[market] ? mark : price(oracles);
    return [{ coin, mark, oracle, at: markAt, low: price(lows), high: price(highs) }];
  });
  return { at, streamAt, accountAt, marks: heard };
}

function trackedOf(order: LiveOrder, { orders }: EngineState, { slots }: TapeFrame): TrackedOrder {
  const { orderId, market, side, reduceOnly, isResting, heardAt, known } = order;
  const before = known === NOT_KNOWN ? undefined : orders.orders[known];
  const { coin = '', priceScale = 0, sizeScale = 0 } = slots[market] ?? {};
  const size = figureOf(order.sizeWhole, sizeScale);
  if (before !== undefined) return before.size.eq(size) ? before : { ...before, size };
  return {
    clientOrderId: clientOrderIdOf(orderId),
    orderId,
    coin,
    side,
    price: figureOf(order.priceWhole, priceScale),
    size,
    originalSize: figureOf(order.originalWhole, sizeScale),
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
