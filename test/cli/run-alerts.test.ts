/** What a run tells a real server and a real program while it trades. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openServer } from '../alert/listening-server.js';
import { createCapturedIo, runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-alerts-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const env = (more: Readonly<Record<string, string>>) => ({
  env: { ...createCapturedIo().env, PATH: process.env['PATH'], ...more },
});

describe('mm-policy run --alert-webhook --alert-command', () => {
  it('tells a pause, a kill and the end, and writes the webhook’s secret nowhere', async () => {
    const server = await openServer();
    const file = join(scratch, 'alerts.jsonl');
    const journal = join(scratch, 'journal');
    const run = await runMain(
      [
        'run',
        'policies/demo.policy',
        '--speed',
        'max',
        '--journal',
        journal,
        '--regime',
        'ordinary:15s,outage:60s,ordinary',
        '--for',
        '2m',
        '--alert-command',
        `sh -c 'cat >> "$0"; echo >> "$0"' "${file}"`,
      ],
      env({ MM_POLICY_ALERT_WEBHOOK: `${server.url}/services/s3cret?token=t0ken` }),
    );
    server.close();
    expect(run.exitCode).toBe(3);
    const kinds = server.posted.map(({ body }) => String(body['kind']));
    expect(new Set(kinds)).toEqual(
      new Set(['state-changed', 'rule-tripped', 'halted', 'run-ended']),
    );
    const texts = server.posted.map(({ body }) => String(body['text']));
    expect(texts).toContain('halted by feed-lost; only a re-arm ends it');
    expect(texts).toContain('halted: halted by feed-lost; no orders left');
    expect(server.posted.map(({ body }) => body['policy'])).toEqual(kinds.map(() => 'demo'));
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').sort()).toEqual(
      server.posted.map(({ body }) => JSON.stringify(body)).sort(),
    );
    const written = readdirSync(journal).map((name) => readFileSync(join(journal, name), 'utf8'));
    expect([run.out, run.err, ...written].join('\n')).not.toMatch(/s3cret|t0ken/u);
  }, 60_000);

  it('tells a start that is refused because a kill stands', async () => {
    const server = await openServer();
    const args = ['run', 'policies/demo.policy', '--journal', join(scratch, 'journal')];
    const run = await runMain([...args, '--alert-webhook', server.url]);
    server.close();
    expect(run.exitCode).toBe(3);
    expect(server.posted).toHaveLength(1);
    expect(server.posted[0]?.body).toMatchObject({ kind: 'start-refused', policy: null });
    expect(server.posted[0]?.body['text']).toMatch(/^demo is halted by feed-lost since /u);
  });

  it('goes on trading where nobody takes its alerts, and says so', async () => {
    const server = await openServer();
    server.close();
    const run = await runMain([
      'run',
      'policies/demo.policy',
      '--speed',
      'max',
      '--journal',
      join(scratch, 'other'),
      '--for',
      '20s',
      '--alert-command',
      join(scratch, 'nowhere --key t0ken'),
    ]);
    expect(run.exitCode).toBe(0);
    const said = `${run.out}${run.err}`.replaceAll(/\s+/gu, ' ');
    expect(said).toContain('alerts: command nowhere cannot be started (ENOENT)');
    expect(said).not.toContain('t0ken');
  }, 30_000);

  it.each([
    ['--alert-webhook', 'hooks.example.com/s3cret', 'is no http(s) URL'],
    ['--alert-command', 'notify "s3cret', 'a quote is left open'],
  ])('refuses a wrong %s without repeating it', async (option, value, words) => {
    const run = await runMain(['run', 'policies/demo.policy', option, value]);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain(words);
    expect(run.err).not.toContain('s3cret');
  });

  it('cannot be set by a policy', async () => {
    const file = join(scratch, 'wrong.policy');
    const demo = readFileSync('policies/demo.policy', 'utf8');
    for (const line of ['alert-command  "rm -rf /"', 'alert-webhook  "https://example.com"']) {
      writeFileSync(file, demo.replace('  withdrawals ', `  ${line}\n  withdrawals `));
      expect((await runMain(['check', file])).exitCode).toBe(1);
    }
  });
});
