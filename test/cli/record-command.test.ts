import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseVenue } from '../../src/cli/record-options.js';
import { openRecording, readRecording, type RecordingProblem } from '../../src/feed/index.js';
import { decodeServerFrame } from '../../src/hyperliquid/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import {
  bookOf,
  contextOf,
  openTestVenue,
  TestSocket,
  type TestVenue,
  tradeOf,
} from '../loopback/loopback-fixture.js';
import { runMain } from './captured-io.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist', 'cli', 'mm-policy.js');
const STREAMS = ['l2Book', 'bbo', 'trades', 'activeAssetCtx'];

let test: TestVenue;
let directory = '';
let out = '';

beforeEach(async () => {
  test = await openTestVenue();
  directory = await mkdtemp(join(tmpdir(), 'record-'));
  out = join(directory, 'recording');
});

afterEach(async () => {
  await test.close();
  await rm(directory, { recursive: true });
});

/** Begins to record, until `stop`. */
function record(...args: readonly string[]) {
  let told = '';
  const err = (text: string): void => {
    told += text;
  };
  const venue = args.includes('--venue') ? [] : ['--venue', test.venue.url];
  const line = ['record', '--market', 'HYPE', '--out', out, ...venue, ...args];
  const ended = runMain(line, { err }).then((result) => ({ ...result, err: told }));
  /** Waits until it has told so; generous, so that a busy machine is no failure. */
  const tells = (text: string): Promise<void> =>
    vi.waitFor(() => expect(told).toContain(text), 10_000);
  return { ended, tells, isOn: () => tells('Ctrl-C ends it') };
}

/** As a supervisor does, but in this process: the listener that came last is the recording's. */
function stop(): void {
  process.listeners('SIGTERM').at(-1)?.('SIGTERM');
}

/** Moves the market about for some seconds of its time, a little after each other on the wire. */
async function play(seconds: number): Promise<void> {
  for (let step = 0; step < 5 * seconds; step += 1) {
    test.clock.advance(200);
    const at = test.clock.nowMs();
    const bid = 26.9 + ((step * 7) % 20) / 100;
    await test.play(bookOf(at, bid.toFixed(2), (bid + 0.02).toFixed(2)));
    await test.play(tradeOf(at, step % 2 === 0 ? 'buy' : 'sell', bid.toFixed(2), 1 + step));
    if (step % 5 === 0) await test.play(contextOf(at, (bid + 0.01).toFixed(2)));
  }
}

