import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readRecording,
  Recorder,
  RecordingError,
  type RecordingProblem,
  syntheticMarket,
} from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';

const START = 1_757_015_216_123;
const market: MarketEvent[] = [];
for (const event of syntheticMarket({ seed: 3, startTime: START, intensity: 5 })) {
  if (event.at >= START + 4000) break;
  market.push(event);
}

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recorder-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function write(events: readonly MarketEvent[]): Recorder['counts'] {
  const recorder = new Recorder(directory, 'HYPE');
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

describe('a recorder', () => {
  it('writes what reads back as it was, however often it is stopped and gone on with', async () => {
    const stops = fc.array(fc.nat({ max: market.length }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(stops, async (places) => {
        await rm(directory, { recursive: true });
        const ends = [...places.toSorted((a, b) => a - b), market.length];
        for (const [index, end] of ends.entries()) write(market.slice(ends[index - 1] ?? 0, end));
        const { events, problems } = await read();
        expect(problems).toEqual([]);
        expect(JSON.stringify(events)).toBe(JSON.stringify(market));
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  it('gives events of the same microsecond times in their order', async () => {
    const recorder = new Recorder(directory, 'HYPE');
    for (const event of market) recorder.write(event, START * 1000);
    recorder.close();
    const { events } = await read();
    expect(events.map(({ kind }) => kind)).toEqual(market.map(({ kind }) => kind));
  });

  it('takes away the row that a crash cut off, and nothing else', () => {
    const path = join(directory, 'trades_HYPE.csv');
    write(market);
    const whole = readFileSync(path, 'utf8');
    const lengths = fc.nat({ max: whole.length });
    fc.assert(
      fc.property(lengths, (length) => {
        writeFileSync(path, whole);
        truncateSync(path, length);
        const kept = whole.slice(0, whole.slice(0, length).lastIndexOf('\n') + 1);
        const recorder = new Recorder(directory, 'HYPE');
        expect(recorder.counts.tornBytes).toBe(length - kept.length);
        recorder.close();
        const header = whole.slice(0, whole.indexOf('\n') + 1);
        expect(readFileSync(path, 'utf8')).toBe(kept === '' ? header : kept);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('finds the end of the last row however long the torn one is', () => {
    write(market);
    const path = join(directory, 'orderbooks_HYPE.csv');
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, '9'.repeat(200_000));
    expect(write([]).tornBytes).toBe(200_000);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });

  it('makes a file of marks only where there are any', async () => {
    write(market.filter(({ kind }) => kind !== 'contextChanged'));
    expect((await readdir(directory)).sort()).toEqual([
      'orderbooks_HYPE.csv',
      'prices_HYPE.csv',
      'trades_HYPE.csv',
    ]);
  });

  it('counts what it wrote, and the bytes of all files', async () => {
    const kinds = (kind: MarketEvent['kind']): number =>
      market.filter((event) => event.kind === kind).length;
    const counts = write(market);
    const sizes = (await readdir(directory)).map(
      (name) => readFileSync(join(directory, name)).length,
    );
    expect(counts).toEqual({
      books: kinds('bookChanged'),
      tops: kinds('topChanged'),
      trades: kinds('tradePrinted'),
      contexts: kinds('contextChanged'),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      tornBytes: 0,
    });
  });

  it('touches no file of another format, and no packed one', async () => {
    await writeFile(join(directory, 'prices_HYPE.csv'), 'time,bid,ask\n1,2,3\n');
    expect(() => new Recorder(directory, 'HYPE')).toThrow(/prices_HYPE\.csv is not of this format/);
    await rm(join(directory, 'prices_HYPE.csv'));
    await writeFile(join(directory, 'trades_HYPE.csv.gz'), '');
    expect(() => new Recorder(directory, 'HYPE')).toThrow(/trades_HYPE\.csv\.gz is packed/);
    await writeFile(join(directory, 'taken'), '');
    expect(() => new Recorder(join(directory, 'taken'), 'HYPE')).toThrow(RecordingError);
  });
});
