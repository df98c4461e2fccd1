/** A venue that is served by the command, in this process, on a free port. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { signL1Action } from '../../src/hyperliquid/index.js';
import { post } from '../loopback/loopback-fixture.js';
import { runMain } from './captured-io.js';

export interface Started {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly market: string;
  readonly accounts: readonly { address: string; cash: string; agents: readonly string[] }[];
  readonly keyFiles: Readonly<Record<string, string>>;
  readonly control: { readonly url: string; readonly tokenPath: string } | null;
}

export interface ServedVenue {
  readonly started: Started;
  /** Lines of JSON so far. */
  lines(): readonly { readonly type: string; readonly [key: string]: unknown }[];
  info(request: object): Promise<unknown>;
  /** Signed by the agent that the venue made. */
  act(action: object): Promise<unknown>;
  control(request: object, token?: string): Promise<{ status: number; body: unknown }>;
  /** As a supervisor ends it. */
  stop(): Promise<{ exitCode: number; out: string; err: string }>;
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mm-policy-venue-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

let nonces = 0;

export async function serveVenue(keys: string, ...args: readonly string[]): Promise<ServedVenue> {
  let written = '';
  const out = (text: string): void => void (written += text);
  const line = ['venue', '--port', '0', '--json', '--keys', keys, ...args];
  const ended = runMain(line, { out });
  const lines = () =>
    written
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => JSON.parse(each) as { type: string });
  const failed = ended.then(({ err }) => {
    throw new Error(`it did not start: ${err}`);
  });
  await Promise.race([
    vi.waitFor(() => expect(lines()[0]?.type).toBe('started'), { timeout: 10_000 }),
    failed,
  ]);
  failed.catch(() => undefined);
  const started = lines()[0] as unknown as Started;
  const token = (): string => readFileSync(started.control?.tokenPath ?? '', 'utf8').trim();
  return {
    started,
    lines,
    info: async (request) => JSON.parse((await post(`${started.url}/info`, request)).text),
    async act(action) {
      const [agent = ''] = started.accounts[0]?.agents ?? [];
      const privateKey = readFileSync(started.keyFiles[agent] ?? '', 'utf8').trim();
      const request = { action, nonce: Date.now() + ++nonces };
      const signature = signL1Action({ ...request, privateKey, network: 'testnet' });
      const { text } = await post(`${started.url}/exchange`, { ...request, signature });
      return JSON.parse(text);
    },
    async control(request, given) {
      const reply = await fetch(started.control?.url ?? `${started.url}/control`, {
        method: 'POST',
        headers: { authorization: `Bearer ${given ?? token()}` },
        body: JSON.stringify(request),
      });
      const text = await reply.text();
      return { status: reply.status, body: text.startsWith('{') ? JSON.parse(text) : text };
    },
    async stop() {
      process.listeners('SIGTERM').at(-1)?.('SIGTERM');
      return { ...(await ended), out: written };
    },
  };
}