async function read(): Promise<{ events: MarketEvent[]; problems: RecordingProblem[] }> {
  const events: MarketEvent[] = [];
  const problems: RecordingProblem[] = [];
  const onProblem = (problem: RecordingProblem): void => void problems.push(problem);
  for await (const event of readRecording(out, 'HYPE', { onProblem })) events.push(event);
  return { events, problems };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until so many trades are in the file; what the venue sent before them is, too. */
async function heard(trades: number, format = 'csv'): Promise<void> {
  const file = {
    csv: 'trades_HYPE.csv',
    jsonl: 'events_HYPE.jsonl',
    parquet: 'events_HYPE.open.jsonl',
  }[format];
  await vi.waitFor(() => {
    const lines = readFileSync(join(out, file ?? ''), 'utf8').split('\n');
    // The header or other kinds, and nothing after the last line's end.
    const told = lines.filter((line) => (format === 'csv' ? line : line.includes('"trade"')));
    expect(told).toHaveLength(format === 'csv' ? trades + 1 : trades);
  }, 10_000);
}

/** What a client hears, but for the time of receipt. */
function storyOf(events: readonly MarketEvent[]): string[] {
  return events.map((event) => JSON.stringify({ ...event, at: 0 }));
}

function eventsOfFrame(text: string): MarketEvent[] {
  const frame = decodeServerFrame(text, { user: '', nowMs: 0 });
  if (frame.kind !== 'events') return [];
  return frame.events.flatMap((event) => (event.kind === 'market' ? [event.event] : []));
}

describe('mm-policy record', () => {
  it('keeps what another client of the venue hears, and it reads back the same', async () => {
    const { isOn, ended } = record('--json');
    await isOn();
    const socket = await TestSocket.open(test.venue.webSocketUrl);
    for (const type of STREAMS) await socket.subscribe({ type, coin: 'HYPE' });
    await play(20);
    await socket.settle();
    await heard(100);
    stop();
    const { exitCode, out: summary } = await ended;
    socket.close();
    expect(exitCode).toBe(0);
    const story = storyOf(socket.texts.flatMap((text) => eventsOfFrame(text)));
    const { events, problems } = await read();
    expect(problems).toEqual([]);
    expect(story.length).toBeGreaterThan(150);
    // The other client came a moment later and was given the standing book and mark then.
    expect(storyOf(events).slice(-story.length + 4)).toEqual(story.slice(4));
    const count = (kind: MarketEvent['kind']): number =>
      events.filter((event) => event.kind === kind).length;
    expect(JSON.parse(summary)).toMatchObject({
      type: 'recorded',
      venue: test.venue.url,
      directory: out,
      ending: 'SIGTERM',
      connectionsLost: 0,
      markets: [
        {
          coin: 'HYPE',
          books: count('bookChanged'),
          tops: count('topChanged'),
          trades: count('tradePrinted'),
          contexts: count('contextChanged'),
        },
      ],
    });
    expect((await openRecording(out)).coins).toMatchObject([{ coin: 'HYPE' }]);
    expect(readdirSync(out).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('goes on with a recording, without the row that a crash cut off', async () => {
    const first = record();
    await first.isOn();
    await play(2);
    await heard(10);
    stop();
    expect((await first.ended).exitCode).toBe(0);
    const before = (await read()).events;
    appendFileSync(join(out, 'trades_HYPE.csv'), '1757000');
    const second = record();
    await second.isOn();
    await play(2);
    await heard(20);
    stop();
    const { err, out: text } = await second.ended;
    expect(err).toContain('note: took away 7 bytes of torn rows of HYPE');
    expect(text).toMatch(/^HYPE {2}\d+ books, \d+ tops, \d+ trades, \d+ marks, 0\.0 MB in /);
    const { events, problems } = await read();
    expect(problems).toEqual([]);
    expect(storyOf(events).slice(0, before.length)).toEqual(storyOf(before));
    expect(events.length).toBeGreaterThan(before.length + 10);
  });

  it('comes back after a loss of the connection, and tells it', async () => {
    const { isOn, ended, tells } = record('--json');
    await isOn();
    await play(1);
    await heard(5);
    test.venue.dropConnections();
    await tells('the connection is back');
    await play(1);
    await heard(10);
    stop();
    const { err, out: summary } = await ended;
    expect(err).toMatch(/warning: the connection was lost: .*\nthe connection is back\n/);
    expect(JSON.parse(summary)).toMatchObject({ connectionsLost: 1 });
    const trades = (await read()).events.filter(({ kind }) => kind === 'tradePrinted');
    expect(trades.length).toBe(10);
  });

  it('does not begin where it cannot, and says why', async () => {
    const unlisted = await runMain(['record', '--market', 'HYPEE', '--venue', test.venue.url]);
    expect(unlisted).toMatchObject({ exitCode: 2, out: '' });
    expect(unlisted.err).toContain('lists no market `HYPEE`; did you mean `HYPE`?');
    const nobody = await record('--venue', 'http://127.0.0.1:9').ended;
    expect(nobody).toMatchObject({ exitCode: 2 });
    expect(nobody.err).toMatch(/^error: meta: /);
    mkdirSync(out);
    writeFileSync(join(out, 'prices_HYPE.csv'), 'something else\n');
    const other = await record().ended;
    expect(other.exitCode).toBe(2);
    expect(other.err).toContain('prices_HYPE.csv is not of this format');
    const noMarket = await runMain(['record']);
    expect(noMarket).toMatchObject({ exitCode: 2 });
  });

  it('leaves a recording alone that another process is at', async () => {
    const first = record('--for', '700ms');
    await first.isOn();
    const second = await record().ended;
    expect(second.exitCode).toBe(2);
    expect(second.err).toContain(`process ${process.pid} records HYPE in ${out} already`);
    expect(await first.ended).toMatchObject({ exitCode: 0, out: expect.stringContaining(out) });
  });

  it.each([
    ['SIGINT', 130, 'csv'],
    ['SIGTERM', 0, 'jsonl'],
    ['SIGINT', 130, 'parquet'],
  ] as const)(
    'keeps all rows whole on %s and ends with %i, as %s',
    async (signal, code, format) => {
      const where = ['--venue', test.venue.url, '--out', out, '--format', format];
      const line = ['record', '--market', 'HYPE', '--json', ...where];
      const run = spawn(process.execPath, [BIN, ...line], { cwd: directory });
      let text = '';
      const tellThenKill = async (): Promise<void> => {
        await play(1);
        await heard(5, format);
        run.kill(signal);
      };
      run.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      run.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Ctrl-C')) void tellThenKill();
      });
      const ended = await new Promise((resolve) => {
        run.on('close', resolve);
      });
      expect(ended).toBe(code);
      expect(JSON.parse(text)).toMatchObject({ ending: signal, markets: [{ trades: 5 }] });
      const { events, problems } = await read();
      expect(problems).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'tradePrinted')).toHaveLength(5);
      const names = {
        csv: ['contexts_HYPE.csv', 'orderbooks_HYPE.csv', 'prices_HYPE.csv', 'trades_HYPE.csv'],
        jsonl: ['events_HYPE.jsonl'],
        parquet: [expect.stringMatching(/^events_HYPE-\d{12}\.parquet$/u)],
      }[format];
      expect(readdirSync(out).toSorted()).toEqual(names);
      const demo = join(ROOT, 'policies', 'demo.policy');
      const played = await runMain(['what-if', demo, '--market', out, '--workers', '1', '--json']);
      expect(played.exitCode).toBe(0);
      expect(JSON.parse(played.out)).toMatchObject({ outcome: { reason: 'the market ended' } });
    },
  );

  it('refuses a format that it does not know, and another one than what is there', async () => {
    const unknown = await runMain(['record', '--market', 'HYPE', '--format', 'xml']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.err).toContain('csv, jsonl, parquet');
    mkdirSync(out);
    writeFileSync(join(out, 'events_HYPE.jsonl'), '');
    const other = await record('--format', 'parquet').ended;
    expect(other.exitCode).toBe(2);
    expect(other.err).toContain('holds a recording of HYPE as jsonl');
  });

  it('records a run on the embedded venue, which does not wait for it', async () => {
    const port = await freePort();
    const policy = join(ROOT, 'policies', 'demo.policy');
    const journal = join(directory, 'journal');
    const line = ['run', policy, '--port', String(port), '--journal', journal, '--quiet'];
    const running = runMain([...line, '--speed', '20', '--for', '40s']);
    // The port is open a moment before the run begins.
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), 10_000);
    const { exitCode } = await record('--venue', `http://127.0.0.1:${port}`, '--for', '1s').ended;
    expect(exitCode).toBe(0);
    // Each frame that it waited for would cost it five seconds, far beyond this test's time.
    expect((await running).exitCode).toBe(0);
    const { events, problems } = await read();
    expect(problems).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'topChanged').length).toBeGreaterThan(5);
  }, 40_000);

  it('knows the networks by name and any other venue by its address', () => {
    expect(parseVenue('testnet')).toEqual({
      name: 'hyperliquid testnet',
      baseUrl: 'https://api.hyperliquid-testnet.xyz',
      webSocketUrl: 'wss://api.hyperliquid-testnet.xyz/ws',
    });
    expect(parseVenue('http://127.0.0.1:3001/')).toEqual({
      name: 'http://127.0.0.1:3001',
      baseUrl: 'http://127.0.0.1:3001',
      webSocketUrl: 'ws://127.0.0.1:3001/ws',
    });
    expect(() => parseVenue('binance')).toThrow(/mainnet, testnet, or an address/);
  });
});
