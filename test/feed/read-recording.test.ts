import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openRecording,
  readRecording,
  RecordingError,
  type RecordingOptions,
  type RecordingProblem,
} from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';

const TRADES = 'timestamp,price,size,side,trade_id,exchange_timestamp';
const PRICES = 'timestamp,price,size,side,exchange_timestamp';
const BOOKS =
  'timestamp,sequence,exchange_timestamp,' +
  'bid_price_0,bid_size_0,ask_price_0,ask_size_0,bid_price_1,bid_size_1,ask_price_1,ask_size_1';
const BOOK = '100.000100,1,99900,10.1,5,10.3,6,10.0,7,10.4,8';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recording-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('reading a recording', () => {
  it('merges the three files by time of receipt: trades, tops, books on a tie', async () => {
    await record({
      books: [BOOK, '101.0,2,101000,10.2,5,10.3,6,10.1,7,10.4,8'],
      prices: ['101.0,10.2,5,bid,100950', '101.0,10.3,6,ask,100950'],
      trades: ['101.0,10.2,1,sell,7,100940', '100.5,10.3,2,buy,8,100400'],
    });
    const { events, problems } = await read();
    expect(events.map((event) => `${event.at} ${event.kind}`)).toEqual([
      '100000 bookChanged',
      '100000 contextChanged',
      '101000 tradePrinted',
      '101000 tradePrinted',
      '101000 topChanged',
      '101000 bookChanged',
    ]);
    expect(problems).toEqual([
      {
        file: file('trades'),
        line: 3,
        reason: 'received before the row above it',
        outcome: 'kept',
      },
    ]);
  });

  it('takes recorded marks instead of the mid, those from before the first book with it', async () => {
    await record({ books: [BOOK, '104.0,2,104000,10.2,5,10.3,6,10.1,7,10.4,8'] });
    await writeFile(
      join(directory, 'contexts_TEST.csv'),
      [
        'timestamp,mark,oracle,funding_rate,exchange_timestamp',
        '99.0,10.17,10.18,0.0000125,99000',
        '103.0,10.19,10.2,-0.00001,103000',
        '103.5,0,10.2,0,103500',
        '103.6,10.2,10.2,none,103500',
      ].join('\n'),
    );
    const { events, problems, counts } = await read();
    const contexts = events.flatMap((event) => (event.kind === 'contextChanged' ? [event] : []));
    expect(
      contexts.map((each) => `${each.at} ${each.mark} ${each.oracle} ${each.fundingRate}`),
    ).toEqual(['100000 10.17 10.18 0.0000125', '103000 10.19 10.2 -0.00001']);
    expect(problems.map(({ line }) => line)).toEqual([4, 5]);
    expect(counts?.files.contexts).toMatchObject({ rows: 4, malformed: 2 });
  });

  it('pairs a bid and an ask of one moment and keeps the other side of a single one', async () => {
    await record({
      books: [BOOK],
      prices: ['101,10.1,1,bid,101', '101,10.2,2,ask,101', '102,10.15,3,ask,102'].map((row) =>
        row.replace(/\d+$/, (exchange) => `${exchange}000`),
      ),
    });
    const { events } = await read();
    const tops = events.flatMap((event) => (event.kind === 'topChanged' ? event : []));
    expect(tops.map((top) => [top.bid, top.ask].map((level) => String(level?.price)))).toEqual([
      ['10.1', '10.2'],
      ['10.1', '10.15'],
    ]);
  });

  it('lays a newer top over a book that is older by the clock of the exchange', async () => {
    await record({
      books: [BOOK, '102.0,2,100500,10.1,5,10.3,6,10.0,7,10.4,8'],
      prices: ['101.0,10.0,9,bid,101000', '101.0,10.2,4,ask,101000'],
    });
    const { events } = await read();
    const last = events.at(-1);
    expect(last?.kind === 'bookChanged' && shape(last)).toEqual({
      bids: ['9@10'],
      asks: ['4@10.2', '6@10.3', '8@10.4'],
    });
  });

  it('drops tops that are older than what is known, and says so', async () => {
    await record({ books: [BOOK], prices: ['101.0,10.1,5,bid,99000', '102.0,10.3,5,ask,102000'] });
    const { events, problems, counts } = await read();
    expect(events.filter((event) => event.kind === 'topChanged')).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 2, reason: 'older than the top already known' }]);
    expect(counts?.stale).toBe(1);
  });

  it('leaves out what was received or happened before the first book, quietly', async () => {
    await record({
      books: [BOOK],
      prices: ['99.0,10.1,5,bid,98000', '99.0,10.2,5,ask,98000'],
      trades: ['99.0,10.1,1,sell,1,98000', '101.0,10.1,1,sell,2,99000', '102,10.1,1,sell,3,101000'],
    });
    const { events, problems, counts } = await read();
    expect(events.map((event) => event.kind)).toEqual([
      'bookChanged',
      'contextChanged',
      'tradePrinted',
    ]);
    expect(counts?.beforeFirstBook).toBe(3);
    expect(problems).toEqual([]);
  });

  it('tells a mark from the mid about every three seconds', async () => {
    const prices = Array.from({ length: 10 }, (_, index) => {
      const time = 101 + index;
      return `${time}.5,10.${index + 1}5,5,ask,${time}400`;
    });
    await record({ books: [BOOK], prices });
    const { events } = await read({ sizeDecimals: 4 });
    const marks = events.flatMap((event) => (event.kind === 'contextChanged' ? event : []));
    expect(marks.map((event) => `${event.at} ${event.mark} ${event.oracle}`)).toEqual([
      '100000 10.2 10.2',
      '103500 10.22 10.22',
      '106500 10.37 10.37',
      '109500 10.52 10.52',
    ]);
  });

  it('skips each malformed row with file, line and reason', async () => {
    await record({
      books: [BOOK, '101,2,100000,10.1', '102,3,101000,10.3,5,10.3,6,10.0,7,10.4,8'],
      trades: [
        '101,10.1,1,sell,1,100000',
        '101,10.1,1,sold,2,100000',
        '101,ten,1,sell,3,100000',
        '101,10.1,-1,sell,4,100000',
        '101,10.1,NaN,sell,5,100000',
        '101,10.1,0,sell,6,100000',
        'now,10.1,1,sell,7,100000',
        '101,10.1,1,sell,99999999999999999,100000',
        '101,10.1,1,sell,1,100000',
        '',
        '101,10.1,1e-05,sell,9,100000',
        '101,10.1,1,se',
      ],
      prices: ['101,10.4,1,bid,100000', '101,10.4,1,mid,100000'],
    });
    const { problems, counts, events } = await read();
    expect(problems.map(({ file: path, line, reason }) => [path.slice(-16), line, reason])).toEqual(
      expect.arrayContaining([
        ['/trades_TEST.csv', 3, 'side `sold` is neither buy nor sell'],
        ['/trades_TEST.csv', 4, 'price `ten` and size `1` are not decimals above 0'],
        ['/trades_TEST.csv', 5, 'price `10.1` and size `-1` are not decimals above 0'],
        ['/trades_TEST.csv', 6, 'price `10.1` and size `NaN` are not decimals above 0'],
        ['/trades_TEST.csv', 7, 'price `10.1` and size `0` are not decimals above 0'],
        ['/trades_TEST.csv', 8, 'times `now` and `100000` are not seconds and whole milliseconds'],
        ['/trades_TEST.csv', 9, 'trade id `99999999999999999` is not a whole number below 2^53'],
        ['/trades_TEST.csv', 10, 'trade id 1 was seen before'],
        ['/trades_TEST.csv', 11, '1 fields where 6 were expected'],
        ['/trades_TEST.csv', 13, '4 fields where 6 were expected'],
        ['/prices_TEST.csv', 2, 'crossed top: bid 10.4 is not below ask 10.3'],
        ['/prices_TEST.csv', 3, 'side `mid` is neither bid nor ask'],
        ['erbooks_TEST.csv', 3, '4 fields where 11 were expected'],
        ['erbooks_TEST.csv', 4, 'crossed book: bid 10.3 is not below ask 10.3'],
      ]),
    );
    expect(problems).toHaveLength(14);
    expect(counts?.files.trades).toMatchObject({ rows: 12, malformed: 9, duplicates: 1 });
    expect(events.filter((event) => event.kind === 'tradePrinted')).toHaveLength(2);
  });

  it('reads gzipped files, Windows line ends, missing last line ends and less depth', async () => {
    await record({ books: [] });
    await rm(file('orderbooks'));
    const text = `${BOOKS}\r\n${BOOK}\r\n101,2,100000,10.1,5,10.3,6,,,,`;
    await writeFile(`${file('orderbooks')}.gz`, gzipSync(text));
    const { events, problems } = await read({ bookDepth: 1 });
    expect(problems).toEqual([]);
    const books = events.flatMap((event) => (event.kind === 'bookChanged' ? shape(event) : []));
    expect(books).toEqual([
      { bids: ['5@10.1'], asks: ['6@10.3'] },
      { bids: ['5@10.1'], asks: ['6@10.3'] },
    ]);
  });
});

