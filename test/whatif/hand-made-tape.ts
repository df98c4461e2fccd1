/** Tapes of a few messages, each written where it matters. */
import { FlatMessage, type FeedMessage } from '../../src/feed/index.js';
import { type MarketTape, TapeBuilder } from '../../src/whatif/index.js';

const START_US = 1_723_161_255_000_000;

export type At = { readonly ms: number } & (
  | {
      readonly bids: readonly (readonly [number, number])[];
      readonly asks: readonly (readonly [number, number])[];
    }
  | { readonly sold: number; readonly size: number }
);

function messageOf(at: At): FeedMessage {
  const exchangeUs = START_US + at.ms * 1000;
  const heard = { line: 1, receivedNs: BigInt(exchangeUs) * 1000n, exchangeUs };
  if ('sold' in at) {
    const { sold: price, size } = at;
    return { kind: 'trade', ...heard, side: 'sell', price, size, tradeId: null, isOnBook: true };
  }
  const ids = { firstId: null, lastId: null, previousId: null };
  return { kind: 'depth', ...heard, isSnapshot: true, ...ids, bids: at.bids, asks: at.asks };
}

/** Begins with 5 at 100.0 and 10 at 99.9 bid, 3 at 100.1 and 4 at 100.2 asked; lasts 200 ms. */
export function tapeOf(...rest: readonly At[]): MarketTape {
  const bids = [
    [100, 5],
    [99.9, 10],
  ] as const;
  const asks = [
    [100.1, 3],
    [100.2, 4],
  ] as const;
  const builder = new TapeBuilder({ tickSize: 0.1, lotSize: 0.1 });
  const flat = new FlatMessage();
  const last: At = { ms: 200, bids, asks };
  for (const at of [{ ms: 0, bids, asks }, ...rest, last]) {
    flat.assign(messageOf(at));
    builder.add(flat);
  }
  return builder.finish();
}
