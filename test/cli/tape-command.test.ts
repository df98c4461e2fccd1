import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syntheticMarket, writeRecording } from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import { runMain } from './captured-io.js';

const START_MS = 1_757_015_216_123;
const GRID = ['--tick', '0.1', '--lot', '0.1'];
const TARDIS = 'exchange,symbol,timestamp,local_timestamp';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tape-command-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function tape(...args: readonly string[]) {
  const env = { MM_POLICY_CACHE: join(directory, 'cache') };
  return runMain(['tape', ...args], { env });
}

async function write(name: string, lines: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

function trade(id: number, stampedMs: number): string {
  const data = { e: 'trade', E: 1, T: stampedMs, s: 'S', t: id, p: '10.2', q: '0.5' };
  const body = { stream: 's', data: { ...data, X: 'MARKET', m: true } };
  return `${BigInt(START_MS) * 1_000_000n} ${JSON.stringify(body)}`;
}

async function writeStream(): Promise<string> {
  const lines = [
    trade(1, START_MS + 20),
    trade(2, START_MS + 30),
    trade(2, START_MS + 30),
    'noise',
  ];
  return write('stream.txt', lines);
}

async function writeMarket(...coins: readonly string[]): Promise<void> {
  for (const coin of coins) {
    const events: MarketEvent[] = [];
    for (const event of syntheticMarket({
      seed: 2,
      startTime: START_MS,
      coin,
      startPrice: 27.11,
    })) {
      if (event.at >= START_MS + 2000) break;
      events.push(event);
    }
    await writeRecording(directory, coin, events);
  }
}

describe('mm-policy tape', () => {
  it('tells what a raw stream holds, what is wrong with it, and where', async () => {
    const path = await writeStream();
    const { exitCode, out, err } = await tape(path, ...GRID);
    expect([exitCode, err]).toEqual([0, '']);
    const lines = out.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      `${path}: raw stream of Binance`,
      '            2  rows at 1 prices',
      '            2  messages on the tape, 0.0 s from 2025-09-04 19:46:56.153Z',
      '            1  no message',
      '            1  seen before',
      '         30.0  ms that the clock of receipt was behind, and was moved by',
    ]);
    expect(lines[6]).toMatch(/^ {2}decoded and kept, \d+\.\d\d s, \d+\.\d M rows\/s$/);
    expect(lines.slice(7)).toEqual([
      `${path}:3: skipped: trade id 2 was seen before`,
      `${path}:4: skipped: not a time of 19 digits (nanoseconds), a space and a JSON object`,
      '',
    ]);
  });

  it('has the tape at once the second time, but for --no-cache', async () => {
    const path = await writeStream();
    await tape(path, ...GRID);
    expect((await tape(path, ...GRID)).out).toContain('taken as it was decoded before');
    expect((await tape(path, ...GRID, '--no-cache')).out).toContain('  decoded, ');
    await writeFile(path, trade(1, START_MS));
    expect((await tape(path, ...GRID)).out).toContain('the files have changed since');
    const { out } = await tape(path, ...GRID, '--json');
    expect(JSON.parse(out)).toMatchObject({
      type: 'tape',
      sources: [path],
      kind: 'binance',
      rows: 1,
      messages: 1,
      prices: 1,
      fromMs: START_MS,
      cache: 'taken',
      counts: { messages: 1, leastDelayNs: 0 },
    });
  });

  it('reads on where the folder of tapes cannot be written, and says so', async () => {
    const path = await writeStream();
    const env = { MM_POLICY_CACHE: join(path, 'below') };
    const { exitCode, err } = await runMain(['tape', path, ...GRID], { env });
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^warning: the tape could not be kept: cannot write /);
  });

  it('knows files of Tardis by how they begin, and asks for the symbol where it must', async () => {
    const stamps = `${START_MS}000,${START_MS}100`;
    const depth = await write('depth.csv', [
      `${TARDIS},is_snapshot,side,price,amount`,
      `x,BTC,${stamps},true,bid,10.1,1`,
      `x,ETH,${stamps},true,bid,20.1,1`,
    ]);
    const trades = await write('trades.csv', [
      `${TARDIS},id,side,price,amount`,
      `x,BTC,${stamps},5,buy,10.2,0.5`,
    ]);
    expect((await tape(depth, trades, ...GRID)).err).toContain('hold BTC and ETH');
    const { out } = await tape(depth, trades, '--symbol', 'BTC', ...GRID, '--json');
    expect(JSON.parse(out)).toMatchObject({ kind: 'tardis', messages: 2, counts: { other: 1 } });
    const mixed = await tape(depth, await writeStream(), ...GRID);
    expect([mixed.exitCode, mixed.err]).toEqual([
      2,
      'error: some files are of Tardis, others are not\n',
    ]);
  });

  it('reads a folder of the coin that is meant', async () => {
    await writeMarket('HYPE');
    const grid = ['--tick', '0.001', '--lot', '0.01'];
    const only = await tape(directory, ...grid, '--json');
    expect(JSON.parse(only.out)).toMatchObject({ kind: 'recording', counts: { crossedBooks: 0 } });
    await writeMarket('SOL');
    expect((await tape(directory, ...grid)).err).toContain('HYPE, SOL: say which with --coin');
    expect((await tape(directory, '--coin', 'SOL', ...grid)).exitCode).toBe(0);
  });

  it('writes the tape as Parquet, and reads it from there', async () => {
    const path = await writeStream();
    const to = join(directory, 'tape.parquet');
    expect((await tape(path, ...GRID, '--to', to)).exitCode).toBe(0);
    const { out } = await tape(to, ...GRID, '--json');
    expect(JSON.parse(out)).toMatchObject({ kind: 'parquet', rows: 2, messages: 2, prices: 1 });
    const failed = await tape(path, ...GRID, '--to', join(path, 'below'));
    expect(failed).toMatchObject({ exitCode: 2, out: '' });
    expect(failed.err).toContain('cannot write');
  });

  it('says what it cannot read, and what of the command line is wrong', async () => {
    const path = await writeStream();
    const failures = [
      [[join(directory, 'none.gz'), ...GRID], 'cannot open'],
      [[directory, ...GRID], 'holds no recording'],
      [[path, path, ...GRID], 'alone'],
      [[await write('empty.txt', []), ...GRID], 'no message'],
      [[path, '--tick', '0.5', '--lot', '1'], 'take a finer tick'],
      [[path, '--tick', '0', '--lot', '1'], 'Write a number above 0'],
      [[path, '--lot', '1'], '--tick'],
    ] as const;
    for (const [args, reason] of failures) {
      const { exitCode, err } = await tape(...args);
      expect(exitCode).toBe(2);
      expect(err.toLowerCase()).toContain(reason.toLowerCase());
    }
  });
});