describe('a recording that cannot be read', () => {
  it('names the missing file', async () => {
    await record({ books: [BOOK] });
    await rm(file('trades'));
    await expect(read()).rejects.toThrow(
      `cannot find ${file('trades')} or trades_TEST.csv.gz, which a recording of TEST has`,
    );
  });

  it('names the header it expected', async () => {
    await record({ books: [BOOK] });
    await writeFile(file('prices'), 'time,price\n1,2\n');
    await expect(read()).rejects.toThrow(
      `${file('prices')} begins with \`time,price\` where the header \`${PRICES}\` was expected`,
    );
    await writeFile(file('prices'), '');
    await expect(read()).rejects.toThrow('begins with `nothing` where the header');
  });

  it('says which gzipped file is broken', async () => {
    await record({ books: [BOOK] });
    await rm(file('trades'));
    await writeFile(`${file('trades')}.gz`, gzipSync(`${TRADES}\n`).subarray(0, 15));
    await expect(read()).rejects.toThrow(/^cannot read .*trades_TEST\.csv\.gz: /);
    await expect(read()).rejects.toBeInstanceOf(RecordingError);
  });

  it('is not read further than the consumer goes', async () => {
    await record({ books: [BOOK] });
    for await (const event of readRecording(directory, 'TEST')) {
      expect(event.kind).toBe('bookChanged');
      break;
    }
  });
});

