/** Alerts to a real server and to real programs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  type Alert,
  Alerter,
  type AlertSink,
  commandSink,
  webhookSink,
} from '../../src/alert/index.js';
import { type ListeningServer, openServer } from './listening-server.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-alert-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const SOURCE = { policy: 'demo', venue: 'embedded venue', runId: '00ff' };
const QUICK = { timeoutMs: 300, retryAfterMs: [10, 20] };
/** A busy machine takes its time to start a program. */
const PATIENT = { ...QUICK, timeoutMs: 20_000 };

function alertOf(text: string, kind: Alert['kind'] = 'alert'): Alert {
  return { kind, at: 1_795_943_181_025, coin: 'HYPE', rule: 'near', from: null, to: null, text };
}

function sinkOf(url: string): AlertSink {
  const sink = webhookSink(url);
  if (sink === null) throw new Error('no URL');
  return sink;
}

const opened: ListeningServer[] = [];
afterEach(() => opened.splice(0).forEach((server) => server.close()));
async function serve(): Promise<ListeningServer> {
  const server = await openServer();
  opened.push(server);
  return server;
}

/** Raises them, waits until all is done, and gives what was said of it. */
async function deliver(
  sink: AlertSink,
  alerts: readonly Alert[],
  timing = QUICK,
): Promise<readonly string[]> {
  const said: string[] = [];
  const alerter = new Alerter({
    sinks: [sink],
    onFailure: (text) => said.push(text),
    timing,
  });
  for (const alert of alerts) alerter.raise(alert, SOURCE);
  await alerter.close(10_000);
  return said;
}

describe('a webhook', () => {
  it('gets each alert as JSON, in order', async () => {
    const server = await serve();
    const said = await deliver(sinkOf(`${server.url}/hook?token=s3cret`), [
      alertOf('a'),
      alertOf('b'),
    ]);
    expect(said).toEqual([]);
    expect(server.posted.map(({ body }) => body['text'])).toEqual(['a', 'b']);
    expect(server.posted[0]).toMatchObject({
      path: '/hook?token=s3cret',
      headers: { 'content-type': 'application/json' },
      body: {
        v: 1,
        kind: 'alert',
        time: '2026-11-29T09:06:21.025Z',
        policy: 'demo',
        venue: 'embedded venue',
        runId: '00ff',
        coin: 'HYPE',
        rule: 'near',
      },
    });
  });

  it('is told a name and password of its address by header', async () => {
    const server = await serve();
    const url = server.url.replace('//', '//desk:p%40ss@');
    expect(await deliver(sinkOf(url), [alertOf('a')])).toEqual([]);
    const pair = Buffer.from('desk:p@ss').toString('base64');
    expect(server.posted[0]?.headers.authorization).toBe(`Basic ${pair}`);
  });

  it.each([500, 503, 429, null])('that answers %s is tried again', async (answer) => {
    const server = await serve();
    server.answers.push(answer);
    expect(await deliver(sinkOf(server.url), [alertOf('a')])).toEqual([]);
    expect(server.posted.length).toBe(2);
  });

  it.each([400, 404, 302])('that answers %i is not', async (answer) => {
    const server = await serve();
    server.answers.push(answer);
    const said = await deliver(sinkOf(`${server.url}/s3cret`), [alertOf('a'), alertOf('b')]);
    expect(server.posted.map(({ path }) => path)).toEqual(['/s3cret', '/s3cret']);
    expect(said).toEqual([
      `alerts: webhook ${server.url} answered with status ${answer}: an alert was lost`,
      `alerts: webhook ${server.url} takes them again`,
    ]);
  });

  it('that is not there is given up after the last try, and its secrets are in no word of it', async () => {
    const server = await serve();
    server.close();
    const url = `${server.url.replace('//', '//desk:pass@')}/s3cret?token=t0ken`;
    const said = await deliver(sinkOf(url), [alertOf('a')]);
    expect(said).toEqual([
      `alerts: webhook ${server.url} cannot be reached (ECONNREFUSED): an alert was lost`,
    ]);
  });

  it('that hangs keeps nobody waiting, and loses what is least when too much piles up', async () => {
    const server = await serve();
    server.answers.push(null);
    const said: string[] = [];
    const sinks = [sinkOf(server.url)];
    const timing = { timeoutMs: 400, retryAfterMs: [] };
    const alerter = new Alerter({ sinks, onFailure: (text) => said.push(text), timing });
    alerter.raise(alertOf('first'), SOURCE);
    await wait(100);
    const began = performance.now();
    for (let count = 0; count < 500; count++) alerter.raise(alertOf(`usual ${count}`), SOURCE);
    alerter.raise(alertOf('the kill', 'halted'), SOURCE);
    expect(performance.now() - began).toBeLessThan(200);
    await alerter.close(20_000);
    const texts = server.posted.map(({ body }) => body['text']);
    expect(texts.slice(0, 2)).toEqual(['first', 'the kill']);
    expect(texts.at(-1)).toBe('usual 499');
    expect(texts.length).toBe(65);
    expect(said.join('\n')).toMatch(/took over 400 ms.*\n.*takes them again, 437 were dropped/u);
  });

  it('that is slow at the end is left after a while, with a word on what was lost', async () => {
    const server = await serve();
    server.answers.push(null, null);
    const said: string[] = [];
    const options = { sinks: [sinkOf(server.url)], onFailure: (text: string) => said.push(text) };
    const alerter = new Alerter({ ...options, timing: { timeoutMs: 500, retryAfterMs: [] } });
    alerter.raise(alertOf('a'), SOURCE);
    alerter.raise(alertOf('b'), SOURCE);
    await alerter.close(50);
    expect(said).toEqual([
      `alerts: webhook ${server.url}: 2 alerts did not get out before the run was over`,
    ]);
    await wait(600);
  });

  it.each(['', 'hooks.example.com', 'ftp://example.com', 'file:///etc/passwd', 'javascript:1'])(
    'is no %j',
    (address) => {
      expect(webhookSink(address)).toBeNull();
    },
  );
});

