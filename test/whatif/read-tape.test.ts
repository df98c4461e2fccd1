import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecording, syntheticMarket, writeRecording } from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import { type MarketTape, readTape } from '../../src/whatif/index.js';
import { RankedBook } from '../../src/whatif/ranked-book.js';

const RECORDED = '../shared/data/hyperliquid-2025-09-04';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'read-tape-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** After each message: the top of the book where it is another one, or the trade. */
function storyOfTape(tape: MarketTape): string[] {
  const book = new RankedBook(tape.ticks.length, tape.lotSize);
  const price = (rank: number): string => {
    const tick = tape.ticks[rank];
    return tick === undefined ? 'none' : (tick * tape.tickSize).toPrecision(8);
  };
  const lines = Array.from(tape.receivedNs, (_, message) => {
    let trade = '';
    const [start = 0, end = 0] = tape.messageStarts.subarray(message, message + 2);
    for (let row = start; row < end; row += 1) {
      const rank = tape.ranks[row] ?? 0;
      const size = tape.sizes[row] ?? 0;
      if (tape.kinds[row] === 0) book.setBid(rank, size);
      else if (tape.kinds[row] === 1) book.setAsk(rank, size);
      else if (tape.kinds[row] === 4) book.clearBids(rank);
      else if (tape.kinds[row] === 5) book.clearAsks(rank);
      else trade = `${tape.kinds[row] === 2 ? 'buy' : 'sell'} ${price(rank)} ${size}`;
    }
    return trade === '' ? `${price(book.bestBid)} ${price(book.bestAsk)}` : trade;
  });
  return withoutRepeats(lines);
}

function withoutRepeats(lines: readonly string[]): string[] {
  let top = '';
  return lines.filter((line) => {
    if (/^(?:buy|sell) /.test(line)) return true;
    const isNew = line !== top;
    top = line;
    return isNew;
  });
}

function priceOf(level: { price: { toNumber(): number } } | null | undefined): string {
  return level?.price.toNumber().toPrecision(8) ?? 'none';
}

function storyOfEvents(events: readonly MarketEvent[]): string[] {
  const lines = events.flatMap((event) => {
    if (event.kind === 'bookChanged')
      return [`${priceOf(event.bids[0])} ${priceOf(event.asks[0])}`];
    if (event.kind === 'topChanged') return [`${priceOf(event.bid)} ${priceOf(event.ask)}`];
    return event.kind === 'tradePrinted' ? [`${event.side} ${priceOf(event)} ${event.size}`] : [];
  });
  return withoutRepeats(lines);
}

async function eventsOf(from: string, coin: string): Promise<MarketEvent[]> {
  const events: MarketEvent[] = [];
  for await (const event of readRecording(from, coin)) events.push(event);
  return events;
}

describe('a tape of a recording of this project', () => {
  it('tells the tops and trades that its events tell, in their order', async () => {
    const startTime = 1_757_015_216_123;
    const written: MarketEvent[] = [];
    for (const event of syntheticMarket({ seed: 4, startTime, startPrice: 27.11, intensity: 5 })) {
      if (event.at >= startTime + 30_000) break;
      written.push(event);
    }
    await writeRecording(directory, 'HYPE', written);
    const input = { kind: 'recording', directory, coin: 'HYPE' } as const;
    const options = { tickSize: 0.0001, lotSize: 0.01, cache: join(directory, 'cache') };
    const { tape, counts } = await readTape(input, options);
    const events = await eventsOf(directory, 'HYPE');
    expect(storyOfTape(tape)).toEqual(storyOfEvents(events));
    expect(counts).toMatchObject({ crossedBooks: 0 });
    expect((await readTape(input, options)).cache).toBe('taken');
  });

  it('fails with what is missing', async () => {
    const options = { tickSize: 1, lotSize: 1, cache: null };
    const input = { kind: 'recording', directory, coin: 'HYPE' } as const;
    await expect(readTape(input, options)).rejects.toThrow(/cannot find .*trades_HYPE\.csv/);
  });
});

describe.skipIf(!existsSync(RECORDED))('a tape of the shared Hyperliquid recording', () => {
  it('tells what its events tell, and leaves out the duplicate trades', async () => {
    const input = { kind: 'recording', directory: RECORDED, coin: 'SOL' } as const;
    const options = { tickSize: 0.01, lotSize: 0.01, cache: null };
    const { tape, counts } = await readTape(input, options);
    expect(storyOfTape(tape)).toEqual(storyOfEvents(await eventsOf(RECORDED, 'SOL')));
    expect(counts).toEqual({
      messages: 21_393,
      malformed: 0,
      duplicates: 10,
      beforeFirstBook: 30,
      stale: 0,
      crossed: 0,
      receivedOutOfOrder: 0,
      leastDelayNs: 176_740_000,
      crossedBooks: 0,
    });
  });
});

function header(fifth: string): string {
  return `exchange,symbol,timestamp,local_timestamp,${fifth},side,price,amount`;
}

describe('a tape of Tardis files', () => {
  it('holds the depth and the trades of the wanted market, and counts crossed books', async () => {
    const stamp = 1_723_161_255_000_000;
    const row = (us: number, rest: string): string =>
      `x,BTC,${stamp + us},${stamp + us + 9},${rest}`;
    const depth = join(directory, 'depth.csv');
    const trades = join(directory, 'trades.csv');
    await writeFile(
      depth,
      [
        header('is_snapshot'),
        row(0, 'true,bid,10.1,1'),
        row(0, 'true,ask,10.3,1'),
        row(7, 'false,bid,10.3,2'),
        row(9, 'false,ask,10.3,0'),
      ].join('\n'),
    );
    await writeFile(trades, [header('id'), row(8, '5,buy,10.3,0.5')].join('\n'));
    const options = { tickSize: 0.1, lotSize: 0.1, cache: join(directory, 'cache') };
    const input = { kind: 'tardis', paths: [depth, trades], symbol: 'BTC' } as const;
    const { tape, counts } = await readTape(input, options);
    expect(counts).toMatchObject({ messages: 4, crossedBooks: 2, leastDelayNs: 9000 });
    expect(storyOfTape(tape)).toEqual([
      '10.100000 10.300000',
      '10.300000 none',
      'buy 10.300000 0.5',
    ]);
    expect((await readTape(input, options)).cache).toBe('taken');
    expect((await readTape({ ...input, symbol: 'ETH' }, options).catch(String)) as string).toMatch(
      /no message/,
    );
  });
});
