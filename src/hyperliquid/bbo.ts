/** `bbo` frames: the best bid and offer, sent when they changed. */
import { z } from 'zod';
import type { MarketEvent, TopChanged } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { readBbo } from './read-bbo.js';
import { levelFromWire, levelSchema, levelToWire } from './l2-book.js';
import { whole } from './wire-field.js';

const bboSchema = z.object({
  coin: z.string().min(1),
  time: whole,
  bbo: z.tuple([levelSchema.nullable(), levelSchema.nullable()]),
});

export function decodeBbo(data: unknown): MarketEvent {
  return readBbo(data) ?? checkBbo(data);
}

/** By the schema: throws `WireError` that names what is wrong. */
export function checkBbo(data: unknown): MarketEvent {
  const { bbo, coin, time } = decodeWire(bboSchema, data, 'bbo');
  const [bid, ask] = bbo;
  return {
    kind: 'topChanged',
    at: time,
    coin,
    bid: bid === null ? null : levelFromWire(bid),
    ask: ask === null ? null : levelFromWire(ask),
  };
}

export function encodeBbo(top: TopChanged): object {
  const bid = top.bid === null ? null : levelToWire(top.bid);
  const ask = top.ask === null ? null : levelToWire(top.ask);
  return { coin: top.coin, time: top.at, bbo: [bid, ask] };
}
