/** Goal: the venue as a command: it starts, says how to be used, is used, and ends cleanly. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FAULT_TEXTS } from '../../src/cli/faults-option.js';
import { writeRecording } from '../../src/feed/index.js';
import { AgentKey } from '../../src/hyperliquid/index.js';
import { FAULT_NAMES, FAULTS, parseFaults } from '../../src/loopback/index.js';
import { bookOf, contextOf, TestSocket, tradeOf } from '../loopback/loopback-fixture.js';
import { runMain } from './captured-io.js';
import { serveVenue, type ServedVenue, temporaryFolder } from './venue-fixture.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist', 'cli', 'mm-policy.js');

let folder = temporaryFolder();
let keys = '';
let venue: ServedVenue | null = null;
beforeEach(() => {
  folder = temporaryFolder();
  keys = join(folder.path, 'keys');
});
afterEach(async () => {
  await venue?.stop();
  venue = null;
  folder.remove();
});

async function serve(...args: readonly string[]): Promise<ServedVenue> {
  venue = await serveVenue(keys, ...args);
  return venue;
}

const bid = (px: string, more: object = {}) => ({
  type: 'order',
  orders: [{ a: 3, b: true, p: px, s: '1', r: false, t: { limit: { tif: 'Gtc' } }, ...more }],
  grouping: 'na',
});

describe('mm-policy venue', () => {
  it('takes orders of the agent that it made, over HTTP, and tells of them over WebSocket', async () => {
    const { started, act, info } = await serve('--seed', '7');
    const [{ address: user } = { address: '' }] = started.accounts;
    expect(started).toMatchObject({
      market: 'synthetic HYPE, seed 7',
      accounts: [{ cash: '10000' }],
    });
    const socket = await TestSocket.open(started.webSocketUrl);
    await socket.subscribe({ type: 'orderUpdates', user });
    expect(socket.texts[0]).toBe('Websocket connection established.');
    expect(await act(bid('20'))).toMatchObject({
      response: { data: { statuses: [{ resting: { oid: 1 } }] } },
    });
    await socket.until(() => socket.dataOf('orderUpdates').length > 0);
    expect(await info({ type: 'openOrders', user })).toMatchObject([{ oid: 1, limitPx: '20' }]);
    socket.close();
  });

  it('is traded on by a run of a policy, with the agent that it made', async () => {
    const { started } = await serve('--schedule-volume', '0');
    const [{ address, agents } = { address: '', agents: [''] }] = started.accounts;
    const demo = readFileSync(join(ROOT, 'policies', 'demo.policy'), 'utf8');
    const policy = join(folder.path, 'live.policy');
    const live = demo
      .replace('venue embedded', 'venue hyperliquid testnet')
      .replace('account {', `account {\n  address ${address}`)
      .replace(/initial-balance .*/u, 'initial-balance $$10_000');
    writeFileSync(policy, live);
    const key = started.keyFiles[agents[0] ?? ''] ?? '';
    const journal = join(folder.path, 'journal');
    const line = ['run', policy, '--url', started.url, '--key-file', key, '--for', '2s'];
    const { exitCode, out, err } = await runMain([...line, '--json', '--journal', journal]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('"submitOrder"');
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ ordersLeft: 0 });
  }, 60_000);

  it('ends at a signal with a summary, frees the port and takes the token away', async () => {
    const { started, stop } = await serve();
    const { tokenPath = '' } = started.control ?? {};
    expect(existsSync(tokenPath)).toBe(true);
    const { exitCode, out } = await stop();
    expect(exitCode).toBe(0);
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'stopped',
      ending: 'SIGTERM',
      accounts: [{ equity: '10000', fills: 0, openOrders: 0 }],
      faults: {},
    });
    expect(existsSync(tokenPath)).toBe(false);
    await expect(fetch(started.url)).rejects.toThrow('fetch failed');
  });

  it('keeps its keys, for its owner alone, and has the same accounts the next time', async () => {
    const first = await serve();
    for (const path of [
      ...Object.values(first.started.keyFiles),
      first.started.control?.tokenPath ?? '',
    ]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    const { out, err } = await first.stop();
    for (const path of Object.values(first.started.keyFiles)) {
      const key = readFileSync(path, 'utf8').trim();
      expect(out + err).not.toContain(key.slice(2));
      expect(first.started.keyFiles[AgentKey.parse(key).address]).toBe(path);
    }
    const second = await serve();
    expect(second.started.accounts).toEqual(first.started.accounts);
    await second.stop();
    chmodSync(join(keys, 'agent.key'), 0o640);
    const { exitCode, err: refusal } = await runMain(['venue', '--port', '0', '--keys', keys]);
    expect(exitCode).toBe(2);
    expect(refusal).toContain('is open to others (mode 640): chmod 600 it');
  });

  it('knows the accounts and agents that it is told, and makes no key then', async () => {
    const [one, two, agent] = ['1', '2', '3'].map((digit) => `0x${digit.repeat(40)}`);
    const { started, info } = await serve(
      '--balance',
      '2000',
      '--account',
      `${one}`,
      '--account',
      `${two}=500`,
      '--agent',
      `${agent}=${two}`,
    );
    expect(started.accounts).toEqual([
      { address: one, cash: '2000', agents: [] },
      { address: two, cash: '500', agents: [agent] },
    ]);
    expect(existsSync(join(keys, 'agent.key'))).toBe(false);
    expect(await info({ type: 'userRole', user: agent })).toEqual({
      role: 'agent',
      data: { user: two },
    });
  });

  it('plays a recording as if it were now, and stands still when it is over', async () => {
    const at = 1_700_000_000_000;
    const events = [
      contextOf(at, '27'),
      bookOf(at, '26.99', '27.01'),
      tradeOf(at + 200, 'buy', '27.01', 1),
      bookOf(at + 300, '26.95', '27.05'),
    ];
    const recording = join(folder.path, 'recording');
    await writeRecording(recording, 'HYPE', events);
    const { info, lines } = await serve('--market', recording);
    await vi.waitFor(() => expect(lines().at(-1)).toMatchObject({ type: 'marketEnded' }), 5_000);
    const book = (await info({ type: 'l2Book', coin: 'HYPE' })) as { time: number };
    expect(book).toMatchObject({
      levels: [
        [{ px: '26.95' }, {}],
        [{ px: '27.05' }, {}],
      ],
    });
    expect(Math.abs(book.time - Date.now())).toBeLessThan(10_000);
  });

  it('tells of the faults that it was asked for, by the same seed the same', async () => {
    const { act, lines } = await serve('--faults', 'partial-batch=50%', '--seed', '3');
    const many = { ...bid('20'), orders: Array.from({ length: 8 }, () => bid('20').orders[0]) };
    const first = await act(many);
    const refused = lines().filter(({ type }) => type === 'fault');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ name: 'partial-batch', what: 'an order is refused' });
    await venue?.stop();
    const again = await serve('--faults', 'partial-batch=50%', '--seed', '3');
    expect(await again.act(many)).toEqual(first);
  });

  it('holds bots to the limits of requests, unless it is told not to', async () => {
    const { started, info } = await serve();
    const ask = () => info({ type: 'meta' }).catch(() => 'turned away');
    for (let count = 0; count < 60; count += 1) await ask();
    expect(await ask()).toBe('turned away');
    expect(await fetch(`${started.url}/info`, { method: 'POST', body: '{}' })).toMatchObject({
      status: 429,
    });
    await venue?.stop();
    const free = await serve('--no-limits');
    for (let count = 0; count < 61; count += 1) await free.info({ type: 'meta' });
  });
});

