import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { readRecording, syntheticMarket, writeRecording } from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recording-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('writing a recording', () => {
  it('and reading it back gives the same books, tops, trades and marks in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.boolean(),
        fc.constantFrom(27.11, 0.2, 109_755),
        async (seed, gzip, startPrice) => {
          const market = { seed, startPrice, intensity: 5, fundingRate: decimal('-0.0000125') };
          const written = syntheticEvents(market, 20_000);
          await rm(directory, { recursive: true });
          const counts = await writeRecording(directory, 'HYPE', written, { gzip });
          const problems: unknown[] = [];
          const read: MarketEvent[] = [];
          const onProblem = (problem: unknown): void => void problems.push(problem);
          for await (const event of readRecording(directory, 'HYPE', { onProblem }))
            read.push(event);
          expect(problems).toEqual([]);
          expect(asText(read)).toBe(asText(written));
          expect(counts.books).toBe(40);
          expect(counts.prices % 2).toBe(0);
        },
      ),
      { seed: 9, numRuns: 12 },
    );
  });

  it('keeps an empty side empty', async () => {
    const [book] = syntheticEvents({ seed: 1 }, 1);
    if (book?.kind !== 'bookChanged') throw new Error('a market begins with a book');
    const top = { kind: 'topChanged', at: book.at + 1, coin: 'HYPE', bid: null } as const;
    const events = [book, { ...top, ask: book.asks[3] ?? null }];
    await writeRecording(directory, 'HYPE', events);
    const read: MarketEvent[] = [];
    for await (const event of readRecording(directory, 'HYPE')) read.push(event);
    expect(asText(read.filter(({ kind }) => kind !== 'contextChanged'))).toBe(asText(events));
  });

  it('names its files like a recording and leaves other coins out', async () => {
    const events = syntheticEvents({ seed: 1, coin: 'SOL' }, 1000);
    const counts = await writeRecording(directory, 'HYPE', events, { gzip: true });
    expect(counts).toEqual({ books: 0, prices: 0, trades: 0, contexts: 0 });
    expect((await readdir(directory)).sort()).toEqual([
      'orderbooks_HYPE.csv.gz',
      'prices_HYPE.csv.gz',
      'trades_HYPE.csv.gz',
    ]);
  });

  it('says where it cannot write', async () => {
    await writeFile(join(directory, 'taken'), '');
    const target = join(directory, 'taken', 'deeper');
    await expect(writeRecording(target, 'HYPE', [])).rejects.toThrow(`cannot write ${target}`);
  });
});

function syntheticEvents(
  options: Partial<Parameters<typeof syntheticMarket>[0]>,
  durationMs: number,
): MarketEvent[] {
  const startTime = 1_757_015_216_123;
  const events: MarketEvent[] = [];
  for (const event of syntheticMarket({ seed: 1, startTime, ...options })) {
    if (event.at >= startTime + durationMs) break;
    events.push(event);
  }
  return events;
}

function asText(events: readonly MarketEvent[]): string {
  return JSON.stringify(events);
}
