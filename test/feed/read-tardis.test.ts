import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FeedMessage,
  RecordingError,
  type RecordingProblem,
  type TardisReadOptions,
  visitTardis,
} from '../../src/feed/index.js';
import { TardisRowScanner } from '../../src/feed/scan-tardis-row.js';
import { decodeTardisRow, type TardisRow } from '../../src/feed/tardis-row.js';

const DEPTH = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount';
const TRADES = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount';
const START_US = 1_723_161_255_000_000;

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tardis-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** A row received so many microseconds after the start, stamped 100 µs before. */
function row(us: number, rest: string, stampedUs = us - 100, symbol = 'BTCUSDT'): string {
  return `binance-futures,${symbol},${START_US + stampedUs},${START_US + us},${rest}`;
}

function at(line: number, us: number): object {
  const receivedNs = BigInt(START_US + us) * 1000n;
  return { line, receivedNs, exchangeUs: START_US + us - 100 };
}

async function write(name: string, lines: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

async function read(paths: readonly string[], options: TardisReadOptions = {}) {
  const messages: FeedMessage[] = [];
  const problems: RecordingProblem[] = [];
  const onProblem = (problem: RecordingProblem): void => void problems.push(problem);
  const take = { ...options, onProblem };
  const counts = await visitTardis(paths, (each) => messages.push(each.toMessage()), take);
  return { messages, problems, counts };
}

async function readRows(depth: readonly string[], trades: readonly string[] = []) {
  const paths = [await write('depth.csv', [DEPTH, ...depth, ''])];
  if (trades.length > 0) paths.push(await write('trades.csv', [TRADES, ...trades]));
  return read(paths);
}

describe('reading CSV files of Tardis', () => {
  it('makes one message of the rows of a moment, and merges trades by their receipt', async () => {
    const { messages, problems, counts } = await readRows(
      [
        row(100, 'true,ask,10.3,2'),
        row(100, 'true,bid,10.1,1'),
        row(100, 'true,bid,10.2,3.5'),
        row(300, 'false,bid,10.2,0'),
        row(300, 'false,ask,10.25,1'),
      ],
      [row(200, '77,buy,10.3,0.5'), row(300, '78,sell,10.2,0.25')],
    );
    expect(problems).toEqual([]);
    const ids = { firstId: null, lastId: null, previousId: null };
    expect(messages).toEqual([
      {
        kind: 'depth',
        ...at(2, 100),
        isSnapshot: true,
        ...ids,
        bids: [
          [10.2, 3.5],
          [10.1, 1],
        ],
        asks: [[10.3, 2]],
      },
      {
        kind: 'trade',
        ...at(2, 200),
        side: 'buy',
        price: 10.3,
        size: 0.5,
        tradeId: 77,
        isOnBook: true,
      },
      {
        kind: 'depth',
        ...at(5, 300),
        isSnapshot: false,
        ...ids,
        bids: [[10.2, 0]],
        asks: [[10.25, 1]],
      },
      {
        kind: 'trade',
        ...at(3, 300),
        side: 'sell',
        price: 10.2,
        size: 0.25,
        tradeId: 78,
        isOnBook: true,
      },
    ]);
    expect(counts).toMatchObject({ messages: 4, leastDelayNs: 100_000 });
  });

  it('reads the same whatever the file is packed with, and however its lines end', async () => {
    const text = [DEPTH, row(1, 'false,bid,10.1,1'), row(2, 'false,ask,10.2,1e-05'), ''];
    const plain = await write('a.csv', text);
    await writeFile(join(directory, 'a.csv.gz'), gzipSync(text.join('\r\n')));
    await writeFile(join(directory, 'a.csv.zst'), zstdCompressSync(text.join('\n')));
    const first = await read([plain]);
    expect(first.messages).toMatchObject([{ bids: [[10.1, 1]] }, { asks: [[10.2, 0.00001]] }]);
    expect((await read([`${plain}.gz`])).messages).toEqual(first.messages);
    expect((await read([`${plain}.zst`])).messages).toEqual(first.messages);
  });

  it('reads every row of a file of many blocks', async () => {
    const rows = Array.from({ length: 30_000 }, (_, us) =>
      row(us - (us % 3), `false,${us % 2 === 0 ? 'bid' : 'ask'},10.${us},${us}`),
    );
    const { messages, counts } = await readRows(rows);
    expect(messages).toHaveLength(10_000);
    const sizes = messages.flatMap((each) =>
      each.kind === 'depth' ? [...each.bids, ...each.asks].map(([, size]) => size) : [],
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual(rows.map((_, index) => index));
    expect(counts.malformed).toBe(0);
  });

  it('tells and skips what is no row, each with its line', async () => {
    const { messages, problems, counts } = await readRows([
      'noise',
      row(1, 'false,bid,0,1'),
      row(1, 'perhaps,bid,10.1,1'),
      row(1, 'false,buy,10.1,1'),
      row(1, 'false,bid,10.1,-1'),
      'binance-futures,BTCUSDT,,1723161255000001,false,bid,10.1,1',
      row(1, 'false,bid,10.1,1'),
    ]);
    expect(messages).toMatchObject([{ line: 8, bids: [[10.1, 1]] }]);
    expect(counts).toMatchObject({ malformed: 6 });
    expect(problems.map(({ line, outcome }) => `${line} ${outcome}`)).toEqual(
      [2, 3, 4, 5, 6, 7].map((line) => `${line} skipped`),
    );
  });

  it('skips rows and trades that were seen before, and trades of an unknown side', async () => {
    const { messages, counts, problems } = await readRows(
      [row(1, 'false,bid,10.1,1'), row(1, 'false,bid,10.1,1')],
      [
        row(2, 'uuid-1,buy,10.1,1'),
        row(3, 'uuid-1,buy,10.1,1'),
        row(4, ',buy,10.1,1'),
        row(4, ',buy,10.1,1'),
        row(5, '9,unknown,10.1,1'),
      ],
    );
    expect(messages.map((each) => each.kind)).toEqual(['depth', 'trade', 'trade', 'trade']);
    expect(counts).toMatchObject({ duplicates: 2, malformed: 1 });
    expect(problems.at(-1)?.reason).toBe('side `unknown` is neither buy nor sell');
  });

  it('counts a snapshot amid the updates as a gap', async () => {
    const { messages, counts, problems } = await readRows([
      row(1, 'true,bid,10.1,1'),
      row(2, 'false,bid,10.1,2'),
      row(3, 'true,bid,10.0,1'),
    ]);
    expect(messages).toHaveLength(3);
    expect(counts).toMatchObject({ gaps: 1 });
    expect(problems).toMatchObject([{ line: 4, outcome: 'kept' }]);
  });

  it('never lets the time of receipt go back, and counts stamps that do', async () => {
    const { messages, counts } = await readRows([
      row(50, 'false,bid,10.1,1'),
      row(40, 'false,bid,10.1,2', 30),
      row(60, 'false,bid,10.1,3', -500),
    ]);
    expect(messages.map(({ receivedNs }) => receivedNs - BigInt(START_US) * 1000n)).toEqual([
      50_000n,
      50_000n,
      60_000n,
    ]);
    expect(counts).toMatchObject({ receivedOutOfOrder: 1, stampedOutOfOrder: 1 });
  });

  it('reads the wanted market out of several, and asks which where it is not said', async () => {
    const path = await write('depth.csv', [
      DEPTH,
      row(1, 'false,bid,10.1,1'),
      row(1, 'false,bid,20.1,1', 0, 'ETHUSDT'),
    ]);
    await expect(read([path])).rejects.toThrow(/hold BTCUSDT and ETHUSDT/);
    const { messages, counts } = await read([path], { symbol: 'ETHUSDT' });
    expect(messages).toMatchObject([{ bids: [[20.1, 1]] }]);
    expect(counts).toMatchObject({ messages: 1, other: 1 });
  });

  it('fails with the name of a file that is none of theirs', async () => {
    const path = await write('quotes.csv', ['exchange,symbol,ask']);
    await expect(read([path])).rejects.toThrow(`${path} begins with \`exchange,symbol,ask\``);
    await expect(read([await write('empty.csv', [])])).rejects.toThrow(/begins with `nothing`/);
    await expect(read([join(directory, 'none.csv')])).rejects.toThrow(RecordingError);
  });
});

describe('the scanner of rows', () => {
  const number = fc.stringMatching(/^\d{1,6}(\.\d{1,6})?(e-?\d)?$/);
  const stamp = fc.integer({ min: 1e15, max: 1e16 - 1 }).map(String);
  const symbol = fc.stringMatching(/^[A-Z0-9_-]{1,8}$/);
  const fields = [fc.constant('x'), symbol, stamp, stamp] as const;
  const id = fc.oneof(fc.stringMatching(/^[0-9a-f-]{0,20}$/), fc.nat().map(String));
  const depthRow = fc.tuple(...fields, fc.boolean(), fc.constantFrom('bid', 'ask'), number, number);
  const tradeRow = fc.tuple(...fields, id, fc.constantFrom('buy', 'sell'), number, number);
  const change = fc.tuple(
    fc.nat({ max: 90 }),
    fc.nat({ max: 2 }),
    fc.stringMatching(/^[,.0-9a-z]?$/),
  );

  it.each([
    ['incremental_book_L2', depthRow],
    ['trades', tradeRow],
  ] as const)('makes of a row of %s what the decoder of text makes, or leaves it', (file, rows) => {
    const scanner = new TardisRowScanner(file);
    let isRead = 0;
    const changed = fc.tuple(rows, fc.option(change, { freq: 2, nil: null }));
    fc.assert(
      fc.property(changed, ([parts, spoilt]) => {
        const text = parts.join(',');
        const [place, cut, added] = spoilt ?? [0, 0, ''];
        const line = text.slice(0, place) + added + text.slice(place + cut);
        const found = newRow();
        const bytes = Buffer.from(`${line}\n`);
        const next = scanner.scan(bytes, 0, found);
        if (next < 0) return;
        isRead += 1;
        expect(next).toBe(bytes.length);
        const expected = newRow();
        expect(decodeTardisRow(line, file, expected)).toBeNull();
        expect(found).toEqual(expected);
      }),
      { seed: 3, numRuns: 1500 },
    );
    expect(isRead).toBeGreaterThan(200);
  });
});

function newRow(): TardisRow {
  const times = { exchangeUs: 0, receivedUs: 0 };
  return { symbol: '', ...times, isSnapshot: false, tradeId: null, side: 'bid', price: 0, size: 0 };
}
