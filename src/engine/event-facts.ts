/** How often something happened in a window, and what an order under check adds to it. */
import { decimal, type DurationMs, type Price, type Size } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import type { Side } from '../market/index.js';
import { countEvents, type EventKind, signatureOf } from './event-log.js';
import { type Facts, known, MISSING } from './facts.js';
import { unknownBy } from './freshness.js';

/** What a rate has to know of an order before it is sent. */
export interface OrderToSend {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
  /** Where its own stop is, if it brings one. */
  readonly stop?: Price;
  /** It rests already and is only judged again: rates counted it when it was sent. */
  readonly isSent?: boolean;
  /** Orders of its market that add risk and leave before it, decided but not sent yet. */
  readonly ahead?: readonly Pick<OrderToSend, 'side' | 'price' | 'size'>[];
}

/** Our own doings are always known; fills, a liquidation too, while the stream is reconciled. */
export function eventsOf(
  facts: Facts,
  kind: EventKind,
  coin: string,
  windowMs: DurationMs,
  order: OrderToSend | null,
): MeasureValue {
  const { state } = facts;
  if (kind === 'fills' || kind === 'liquidations') {
    const unknown = state.isPositionKnown ? unknownBy(facts, ['stream'], null) : MISSING;
    if (unknown !== null) return unknown;
  }
  const isAdding =
    kind === 'orders' && order !== null && order.coin === coin && order.isSent !== true;
  const adding = isAdding ? (order.ahead?.length ?? 0) + 1 : 0;
  return known(decimal(countEvents(state.log, kind, coin, state.at, windowMs) + adding));
}

/** Orders like this one in the window before it; one that rests already repeats nothing. */
export function duplicatesOf(
  { state }: Facts,
  order: OrderToSend | null,
  windowMs: DurationMs,
): MeasureValue {
  if (order === null) return MISSING;
  if (order.isSent === true) return known(decimal(0));
  const signature = signatureOf(order);
  const sent = countEvents(state.log, 'orders', order.coin, state.at, windowMs, signature);
  const ahead = order.ahead?.filter((other) => signatureOf(other) === signature) ?? [];
  return known(decimal(sent + ahead.length));
}
