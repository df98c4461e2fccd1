/** Trials over a real Redis, played by worker processes, one of which is killed in the middle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMain } from './captured-io.js';

const REDIS = '/usr/bin/redis-server';
const isThere = existsSync(REDIS);
if (!isThere) console.warn(`broker test skipped: no ${REDIS} (apt-get install redis-server)`);

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-broker-'));
const children: ChildProcess[] = [];
let url = '';

beforeAll(async () => {
  if (!isThere) return;
  const port = await freePort();
  url = `redis://127.0.0.1:${port}`;
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', scratch];
  const server = spawn(REDIS, where, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(server);
  await heard(server, 'Ready to accept connections');
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

function heard(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (chunk: Buffer): void => {
      if (chunk.toString().includes(text)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
  });
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, ['dist/cli/mm-policy.js', ...args]);
  children.push(child);
  const told = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (told.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told.err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, told, ended };
}

describe.skipIf(!isThere)('what-if over Redis', () => {
  it('loses nothing and counts nothing twice where a worker is killed in the middle', async () => {
    const trials = ['policies/demo.policy', 'policies/hyrotrader-5k.policy', '--for', '30s'];
    const args = ['what-if', ...trials, '--seed', '1,2', '--json', '--quiet'];
    const alone = await runMain([...args, '--workers', '1']);
    expect(alone.exitCode).toBe(0);
    const [first, second] = [1, 2].map(() => start(['worker', url, '--dead-after', '3s']));
    if (first === undefined || second === undefined) throw new Error('two were started');
    await Promise.all([first, second].map(({ child }) => heard(child, 'worker ready')));
    const together = start([...args, '--workers', url]);
    // It has played one and is in the middle of the next.
    await heard(first.child, 'played');
    await new Promise((resolve) => setTimeout(resolve, 100));
    first.child.kill('SIGKILL');
    expect({ code: await together.ended, said: together.told.err }).toEqual({ code: 0, said: '' });
    expect(together.told.out).toBe(alone.out);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    const played = (first.told.out + second.told.out).match(/^played/gmu) ?? [];
    expect(played).toHaveLength(4);
  }, 120_000);

  it('says what to do where nothing answers', async () => {
    const { err, exitCode } = await runMain(['worker', `redis://127.0.0.1:${await freePort()}`]);
    expect(exitCode).toBe(2);
    expect(err).toContain('the Redis server does not answer');
    const wrong = await runMain(['worker', 'http://somewhere']);
    expect(wrong.err).toContain('redis://HOST:PORT');
  });
});
