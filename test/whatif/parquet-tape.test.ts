import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlatMessage } from '../../src/feed/index.js';
import {
  type MarketTape,
  readParquetTape,
  readTape,
  TapeBuilder,
  TapeError,
  writeParquetTape,
} from '../../src/whatif/index.js';
import { loadParquetLibrary } from '../../src/whatif/parquet-library.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const GRID = { tickSize: 0.1, lotSize: 0.001 };

let directory = '';
let path = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquet-'));
  path = join(directory, 'tape.parquet');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const step = fc.record({
  afterUs: fc.nat({ max: 1e6 }),
  restNs: fc.nat({ max: 999 }),
  stampUs: fc.nat({ max: 1e6 }),
  isTrade: fc.boolean(),
  isSnapshot: fc.boolean(),
  levels: fc.array(fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.nat({ max: 1e6 })), {
    minLength: 1,
    maxLength: 6,
  }),
});

function tapeOf(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const builder = new TapeBuilder(GRID);
  const message = new FlatMessage();
  message.receivedUs = 1_723_161_255_000_000;
  for (const { afterUs, restNs, stampUs, isTrade, isSnapshot, levels } of steps) {
    message.kind = isTrade ? 'trade' : 'depth';
    message.receivedUs += 1 + afterUs;
    message.receivedRestNs = restNs;
    message.exchangeUs = 1_723_161_255_000_000 + stampUs;
    message.isSnapshot = isSnapshot;
    message.bidCount = levels.length;
    for (const [index, [tick, lots]] of levels.entries()) {
      message.setLevel(index, tick / 10, lots / 1000);
    }
    builder.add(message);
  }
  return builder.finish();
}

const tapes = fc.array(step, { minLength: 1, maxLength: 30 }).map(tapeOf);

/** What another tool might have written, the columns and then some of them changed. */
function writeRows(changes: object = {}): void {
  const columns = {
    message: { data: [7n, 7n, 8n], type: 'INT64' },
    received_ns: { data: [1_000n, 1_000n, 2_000n], type: 'INT64' },
    exchange_ns: { data: [500n, 500n, 400n], type: 'INT64' },
    kind: { data: ['bid', 'ask', 'bought'], type: 'STRING' },
    price: { data: [10.1, 10.3, 10.3], type: 'DOUBLE' },
    size: { data: [1, 2, 0.5], type: 'DOUBLE' },
    ...changes,
  };
  const columnData = Object.entries(columns).flatMap(([name, column]) =>
    column === null ? [] : [{ name, ...column }],
  );
  parquetWriteFile({ filename: path, columnData: columnData as never });
}

describe('a tape in Parquet', () => {
  it('reads back as the tape that was written', async () => {
    await fc.assert(
      fc.asyncProperty(tapes, async (tape: MarketTape) => {
        await writeParquetTape(path, tape);
        expect(await readParquetTape(path, GRID)).toEqual(tape);
      }),
      { seed: 1, numRuns: 30 },
    );
    expect(await readdir(directory)).toEqual(['tape.parquet']);
  });

  it('is a row a change or trade for any other tool, times since the epoch', async () => {
    const steps = {
      afterUs: 4,
      restNs: 7,
      isSnapshot: false,
      levels: [[101, 5]] as [number, number][],
    };
    await writeParquetTape(path, tapeOf([{ ...steps, stampUs: 2, isTrade: true }]));
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file })).toEqual([
      {
        message: 0,
        received_ns: 1_723_161_255_000_005_007n,
        exchange_ns: 1_723_161_255_000_002_000n,
        kind: 'bought',
        price: 101 * 0.1,
        size: 0.005,
      },
    ]);
  });

  it('is read from other tools, whatever numbers their messages have', async () => {
    writeRows();
    const tape = await readParquetTape(path, GRID);
    expect(tape.originNs).toBe(400n);
    expect([...tape.receivedNs]).toEqual([600, 1600]);
    expect([...tape.exchangeOrder]).toEqual([1, 0]);
    expect([...tape.messageStarts]).toEqual([0, 2, 3]);
    expect([...tape.kinds]).toEqual([0, 1, 2]);
  });

  it.each([
    ['without a column', { size: null }, 'it has no column size'],
    ['with a kind of its own', { kind: { data: ['bid', 'sack', 'ask'] } }, 'of no kind: sack'],
    ['with a price off the tick', { price: { data: [10.1, 10.3, 10.35] } }, 'take a finer tick'],
    ['with a size below 0', { size: { data: [1, -2, 1], type: 'DOUBLE' } }, 'row 1 has no size'],
    ['with times as decimals', { exchange_ns: { data: [1.5, 1.5, 2.5] } }, 'no whole number'],
    [
      'that goes back in time',
      { received_ns: { data: [1_000n, 1_000n, 900n], type: 'INT64' } },
      'times of receipt go back',
    ],
  ])('is refused %s', async (_, changes, reason) => {
    writeRows(changes);
    await expect(readParquetTape(path, GRID)).rejects.toThrow(reason);
    await expect(readParquetTape(path, GRID)).rejects.toThrow(TapeError);
  });

  it('is refused where the file is none, and says which', async () => {
    await writeFile(path, 'this is no Parquet file');
    await expect(readParquetTape(path, GRID)).rejects.toThrow(`cannot read ${path}: `);
    await expect(readParquetTape(join(directory, 'none'), GRID)).rejects.toThrow(TapeError);
    const taken = join(path, 'below');
    await expect(writeParquetTape(taken, tapeOf(fc.sample(step, 1)))).rejects.toThrow(
      `cannot write ${taken}: `,
    );
  });

  it('says what to install where the packages are not there', async () => {
    const failing = loadParquetLibrary(() => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')));
    await expect(failing).rejects.toThrow('npm i hyparquet hyparquet-writer');
  });
});

describe.skipIf(!existsSync(RECORDED))('the shared Binance recording', () => {
  it('is the same tape out of Parquet, over several groups of rows', async () => {
    const options = { ...GRID, cache: null };
    const { tape } = await readTape({ kind: 'binance', path: RECORDED }, options);
    await writeParquetTape(path, tape);
    const again = await readTape({ kind: 'parquet', path }, options);
    for (const column of ['kinds', 'ranks', 'sizes', 'receivedNs', 'exchangeOrder'] as const) {
      expect(Buffer.from(again.tape[column].buffer).equals(Buffer.from(tape[column].buffer))).toBe(
        true,
      );
    }
    expect(again.tape.originNs).toBe(tape.originNs);
    expect(again.counts).toEqual({ messages: 27_865, crossedBooks: 0 });
  }, 30_000);
});
