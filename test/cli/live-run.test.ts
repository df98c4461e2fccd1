/** A policy of Hyperliquid's testnet, against the venue that `mm-policy venue` serves. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCapturedIo, runMain } from './captured-io.js';
import { main } from '../../src/cli/main.js';
import { serveVenue, type ServedVenue, temporaryFolder } from './venue-fixture.js';

const folder = temporaryFolder();
let served: ServedVenue;
let account = '';
let keyFile = '';

/** A start asks much: three in a minute are what the venue answers to one address. */
async function serveAnother(name: string): Promise<void> {
  served = await serveVenue(join(folder.path, name), '--coin', 'HYPE');
  const [first] = served.started.accounts;
  account = first?.address ?? '';
  keyFile = served.started.keyFiles[first?.agents[0] ?? ''] ?? '';
}

afterEach(() => served.stop());
afterAll(() => folder.remove());

/** The shipped policy, of the testnet and this account. */
function livePolicy(name: string, owner = account, network = 'testnet'): string {
  const file = join(folder.path, `${name}.policy`);
  const text = readFileSync('policies/demo.policy', 'utf8')
    .replace('venue embedded', `venue hyperliquid ${network}`)
    .replace('account {\n', `account {\n  address ${owner}\n`);
  writeFileSync(file, text);
  return file;
}

function addressOf(): readonly string[] {
  return ['--url', served.started.url];
}

function run(file: string, journal: string, ...args: readonly string[]) {
  const line = ['run', file, ...addressOf(), '--journal', join(folder.path, journal), ...args];
  return runMain(line);
}

let venues = 0;
beforeEach(() => serveAnother(`keys-${venues++}`), 30_000);

describe('a run on the testnet', () => {
  it('quotes over the network, cancels everything, and keeps its key to itself', async () => {
    const file = livePolicy('live');
    const key = readFileSync(keyFile, 'utf8').trim();
    const { exitCode, out, err } = await run(file, 'day', '--key-file', keyFile, '--for', '4s');
    expect(err).toBe('');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(
      `demo on the hyperliquid testnet at ${served.started.url} `,
    );
    expect(out).toMatch(
      /orders {4}\d+ sent, \d+ cancels, 0 denied, 0 rejected, none left resting/u,
    );
    expect(exitCode).toBe(0);
    const orders = await served.info({ type: 'openOrders', user: account });
    expect(orders).toEqual([]);
    const journal = join(folder.path, 'day');
    const written = readdirSync(journal).map((each) => readFileSync(join(journal, each), 'utf8'));
    const bare = key.replace('0x', '');
    for (const text of [out, ...written]) expect(text.includes(bare)).toBe(false);
    expect(written.join('')).toContain('hyperliquid testnet');

    // It goes on with its journal, and takes the key from the environment as well.
    const env = { ...createCapturedIo().env, MM_POLICY_AGENT_KEY: key };
    const again = createCapturedIo({ env });
    const line = ['run', file, ...addressOf(), '--journal', journal, '--for', '2s'];
    expect([await main(line, again), again.captured().err]).toEqual([0, '']);
    expect(again.captured().out).toContain('recovered from');
  }, 60_000);

  it('is refused with another’s key, with an agent for an account, and with an open key file', async () => {
    const stranger = join(folder.path, 'stranger.key');
    writeFileSync(stranger, 'ab'.repeat(32), { mode: 0o600 });
    const file = livePolicy('live');
    const byStranger = await run(file, 'no', '--key-file', stranger);
    expect(byStranger.exitCode).toBe(4);
    expect(byStranger.err).toContain('which is no API wallet of any account; approve it first');
    const [agent = ''] = served.started.accounts[0]?.agents ?? [];
    const ofAgent = await run(livePolicy('agent', agent), 'no2', '--key-file', keyFile);
    expect(ofAgent.exitCode).toBe(4);
    expect(ofAgent.err).toContain(`is an API wallet, whose own account is empty`);
    expect(ofAgent.err).toContain(account);
    chmodSync(stranger, 0o644);
    const open = await run(file, 'no3', '--key-file', stranger);
    expect(open.exitCode).toBe(4);
    expect(open.err).toContain('is open to others (mode 644): chmod 600 it');
  }, 60_000);

  it('sends nothing that is signed for mainnet anywhere else', async () => {
    const file = livePolicy('main', account, 'mainnet');
    const { exitCode, err } = await run(file, 'no4', '--key-file', keyFile);
    expect(exitCode).toBe(2);
    expect(err).toContain('what is signed for mainnet goes to mainnet alone');
  });

  it('plays no market of ours', async () => {
    const file = livePolicy('live');
    const { exitCode, err } = await run(file, 'no5', '--key-file', keyFile, '--speed', '20');
    expect(exitCode).toBe(2);
    expect(err).toContain('--speed is for the embedded venue');
    const embedded = await runMain(['run', 'policies/demo.policy', '--key-file', keyFile]);
    expect(embedded).toMatchObject({ exitCode: 2 });
    expect(embedded.err).toContain('--key-file is for Hyperliquid');
    expect(err).toContain('add --paper to play it without money');
  });

  it('ends with 2 where nobody answers', async () => {
    const line = ['run', livePolicy('live'), '--url', 'http://127.0.0.1:9', '--key-file', keyFile];
    const { exitCode, err } = await runMain([...line, '--journal', join(folder.path, 'no6')]);
    expect(exitCode).toBe(2);
    expect(err).toContain('ECONNREFUSED');
  });
});

describe('a paper run', () => {
  it('trades on the live market without a key, on the embedded venue', async () => {
    const file = livePolicy('paper');
    const before = await served.info({ type: 'clearinghouseState', user: account });
    const { exitCode, out, err } = await run(file, 'paper', '--paper', '--for', '3s');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`live market data of ${served.started.url}`);
    expect(out).toMatch(/orders {4}[1-9]\d* sent/u);
    const after = await served.info({ type: 'clearinghouseState', user: account });
    expect(Object.keys(after as object)).toEqual(Object.keys(before as object));
    expect(await served.info({ type: 'openOrders', user: account })).toEqual([]);
  }, 60_000);
});

function plain(text: string): string {
  return text
    .replaceAll(account, `0x${'a'.repeat(40)}`)
    .replaceAll(served.started.accounts[0]?.agents[0] ?? '?', `0x${'b'.repeat(40)}`)
    .replaceAll(/127\.0\.0\.1:\d+/gu, '127.0.0.1:3001');
}

describe('the doctor', () => {
  it('says of each point that a run would start', async () => {
    const file = livePolicy('live');
    const line = ['doctor', file, ...addressOf(), '--key-file', keyFile];
    const { exitCode, out, err } = await runMain(line);
    expect([exitCode, err]).toEqual([0, '']);
    await expect(plain(out)).toMatchFileSnapshot('../golden/cli/doctor.txt');
  }, 30_000);

  it('says as JSON what a run would be refused for, and ends with 4', async () => {
    const stranger = join(folder.path, 'stranger2.key');
    writeFileSync(stranger, 'ab'.repeat(32), { mode: 0o600 });
    const line = ['doctor', livePolicy('live'), ...addressOf(), '--key-file', stranger, '--json'];
    const { exitCode, out } = await runMain(line);
    expect(exitCode).toBe(4);
    const told = JSON.parse(out) as {
      starts: boolean;
      checks: { outcome: string; name: string }[];
    };
    expect(told.starts).toBe(false);
    const refused = told.checks.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ name }) => name)).toEqual(['agent']);
  }, 30_000);
});
