/** `mm-policy what-if` as a person meets it, on good and bad input. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-what-if-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const DEMO = 'policies/demo.policy';
/** Of the kernel, in /proc. */
const TICKS_A_SECOND = 100;
const SHORT = ['--for', '10s', '--workers', '1'];

interface Told {
  readonly label: string;
  readonly figures: { readonly profit: number; readonly ordersSent: number };
}

function linesOf(out: string): readonly Told[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

/** The built command in a process of its own: with worker threads, and signals. */
function built(args: readonly string[]) {
  const child = spawn(process.execPath, ['dist/cli/mm-policy.js', 'what-if', ...args]);
  const told = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (told.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told.err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, told, ended };
}

/** Waits until a process has worked for so many seconds, however busy the machine is. */
async function busyFor(pid: number, seconds: number): Promise<void> {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return new Promise((resolve) => setTimeout(resolve, 2_000 * seconds));
  await vi.waitFor(() => {
    const [user = '0', system = '0'] = readFileSync(stat, 'utf8').split(' ').slice(13, 15);
    expect((Number(user) + Number(system)) / TICKS_A_SECOND).toBeGreaterThan(seconds);
  }, 30_000);
}

describe('mm-policy what-if', () => {
  it('compares policies in a table that fits 80 columns', async () => {
    const { out, exitCode } = await runMain(['what-if', DEMO, 'policies/prod.policy', ...SHORT]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^A {2}policies\/demo\.policy$/mu);
    expect(out).toMatch(/^B {2}policies\/prod\.policy$/mu);
    expect(out).toMatch(/^profit +[+−]?\$[\d.]+ +[+−]?\$[\d.]+$/mu);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('tries every combination of what is set, a line each where columns run out', async () => {
    const sets = ['--set', 'quote.risk-aversion=0.01,0.2', '--set', 'HYPE.leverage=5,10,3'];
    const { out, exitCode } = await runMain([
      'what-if',
      DEMO,
      '--for',
      '3s',
      '--workers',
      '1',
      ...sets,
    ]);
    expect(exitCode).toBe(0);
    expect(out).toContain('F  policies/demo.policy quote.risk-aversion=0.2 HYPE.leverage=3');
    expect(out).toMatch(/^ +profit +spread +inventory/mu);
  });

  it('keeps trials, and does not play again what is there', async () => {
    const folder = join(scratch, 'kept');
    const args = ['what-if', DEMO, ...SHORT, '--seed', '1,2', '--results', folder, '--json'];
    const first = await runMain(args);
    const [kept = ''] = readdirSync(folder);
    expect(readdirSync(folder)).toHaveLength(2);
    const second = await runMain(args);
    expect(second.out).toBe(first.out);
    expect(second.err).toContain('2 of 2 trials were there already');
    // A file that is cut off is no trial: it is played again.
    const path = join(folder, kept);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 400));
    const third = await runMain(args);
    expect(third.err).toContain('1 of 2 trials were there already');
    expect(third.out).toBe(first.out);
  });

  it('gives the same figures with one worker and with several', async () => {
    const args = [DEMO, '--for', '5s', '--seed', '1,2,3', '--json', '--quiet'];
    const together = built([...args, '--workers', '3']);
    const alone = await runMain(['what-if', ...args, '--workers', '1']);
    expect([alone.exitCode, await together.ended]).toEqual([0, 0]);
    expect(linesOf(together.told.out)).toEqual(linesOf(alone.out));
    expect(linesOf(alone.out)).toHaveLength(3);
  }, 60_000);

  it('tells what was done where it is interrupted, and goes on from there', async () => {
    const folder = join(scratch, 'interrupted');
    const args = [DEMO, '--for', '5s', '--seed', '1,2', '--workers', '1', '--results', folder];
    const longer = [
      DEMO,
      '--for',
      '400h',
      '--workers',
      '2',
      '--results',
      folder,
      '--seed',
      '1,2,3',
    ];
    const endless = built(longer);
    const done = await runMain(['what-if', ...args, '--quiet']);
    expect(done.exitCode).toBe(0);
    await busyFor(endless.child.pid ?? 0, 3);
    endless.child.kill('SIGINT');
    expect(await endless.ended).toBe(130);
    expect(endless.told.err).toContain('interrupted: 0 of 3 trials done');
    expect(endless.told.out).toContain('stopped: interrupted');
    const again = await runMain(['what-if', ...args, '--json']);
    expect([again.exitCode, again.err]).toEqual([0, '2 of 2 trials were there already\n']);
  }, 60_000);

  it('writes a report that loads nothing from anywhere', async () => {
    const file = join(scratch, 'report.html');
    const { err, exitCode } = await runMain(['what-if', DEMO, ...SHORT, '--report', file]);
    expect(exitCode).toBe(0);
    expect(err).toContain(`report ${file}`);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('How near did its triggers come?');
    expect(page.replace(/<script>[\s\S]*?<\/script>/gu, '')).not.toMatch(/\b(?:src|href)=/u);
  });

  it('writes the series of all trials as Parquet', async () => {
    const file = join(scratch, 'series.parquet');
    const { exitCode } = await runMain(['what-if', DEMO, ...SHORT, '--series', file]);
    expect(exitCode).toBe(0);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.at(-1)).toMatchObject({ trial: DEMO, coin: 'HYPE' });
    const times = rows.map((row) => (row['time'] as Date).getTime());
    expect(times[0]).toBe(Date.UTC(2026, 0, 5, 12));
    expect(typeof rows.at(-1)?.['equity']).toBe('number');
  });

  it.each([
    [
      ['--set', 'quot.levels=3'],
      2,
      'policies/demo.policy: the policy has no setting `quot.levels`',
    ],
    [['--set', 'quote.levls=3'], 2, 'did you mean `levels`?'],
    [['--set', 'quote.levels'], 2, '`--set quote.levels` is not understood'],
    [['--set', 'HYPE.leverage=999'], 2, 'note: with HYPE.leverage=999'],
    [['--market', 'nowhere'], 2, 'nowhere'],
    [['--report', 'no/such/folder/r.html'], 2, 'there is no folder `no/such/folder`'],
    [['--seed', 'x'], 2, 'whole number'],
  ])('refuses %j', async (more, code, text) => {
    const { err, exitCode } = await runMain(['what-if', DEMO, ...SHORT, ...more]);
    expect(exitCode).toBe(code);
    expect(err).toContain(text);
  });

  it('refuses a policy with an error, with all that check would say', async () => {
    const file = join(scratch, 'broken.policy');
    writeFileSync(file, 'policy broken\nlimit x order.notional <= 5 BTC\n');
    const { err, exitCode } = await runMain(['what-if', file, ...SHORT]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/error\[P\d+\]/u);
  });
});
