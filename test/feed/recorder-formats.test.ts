/** Goal: whatever the format, what was heard reads back as it was, after a crash too. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  loadRecordingParquet,
  openRecording,
  readRecording,
  Recorder,
  RecordingError,
  type RecordingFormat,
  type RecordingProblem,
  syntheticMarket,
} from '../../src/feed/index.js';
import { ParquetSink } from '../../src/feed/parquet-sink.js';
import type { MarketEvent } from '../../src/market/index.js';

const START = 1_757_015_216_123;
const market: MarketEvent[] = [];
for (const event of syntheticMarket({ seed: 3, startTime: START, intensity: 5 })) {
  if (event.at >= START + 4000) break;
  market.push(event);
}
const library = await loadRecordingParquet();
const FORMATS: readonly RecordingFormat[] = [
  { kind: 'csv' },
  { kind: 'jsonl' },
  { kind: 'parquet', library },
];

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recorder-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function write(events: readonly MarketEvent[], format: RecordingFormat): Recorder['counts'] {
  const recorder = new Recorder(directory, 'HYPE', format);
  for (const event of events) recorder.write(event, event.at * 1000);
  recorder.close();
  return recorder.counts;
}

async function read(): Promise<{ events: MarketEvent[]; problems: RecordingProblem[] }> {
  const events: MarketEvent[] = [];
  const problems: RecordingProblem[] = [];
  const onProblem = (problem: RecordingProblem): void => void problems.push(problem);
  for await (const event of readRecording(directory, 'HYPE', { onProblem })) events.push(event);
  return { events, problems };
}

/** Parts of 20 events; abandoned where it is, as a kill leaves it. */
function abandon(events: readonly MarketEvent[]): void {
  const sink = new ParquetSink(directory, 'HYPE', library, 20);
  let receivedUs = START * 1000;
  for (const event of events) sink.write(event, (receivedUs += 1_000));
  sink.flush();
}

async function kindsRead(): Promise<string[]> {
  return (await read()).events.map(({ kind }) => kind);
}

describe.each(FORMATS)('a recording as $kind', (format) => {
  it('reads back as it was, however often it was stopped and gone on with', async () => {
    const stops = fc.array(fc.nat({ max: market.length }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(stops, async (places) => {
        await rm(directory, { recursive: true });
        const ends = [...places.toSorted((a, b) => a - b), market.length];
        for (const [index, end] of ends.entries()) {
          write(market.slice(ends[index - 1] ?? 0, end), format);
        }
        const { events, problems } = await read();
        expect(problems).toEqual([]);
        expect(JSON.stringify(events)).toBe(JSON.stringify(market));
      }),
      { seed: 1, numRuns: 6 },
    );
  });

  it('lists its coin, and how long it is', async () => {
    const books = market.filter(({ kind }) => kind === 'bookChanged');
    const { bytes } = write(market, format);
    expect(bytes).toBeGreaterThan(1_000);
    const [first, last] = [books[0]?.at ?? 0, books.at(-1)?.at ?? 0];
    expect((await openRecording(directory)).coins).toEqual([
      { coin: 'HYPE', from: first, to: last, durationMs: last - first, books: books.length },
    ]);
  });

  it('keeps sides that are empty', async () => {
    const book = market.find(({ kind }) => kind === 'bookChanged');
    if (book === undefined) throw new Error('there is a book');
    const stamp = { coin: 'HYPE' } as const;
    const bid = { price: decimal('26.5'), size: decimal('0.01') };
    const bare: readonly MarketEvent[] = [
      book,
      { ...stamp, kind: 'topChanged', at: START + 1, bid: null, ask: null },
      { ...stamp, kind: 'bookChanged', at: START + 2, bids: [bid], asks: [] },
      { ...stamp, kind: 'topChanged', at: START + 3, bid, ask: null },
      { ...stamp, kind: 'bookChanged', at: START + 4, bids: [], asks: [] },
    ];
    write([...bare, ...market.filter(({ kind }) => kind === 'contextChanged')], format);
    const { events, problems } = await read();
    expect(problems).toEqual([]);
    const told = events.filter(({ kind }) => kind !== 'contextChanged');
    expect(JSON.parse(JSON.stringify(told))).toEqual(JSON.parse(JSON.stringify(bare)));
  });

  it('is not gone on with in another format', () => {
    write(market, format);
    for (const other of FORMATS) {
      if (other.kind === format.kind) continue;
      expect(() => new Recorder(directory, 'HYPE', other)).toThrow(RecordingError);
      expect(() => new Recorder(directory, 'HYPE', other)).toThrow(`as ${format.kind}`);
    }
  });
});

describe('a recording as lines', () => {
  it('loses the line that a crash cut off, and nothing else', async () => {
    write(market, { kind: 'jsonl' });
    const path = join(directory, 'events_HYPE.jsonl');
    const whole = readFileSync(path, 'utf8');
    truncateSync(path, whole.length - 10);
    const { tornBytes } = write([], { kind: 'jsonl' });
    expect(tornBytes).toBeGreaterThan(10);
    expect((await read()).events).toHaveLength(market.length - 1);
  });

  it('tells of lines that are no event, and goes on', async () => {
    write(market, { kind: 'jsonl' });
    appendFileSync(join(directory, 'events_HYPE.jsonl'), 'no JSON\n{"kind":"book"}\n');
    const { events, problems } = await read();
    expect(events).toHaveLength(market.length);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [market.length + 1, 'it is no JSON'],
      [market.length + 2, '`n` is not of this format'],
    ]);
  });
});

describe('a recording as Parquet', () => {
  it('is readable after a kill at any event, and nothing is there twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (count) => {
        await rm(directory, { recursive: true });
        new Recorder(directory, 'HYPE', { kind: 'parquet', library }).close();
        abandon(market.slice(0, count));
        const expected = market.slice(0, count).map(({ kind }) => kind);
        expect(await kindsRead()).toEqual(expected);
        // The next recorder takes up what was left, and ends it as a part.
        new Recorder(directory, 'HYPE', { kind: 'parquet', library }).close();
        expect(await kindsRead()).toEqual(expected);
        expect((await readdir(directory)).filter((name) => !name.endsWith('.parquet'))).toEqual([]);
      }),
      { seed: 2, numRuns: 8 },
    );
  });

  it('forgets lines that a crash left beside the part that holds them', async () => {
    write(market.slice(0, 30), { kind: 'parquet', library });
    abandon(market.slice(30, 45));
    const open = join(directory, 'events_HYPE.open.jsonl');
    const lines = readFileSync(open, 'utf8');
    new Recorder(directory, 'HYPE', { kind: 'parquet', library }).close();
    writeFileSync(open, lines);
    expect((await read()).events).toHaveLength(45);
    new Recorder(directory, 'HYPE', { kind: 'parquet', library }).close();
    expect((await read()).events).toHaveLength(45);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('is a table that other tools read', async () => {
    write(market, { kind: 'parquet', library });
    const [name = ''] = await readdir(directory);
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(join(directory, name)),
    });
    const [first] = rows;
    expect(first).toMatchObject({ message: 1n, exchange_ms: BigInt(START), kind: 'book_bid' });
    expect(typeof first?.['price']).toBe('number');
    const kinds = new Set(rows.map(({ kind }) => kind));
    for (const kind of ['book_ask', 'top_bid', 'top_ask', 'buy', 'mark', 'oracle', 'funding']) {
      expect(kinds).toContain(kind);
    }
  });
});
