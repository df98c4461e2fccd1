/** Markets of a seed, with all that a recording may hold: gaps, crossed books, stamps that go back. */
import { FlatMessage, type FeedMessage } from '../../src/feed/index.js';
import { type MarketTape, TapeBuilder } from '../../src/whatif/index.js';
import { dice } from './dice.js';

const START_US = 1_723_161_255_000_000;
const TICK = 0.1;
const LOT = 0.001;
const LEVELS = 12;

/** About 6 ms between messages; the market moves by a tick or two a message. */
export function randomTape(seed: number, messages: number): MarketTape {
  const below = dice(seed);
  const builder = new TapeBuilder({ tickSize: TICK, lotSize: LOT });
  const flat = new FlatMessage();
  let atUs = START_US;
  let receivedUs = 0;
  let mid = 10_000;
  const price = (tick: number): number => Number((tick * TICK).toFixed(1));
  const size = (): number => (below(4) === 0 ? 0 : (1 + below(40)) / 1000);
  const levels = (count: number, from: number, step: number) =>
    Array.from({ length: count }, (_, index) => {
      return [price(from + step * index), (1 + below(40)) / 1000] as const;
    });
  for (let message = 0; message < messages; message += 1) {
    atUs += below(12_000);
    mid += below(3) - 1;
    const exchangeUs = atUs - (below(20) === 0 ? below(30_000) : 0);
    // Seldom one is received before what stands ahead of it.
    receivedUs = Math.max(below(10) === 0 ? 0 : receivedUs, atUs + 1_000 + below(4_000));
    const receivedNs = BigInt(receivedUs) * 1000n;
    const heard = { line: message + 1, receivedNs, exchangeUs };
    const ids = { firstId: null, lastId: null, previousId: null };
    flat.assign(next(message, heard, ids));
    builder.add(flat);
  }
  return builder.finish();

  function next(
    message: number,
    heard: Pick<FeedMessage, 'line' | 'receivedNs' | 'exchangeUs'>,
    ids: { firstId: null; lastId: null; previousId: null },
  ): FeedMessage {
    const kind = below(10);
    if (message === 0 || (kind === 0 && below(10) === 0)) {
      const isEmpty = message > 0 && below(8) === 0;
      const bids = isEmpty ? [] : levels(LEVELS, mid - 1, -1);
      const asks = isEmpty ? [] : levels(LEVELS, mid + 1, 1);
      return { kind: 'depth', ...heard, ...ids, isSnapshot: true, bids, asks };
    }
    if (kind < 4) {
      const side = below(2) === 0 ? 'buy' : 'sell';
      const away = below(5) === 0 ? 2 + below(4) : below(2);
      const at = price(side === 'buy' ? mid + away : mid - away);
      const traded = { side, price: at, size: (1 + below(60)) / 1000 } as const;
      return { kind: 'trade', ...heard, ...traded, tradeId: null, isOnBook: true };
    }
    const changes = (sign: number) =>
      Array.from({ length: below(4) }, () => {
        return [price(mid + sign * (below(LEVELS) - 1)), size()] as const;
      });
    const [bids, asks] = [changes(-1), changes(1)];
    return { kind: 'depth', ...heard, ...ids, isSnapshot: false, bids, asks };
  }
}
