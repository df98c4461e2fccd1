import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FeedMessage,
  readBinanceStream,
  RecordingError,
  type RecordingProblem,
} from '../../src/feed/index.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const START_NS = 1_723_161_255_000_000_000n;
const START_MS = 1_723_161_254_990;

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'binance-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** A line received `ms` after the start, stamped `stampedMs` after it (10 ms before by default). */
function line(ms: number, data: object, stampedMs = ms): string {
  const body = { data: { T: START_MS + stampedMs, ...data } };
  return `${START_NS + BigInt(ms) * 1_000_000n} ${JSON.stringify(body)}`;
}

function depth(previousId: number, lastId: number, bid = '10.1'): object {
  const ids = { U: previousId + 1, u: lastId, pu: previousId };
  return { e: 'depthUpdate', ...ids, b: [[bid, '3.5']], a: [['10.3', '0']] };
}

function trade(id: number, more: object = {}): object {
  return { e: 'trade', t: id, p: '10.2', q: '0.5', X: 'MARKET', m: true, ...more };
}

function top(id: number, bid: string, ask: string): object {
  return { e: 'bookTicker', u: id, b: bid, B: '1', a: ask, A: '2' };
}

async function read(path: string) {
  const problems: RecordingProblem[] = [];
  const stream = readBinanceStream(path, { onProblem: (problem) => problems.push(problem) });
  const messages: FeedMessage[] = [];
  for await (const batch of stream) messages.push(...batch);
  return { messages, problems, counts: stream.counts() };
}

async function readLines(lines: readonly string[]) {
  const path = join(directory, 'stream.txt');
  await writeFile(path, lines.join('\n'));
  return read(path);
}