describe('what mm-policy venue says to people', () => {
  it('is where it is, who may trade, and how a bot gets there', async () => {
    let out = '';
    const line = ['venue', '--port', '0', '--keys', keys, '--for', '300ms'];
    const { exitCode } = await runMain(line, { out: (text) => void (out += text) });
    expect(exitCode).toBe(0);
    const steady = out
      .replaceAll(keys, 'KEYS')
      .replaceAll(/0x[0-9a-f]{40}/gu, '0xADDRESS')
      .replaceAll(/(127\.0\.0\.1:|control-)\d+/gu, '$1PORT');
    await expect(steady).toMatchFileSnapshot('../golden/cli/venue-start.txt');
  });

  it.each([
    [['--faults', 'crsh'], 'error: --faults: there is no fault `crsh`; did you mean `crash`?\n'],
    [['--account', '0x12'], 'Write 0x and 40 hex digits, or 0x…=5000'],
    [['--agent', `0x${'1'.repeat(40)}=0x2`], 'Write 0x and 40 hex digits, or 0x…=0x…'],
    [['--coin', 'DOGE'], 'the venue lists no market `DOGE`, but BTC, ETH, SOL, HYPE, WLFI'],
    [['--manual', '--market', 'x'], '--manual'],
    [['--market', '/nowhere'], 'cannot open recording /nowhere'],
  ])('is what is wrong with %j, and exit code 2', async (args, words) => {
    const line = ['venue', '--port', '0', '--keys', keys, '--for', '1ms', ...args];
    const { exitCode, err } = await runMain(line);
    expect(exitCode).toBe(2);
    expect(err.toLowerCase()).toContain(words.toLowerCase());
  });

  it('is that an agent has no account', async () => {
    const [account, stranger] = [`0x${'1'.repeat(40)}`, `0x${'2'.repeat(40)}`];
    const line = ['venue', '--account', account, '--agent', `0x${'3'.repeat(40)}=${stranger}`];
    const { exitCode, err } = await runMain([...line, '--port', '0', '--keys', keys]);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: `error: no account ${stranger} for the agent 0x${'3'.repeat(40)}\nhelp: add --account ${stranger}\n`,
    });
  });

  it('is a way out where the port is in use', async () => {
    const { started } = await serve();
    const port = new URL(started.url).port;
    const other = temporaryFolder();
    const { exitCode, err } = await runMain(['venue', '--port', port, '--keys', other.path]);
    other.remove();
    expect(exitCode).toBe(2);
    expect(err).toBe(
      `error: port ${port} is in use: choose another one, or 0 for any that is free\n` +
        `help: --port 0 takes any free one; who has ${port}: lsof -i :${port}\n`,
    );
  });

  it('is in its help what the faults are by default', () => {
    expect(Object.keys(FAULT_TEXTS)).toEqual(FAULT_NAMES);
    for (const name of FAULT_NAMES) {
      const [usual] = FAULT_TEXTS[name];
      expect(parseFaults(`${name}=${usual}`)).toEqual(parseFaults(name));
      expect(FAULTS[name]).toBeDefined();
    }
  });

  it('fits in eighty columns', async () => {
    const { out } = await runMain(['venue', '--help']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out).toContain('--faults <spec>');
  });
});

describe('the venue as a process', () => {
  it('ends at Ctrl-C with 130 and a last word', async () => {
    const run = spawn(process.execPath, [BIN, 'venue', '--port', '0', '--json', '--keys', keys]);
    let out = '';
    run.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('"started"') && !run.killed) run.kill('SIGINT');
    });
    const [code] = (await once(run, 'close')) as [number];
    expect(code).toBe(130);
    expect(out.trimEnd().split('\n').at(-1)).toContain('"ending":"SIGINT"');
  });
});
