import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedMessage, FlatMessage } from '../../src/feed/index.js';
import { type MarketTape, TapeBuilder, type TapeOptions } from '../../src/whatif/index.js';
import { countCrossed } from '../../src/whatif/count-crossed.js';
import { RankedBook } from '../../src/whatif/ranked-book.js';

/** Of the last tick there can be: what clears a side that is shown empty. */
const PRICE_MOST = 214_748_364.7;
const START_US = 1_723_161_255_000_000;

const level = fc.tuple(
  fc.integer({ min: 1, max: 5_000_000 }).map((tick) => tick / 10),
  fc.nat({ max: 1e6 }).map((lots) => lots / 1000),
);
const heard = fc.record({
  line: fc.constant(1),
  receivedNs: fc.nat({ max: 1e9 }).map((ns) => BigInt(START_US) * 1000n + BigInt(ns)),
  exchangeUs: fc.nat({ max: 1e6 }).map((us) => START_US + us),
});
const depth = fc
  .tuple(heard, fc.boolean(), fc.array(level), fc.array(level))
  .map(([when, isSnapshot, bids, asks]): FeedMessage => {
    const ids = { firstId: null, lastId: null, previousId: null };
    return { kind: 'depth', ...when, isSnapshot, ...ids, bids, asks };
  });
const trade = fc
  .tuple(heard, fc.constantFrom('buy' as const, 'sell' as const), level)
  .map(([when, side, [price, size]]): FeedMessage => {
    return { kind: 'trade', ...when, side, price, size, tradeId: null, isOnBook: true };
  });
const top = fc.tuple(heard, level, level).map(([when, bid, ask]): FeedMessage => {
  return { kind: 'top', ...when, updateId: null, bid, ask };
});

function tapeOf(messages: readonly FeedMessage[], options: Partial<TapeOptions> = {}): MarketTape {
  const builder = new TapeBuilder({ tickSize: 0.1, lotSize: 0.001, ...options });
  const flat = new FlatMessage();
  for (const message of messages) {
    flat.assign(message);
    builder.add(flat);
  }
  return builder.finish();
}

function applyTo(book: RankedBook, tape: MarketTape): void {
  for (const [row, kind] of tape.kinds.entries()) {
    const rank = tape.ranks[row] ?? 0;
    if (kind === 0) book.setBid(rank, tape.sizes[row] ?? 0);
    else if (kind === 1) book.setAsk(rank, tape.sizes[row] ?? 0);
    else if (kind === 4) book.clearBids(rank);
    else if (kind === 5) book.clearAsks(rank);
  }
}

/** The rows of a message as `kind price size`. */
function rowsOf(tape: MarketTape, message: number): string[] {
  const [start, end] = tape.messageStarts.subarray(message, message + 2);
  const rows: string[] = [];
  for (let row = start ?? 0; row < (end ?? 0); row += 1) {
    const price = ((tape.ticks[tape.ranks[row] ?? -1] ?? NaN) / 10).toFixed(1);
    rows.push(`${tape.kinds[row]} ${price} ${tape.sizes[row]}`);
  }
  return rows;
}

function expectedRows(message: FeedMessage): string[] {
  if (message.kind === 'trade') {
    return [`${message.side === 'buy' ? 2 : 3} ${message.price.toFixed(1)} ${message.size}`];
  }
  if (message.kind === 'top') return [];
  const { bids, asks, isSnapshot: clears } = message;
  const last = { bid: bids.at(-1), ask: asks.at(-1) };
  return [
    ...(clears ? [`4 ${(last.bid?.[0] ?? 0).toFixed(1)} 0`] : []),
    ...(clears ? [`5 ${(last.ask?.[0] ?? PRICE_MOST).toFixed(1)} 0`] : []),
    ...bids.map(([price, size]) => `0 ${price.toFixed(1)} ${size}`),
    ...asks.map(([price, size]) => `1 ${price.toFixed(1)} ${size}`),
  ];
}

