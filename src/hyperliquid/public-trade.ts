/** `trades` frames: what others traded; `side` is the taker's. */
import { z } from 'zod';
import type { MarketEvent, TradePrinted } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { positiveDecimal, sideFromWire, sideToWire, whole, wireSide } from './wire-field.js';

const tradesSchema = z.array(
  z.object({
    coin: z.string().min(1),
    side: wireSide,
    px: positiveDecimal,
    sz: positiveDecimal,
    time: whole,
    tid: whole,
  }),
);

export function decodeTrades(data: unknown): readonly MarketEvent[] {
  return decodeWire(tradesSchema, data, 'trades').map((trade) => ({
    kind: 'tradePrinted',
    at: trade.time,
    coin: trade.coin,
    side: sideFromWire(trade.side),
    price: trade.px,
    size: trade.sz,
    tradeId: trade.tid,
  }));
}

const NOBODY = `0x${'0'.repeat(40)}`;

/** Trades of one coin; who traded is not known and not told. */
export function encodeTrades(trades: readonly TradePrinted[]): readonly object[] {
  return trades.map((trade) => ({
    coin: trade.coin,
    side: sideToWire(trade.side),
    px: wireDecimal(trade.price),
    sz: wireDecimal(trade.size),
    hash: `0x${trade.tradeId.toString(16).padStart(64, '0')}`,
    time: trade.at,
    tid: trade.tradeId,
    users: [NOBODY, NOBODY],
  }));
}