const node = (script: string, ...args: readonly string[]): AlertSink =>
  commandSink([process.execPath, '-e', script, ...args], {
    PATH: process.env['PATH'],
    DESK: 'desk 1',
    MM_POLICY_AGENT_KEY: 'k3y',
    MM_POLICY_ALERT_WEBHOOK: 'https://example.com/s3cret',
  });

describe('a command', () => {
  it('gets the JSON on its standard input, its arguments as they are, and no secret', async () => {
    const file = join(scratch, 'got');
    const script = `let t = ''; process.stdin.on('data', (c) => t += c).on('end', () =>
      require('fs').writeFileSync(process.argv[1], JSON.stringify(
        { got: JSON.parse(t), args: process.argv.slice(2), env: process.env })))`;
    expect(await deliver(node(script, file, '$HOME; rm x', ''), [alertOf('ü')], PATIENT)).toEqual(
      [],
    );
    const { got, args, env } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, never>;
    expect(got).toMatchObject({ v: 1, kind: 'alert', text: 'ü' });
    expect(args).toEqual(['$HOME; rm x', '']);
    expect(env).toMatchObject({ DESK: 'desk 1' });
    expect(JSON.stringify(env)).not.toMatch(/k3y|s3cret/u);
  });

  it('that fails is tried again, and then told without its arguments', async () => {
    const file = join(scratch, 'tries');
    const sink = commandSink(['sh', '-c', 'printf x >> "$0"; exit 7', file, 't0ken'], process.env);
    const said = await deliver(sink, [alertOf('a')], PATIENT);
    expect(said).toEqual(['alerts: command sh ended with 7: an alert was lost']);
    expect(readFileSync(file, 'utf8')).toBe('xxx');
  });

  it('that hangs is ended with all that it has started', async () => {
    const file = join(scratch, 'beats');
    const script = 'while :; do printf x >> "$0"; sleep 0.02; done & wait';
    const sink = commandSink(['sh', '-c', script, file], process.env);
    await expect(sink.send('{}', 500)).rejects.toThrow('took over 500 ms');
    await wait(50);
    const beats = readFileSync(file, 'utf8').length;
    await wait(200);
    expect(beats).toBeGreaterThan(0);
    expect(readFileSync(file, 'utf8').length).toBe(beats);
  });

  it('that is not there is told, and one that does not read its input is fine', async () => {
    const missing = commandSink([join(scratch, 'nowhere'), 't0ken'], {});
    expect(await deliver(missing, [alertOf('a')])).toEqual([
      'alerts: command nowhere cannot be started (ENOENT): an alert was lost',
    ]);
    expect(
      await deliver(commandSink(['true'], process.env), [alertOf('x'.repeat(200_000))], PATIENT),
    ).toEqual([]);
  });
});
