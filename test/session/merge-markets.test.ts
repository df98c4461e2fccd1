import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import { mergeMarkets, mergeRecordings, startingAt } from '../../src/session/index.js';

const one = decimal(1);

function top(coin: string, at: number): MarketEvent {
  return { kind: 'topChanged', at, coin, bid: null, ask: null };
}

function trade(coin: string, at: number): MarketEvent {
  return { kind: 'tradePrinted', at, coin, side: 'buy', price: one, size: one, tradeId: at };
}

async function* recorded(events: readonly MarketEvent[]): AsyncGenerator<MarketEvent> {
  for (const event of events) yield await Promise.resolve(event);
}

async function collect(events: AsyncIterable<MarketEvent>): Promise<MarketEvent[]> {
  const collected: MarketEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

const market = (coin: string) =>
  fc
    .array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })
    .map((times) => times.sort((a, b) => a - b).map((at) => top(coin, at)));

describe('merging markets', () => {
  it('keeps every event, in order of time, ties in the order of the markets', async () => {
    await fc.assert(
      fc.asyncProperty(market('A'), market('B'), market('C'), async (a, b, c) => {
        const stable = [...a, ...b, ...c].sort((x, y) => x.at - y.at);
        expect([...mergeMarkets([a, b, c])]).toEqual(stable);
        const streams = [a, b, c].map((events) => recorded(events));
        expect(await collect(mergeRecordings(streams))).toEqual(stable);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});

describe('starting in the middle of a recording', () => {
  it('begins with the newest state of each coin and leaves out older prints', async () => {
    const events = [top('A', 1), trade('A', 2), top('A', 3), top('B', 4), trade('A', 9)];
    expect(await collect(startingAt(recorded(events), 5))).toEqual([
      top('A', 5),
      top('B', 5),
      trade('A', 9),
    ]);
  });

  it('changes nothing where the recording begins later', async () => {
    const events = [top('A', 6), trade('A', 7)];
    expect(await collect(startingAt(recorded(events), 5))).toEqual(events);
  });
});