describe('reading a raw stream of Binance futures', () => {
  it('tells depth, tops and trades as they were heard', async () => {
    const lines = [line(0, depth(1, 4)), line(5, top(5, '10.1', '10.2')), line(7, trade(9))];
    const { messages, problems } = await readLines(lines);
    expect(problems).toEqual([]);
    expect(messages).toEqual([
      {
        kind: 'depth',
        line: 1,
        receivedNs: START_NS,
        exchangeUs: START_MS * 1000,
        isSnapshot: false,
        firstId: 2,
        lastId: 4,
        previousId: 1,
        bids: [[10.1, 3.5]],
        asks: [[10.3, 0]],
      },
      {
        kind: 'top',
        line: 2,
        receivedNs: START_NS + 5_000_000n,
        exchangeUs: (START_MS + 5) * 1000,
        updateId: 5,
        bid: [10.1, 1],
        ask: [10.2, 2],
      },
      {
        kind: 'trade',
        line: 3,
        receivedNs: START_NS + 7_000_000n,
        exchangeUs: (START_MS + 7) * 1000,
        side: 'sell',
        price: 10.2,
        size: 0.5,
        tradeId: 9,
        isOnBook: true,
      },
    ]);
  });

  it('reads the same out of a plain, a gzipped and a zstd file', async () => {
    const text = `${line(0, depth(1, 4))}\r\n${line(7, trade(9))}\n`;
    const packed = { 's.txt': text, 's.gz': gzipSync(text), 's.zst': zstdCompressSync(text) };
    const read3: FeedMessage[][] = [];
    for (const [name, bytes] of Object.entries(packed)) {
      await writeFile(join(directory, name), bytes);
      read3.push((await read(join(directory, name))).messages);
    }
    expect(read3[0]).toHaveLength(2);
    expect(read3[1]).toEqual(read3[0]);
    expect(read3[2]).toEqual(read3[0]);
  });

  it('skips what was seen before and tells it', async () => {
    const lines = [
      line(0, depth(1, 4)),
      line(1, depth(1, 4)),
      line(2, trade(9)),
      line(3, trade(9)),
      line(4, top(5, '10.1', '10.2')),
      line(5, top(5, '10.1', '10.2')),
    ];
    const { messages, problems, counts } = await readLines(lines);
    expect(messages.map((message) => message.line)).toEqual([1, 3, 5]);
    expect(counts).toMatchObject({ messages: 3, duplicates: 3 });
    expect(problems.map((each) => `${each.line} ${each.outcome}: ${each.reason}`)).toEqual([
      '2 skipped: depth up to update 4 was seen before',
      '4 skipped: trade id 9 was seen before',
      '6 skipped: top of update 5 comes after 5',
    ]);
  });

  it('keeps depth after a gap and says that changes are missing', async () => {
    const { messages, problems, counts } = await readLines([
      line(0, depth(1, 4)),
      line(1, depth(6, 8)),
      line(2, depth(8, 9)),
    ]);
    expect(messages).toHaveLength(3);
    expect(counts).toMatchObject({ gaps: 1 });
    expect(problems).toMatchObject([{ line: 2, outcome: 'kept' }]);
  });

  it('skips crossed tops and trades made outside the book', async () => {
    const { messages, counts } = await readLines([
      line(0, top(5, '10.2', '10.2')),
      line(1, trade(9, { X: 'INSURANCE_FUND' })),
      line(2, trade(10, { X: 'NA', p: '0', q: '0' })),
    ]);
    expect(messages).toEqual([]);
    expect(counts).toMatchObject({ crossed: 1, offBook: 2, malformed: 0 });
  });

  it('never lets the time of receipt go back, and counts stamps that do', async () => {
    const { messages, counts } = await readLines([
      line(5, trade(1)),
      line(3, trade(2), 6),
      line(8, trade(3), 4),
    ]);
    expect(messages.map((message) => message.receivedNs - START_NS)).toEqual([
      5_000_000n,
      5_000_000n,
      8_000_000n,
    ]);
    expect(counts).toMatchObject({ receivedOutOfOrder: 1, stampedOutOfOrder: 1 });
  });

  it('tells how far the clock of receipt is behind', async () => {
    const { counts } = await readLines([line(0, trade(1), 30), line(1, trade(2), 20)]);
    expect(counts?.leastDelayNs).toBe(-20_000_000);
  });

  it.each([
    ['no stamp', '{"data":{}}'],
    ['a stamp of microseconds', `1723161255000000 ${JSON.stringify({ data: trade(1) })}`],
    ['half a line', line(0, trade(1)).slice(0, -4)],
    ['a price that is no decimal', line(0, trade(1, { p: '1e3' }))],
    ['a price below 0', line(0, trade(1, { p: '-1' }))],
    ['a size of 0', line(0, trade(1, { q: '0' }))],
    ['no side', line(0, trade(1, { m: 'yes' }))],
    ['levels that are none', line(0, { ...depth(1, 4), b: [['10.1']] })],
    ['nothing of ours', line(0, {})],
  ])('skips a line with %s', async (_, text) => {
    const { messages, problems, counts } = await readLines([text, line(1, trade(2))]);
    expect(messages).toHaveLength(1);
    expect(counts).toMatchObject({ malformed: 1 });
    expect(problems).toMatchObject([{ line: 1, outcome: 'skipped' }]);
  });

  it('passes over streams that it does not read', async () => {
    const { messages, problems, counts } = await readLines([line(0, { e: 'markPriceUpdate' })]);
    expect([messages, problems]).toEqual([[], []]);
    expect(counts).toMatchObject({ other: 1 });
  });

  it('fails with the name of a file that it cannot read', async () => {
    await expect(read(join(directory, 'none.gz'))).rejects.toThrow(/cannot read .*none\.gz/);
    await writeFile(join(directory, 'torn.zst'), zstdCompressSync('abc').subarray(0, 8));
    await expect(read(join(directory, 'torn.zst'))).rejects.toThrow(RecordingError);
  });
});

describe.skipIf(!existsSync(RECORDED))('the shared Binance recording', () => {
  it('is read to its last line: 6,551 depths and a snapshot, 66,089 tops, 21,313 trades', async () => {
    const { messages, problems, counts } = await read(RECORDED);
    const kinds = { depth: 0, snapshot: 0, top: 0, trade: 0 };
    for (const each of messages) {
      kinds[each.kind === 'depth' && each.isSnapshot ? 'snapshot' : each.kind] += 1;
    }
    expect(kinds).toEqual({ depth: 6551, snapshot: 1, top: 66_089, trade: 21_313 });
    expect(counts).toEqual({
      messages: 93_954,
      malformed: 0,
      other: 0,
      duplicates: 0,
      offBook: 0,
      gaps: 0,
      crossed: 0,
      receivedOutOfOrder: 0,
      stampedOutOfOrder: 7264,
      leastDelayNs: -1_272_402_468,
    });
    expect(problems).toHaveLength(7264);
  });
});