describe('opening a recording', () => {
  it('lists coins with their span', async () => {
    await record({ books: [BOOK, '160.5,2,160000,10.1,5,10.3,6,10.0,7,10.4,8'] });
    expect(await openRecording(directory)).toEqual({
      directory,
      coins: [{ coin: 'TEST', from: 100_000, to: 160_500, durationMs: 60_500, books: 2 }],
    });
  });

  it('refuses a directory without a recording, without books, or that is not there', async () => {
    await expect(openRecording(join(directory, 'no'))).rejects.toThrow(/^cannot open recording/);
    await mkdir(join(directory, 'empty'));
    await expect(openRecording(join(directory, 'empty'))).rejects.toThrow('holds no recording');
    await record({ books: [] });
    await expect(openRecording(directory)).rejects.toThrow('holds no book');
    await rm(file('prices'));
    await expect(openRecording(directory)).rejects.toThrow('cannot find');
  });
});

function file(kind: 'trades' | 'prices' | 'orderbooks'): string {
  return join(directory, `${kind}_TEST.csv`);
}

async function record(rows: {
  readonly books: readonly string[];
  readonly prices?: readonly string[];
  readonly trades?: readonly string[];
}): Promise<void> {
  await writeFile(file('orderbooks'), `${[BOOKS, ...rows.books].join('\n')}\n`);
  await writeFile(file('prices'), `${[PRICES, ...(rows.prices ?? [])].join('\n')}\n`);
  await writeFile(file('trades'), `${[TRADES, ...(rows.trades ?? [])].join('\n')}\n`);
}

async function read(options: RecordingOptions = {}) {
  const problems: RecordingProblem[] = [];
  const events: MarketEvent[] = [];
  const onProblem = (problem: RecordingProblem): void => void problems.push(problem);
  const recording = readRecording(directory, 'TEST', { onProblem, ...options });
  for await (const event of recording) events.push(event);
  return { events, problems, counts: recording.counts() };
}

function shape(book: Extract<MarketEvent, { kind: 'bookChanged' }>): object {
  const side = (levels: typeof book.bids): string[] =>
    levels.map((level) => `${level.size}@${level.price}`);
  return { bids: side(book.bids), asks: side(book.asks) };
}