describe('counting crossed books', () => {
  it('finds what a plain book over prices finds', () => {
    const near = fc.tuple(fc.integer({ min: 95, max: 105 }), fc.nat({ max: 2 }));
    const levels = fc.array(
      near.map(([tick, size]) => [tick / 10, size] as const),
      { maxLength: 4 },
    );
    const some = levels.filter((list) => list.length > 0);
    const changes = fc.tuple(fc.boolean(), some, levels);
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1 }), (list) => {
        const bids = new Map<number, number>();
        const asks = new Map<number, number>();
        let crossed = 0;
        const messages = list.map(([isSnapshot, bidLevels, askLevels]): FeedMessage => {
          if (isSnapshot) forget(bids, (price) => price >= (bidLevels.at(-1)?.[0] ?? 0));
          if (isSnapshot) forget(asks, (price) => price <= (askLevels.at(-1)?.[0] ?? Infinity));
          for (const [price, size] of bidLevels) bids.set(price, size);
          for (const [price, size] of askLevels) asks.set(price, size);
          if (Math.max(...held(bids)) >= Math.min(...held(asks))) crossed += 1;
          const ids = { firstId: null, lastId: null, previousId: null };
          const when = { line: 1, receivedNs: 0n, exchangeUs: 0 };
          return { kind: 'depth', ...when, ...ids, isSnapshot, bids: bidLevels, asks: askLevels };
        });
        expect(countCrossed(tapeOf(messages))).toBe(crossed);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

function held(side: Map<number, number>): number[] {
  return [...side].flatMap(([price, size]) => (size > 0 ? [price] : []));
}

function forget(side: Map<number, number>, isGone: (price: number) => boolean): void {
  for (const price of side.keys()) if (isGone(price)) side.delete(price);
}

describe('making a tape', () => {
  it('keeps every row of every message, its price by rank', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(depth, trade, top)), trade, (more, one) => {
        const messages = [one, ...more];
        const tape = tapeOf(messages);
        const kept = messages.map(expectedRows).filter((rows) => rows.length > 0);
        expect(kept.map((_, index) => rowsOf(tape, index))).toEqual(kept);
        expect(tape.receivedNs).toHaveLength(kept.length);
        expect([...tape.ticks]).toEqual([...new Set(tape.ticks)].sort((a, b) => a - b));
        expect(tape.messageStarts.at(-1)).toBe(tape.kinds.length);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('keeps the distances of times, and hears nothing before it happened', () => {
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 30 }), (messages) => {
        const tape = tapeOf(messages);
        const stamps = messages.map((each) => BigInt(each.exchangeUs) * 1000n);
        expect([...tape.exchangeNs].map((ns) => BigInt(ns) + tape.originNs)).toEqual(stamps);
        const delays = messages.map((each, index) => each.receivedNs - (stamps[index] ?? 0n));
        const least = delays.reduce((a, b) => (b < a ? b : a));
        const shift = least < 0n ? -least : 0n;
        expect([...tape.receivedNs].map((ns) => BigInt(ns) + tape.originNs)).toEqual(
          messages.map((each) => each.receivedNs + shift),
        );
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('orders messages by stamp, however far they go back', () => {
    const stamps = fc.oneof(
      fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 200 }),
      fc.constant(Array.from({ length: 400 }, (_, index) => (index < 200 ? 1e6 + index : index))),
    );
    fc.assert(
      fc.property(stamps, (offsets) => {
        const messages = offsets.map((us): FeedMessage => {
          const when = { line: 1, receivedNs: BigInt(START_US) * 1000n, exchangeUs: START_US + us };
          const what = { side: 'buy', price: 1, size: 1, tradeId: null, isOnBook: true } as const;
          return { kind: 'trade', ...when, ...what };
        });
        const sorted = [...offsets.keys()].sort(
          (a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0) || a - b,
        );
        expect([...tapeOf(messages).exchangeOrder]).toEqual(sorted);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('ranks prices that lie too far apart for a table', () => {
    const far = [0.1, 150_000_000, 3, 150_000_000].map((price): FeedMessage => {
      const when = { line: 1, receivedNs: 0n, exchangeUs: 0 };
      const what = { side: 'buy', size: 1, tradeId: null, isOnBook: true } as const;
      return { kind: 'trade', ...when, ...what, price };
    });
    const tape = tapeOf(far);
    expect([...tape.ticks]).toEqual([1, 30, 1_500_000_000]);
    expect([...tape.ranks]).toEqual([0, 2, 1, 2]);
  });

  it('leaves out tops, and depth without a change', () => {
    const [message] = fc.sample(top, { seed: 1, numRuns: 1 });
    if (message === undefined) throw new Error('there is no top');
    expect(() => tapeOf([message])).toThrow('no message');
    const ids = { firstId: null, lastId: null, previousId: null };
    const nothing = { ...message, kind: 'depth', isSnapshot: false, ...ids, bids: [], asks: [] };
    expect(() => tapeOf([nothing as FeedMessage])).toThrow('no message');
  });

  it('empties a side that a snapshot shows empty', () => {
    const flat = new FlatMessage();
    const book = new RankedBook(3, 0.001);
    const builder = new TapeBuilder({ tickSize: 0.1, lotSize: 0.001 });
    const heardAt = { line: 1, receivedNs: 0n, exchangeUs: 0 };
    const ids = { firstId: null, lastId: null, previousId: null };
    const both = { bids: [[10, 1]], asks: [[11, 1]] } as const;
    const snapshot = { kind: 'depth', ...heardAt, isSnapshot: true, ...ids, ...both } as const;
    flat.assign(snapshot);
    builder.add(flat);
    flat.askCount = 0;
    builder.add(flat);
    applyTo(book, builder.finish());
    expect([book.bestBid, book.bestAsk]).toEqual([0, 3]);
  });

  it('refuses a price that is not on the tick or beyond all ticks', () => {
    const [message] = fc.sample(trade, { seed: 1, numRuns: 1 });
    if (message?.kind !== 'trade') throw new Error('there is no trade');
    expect(() => tapeOf([{ ...message, price: 10.15 }])).toThrow(/price 10\.15 is no multiple/);
    expect(() => tapeOf([{ ...message, price: 1e12 }])).toThrow(/take a wider tick/);
  });
});
