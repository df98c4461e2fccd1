/** The operator at a running process: what is done, what is refused, what the journal keeps. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/journal/index.js';
import { operatorLines } from '../../src/cli/operator-lines.js';
import { createPaint } from '../../src/cli/paint.js';
import { createCapturedIo, runMain } from './captured-io.js';
import { main } from '../../src/cli/main.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-operator-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const DEMO = readFileSync('policies/demo.policy', 'utf8');
let files = 0;

interface Running {
  readonly journal: string;
  readonly out: () => string;
  readonly ended: Promise<{
    readonly exitCode: number;
    readonly out: string;
    readonly err: string;
  }>;
}

/** A run that quotes by now. */
async function started(
  change: (source: string) => string,
  ...more: readonly string[]
): Promise<Running> {
  const file = join(scratch, `policy-${(files += 1)}.policy`);
  const journal = join(scratch, `journal-${files}`);
  writeFileSync(file, change(DEMO));
  return startedOn(file, journal, /orders +\d+ placed/u, ...more);
}

async function startedOn(
  file: string,
  journal: string,
  sign: RegExp,
  ...more: readonly string[]
): Promise<Running> {
  const io = createCapturedIo();
  const ended = main(['run', file, '--journal', journal, ...more], io).then((exitCode) => ({
    ...io.captured(),
    exitCode,
  }));
  while (!sign.test(io.captured().out)) await wait(20);
  return { journal, out: () => io.captured().out, ended };
}

/** Ends a run as Ctrl-C does. */
async function interrupted({ ended }: Running): Promise<number> {
  process.emit('SIGINT');
  return (await ended).exitCode;
}

async function storyOf(journal: string): Promise<string[]> {
  const story: string[] = [];
  for await (const { record } of readJournal(journal)) {
    if (record?.kind === 'event' && record.event.kind === 'operatorCommanded') {
      story.push(`${record.event.command}: ${record.event.reason}`);
    }
    if (record?.kind === 'decision' && record.decision.kind === 'operatorRefused') {
      story.push(`refused ${record.decision.command}`);
    }
    if (record?.kind === 'decision' && record.decision.kind === 'tradingStateChanged') {
      story.push(record.decision.to);
    }
  }
  return story;
}

const same = (source: string): string => source;

/** With a kill that trips at once. */
const doomed = (source: string): string =>
  source.replace(/^kill +daily-loss .*$/mu, 'kill daily-loss when equity < $2_000');

describe('the operator at a running process', () => {
  it('pauses and resumes it, each with its reason in the journal', async () => {
    const run = await started(same);
    const at = ['--journal', run.journal];
    const paused = await runMain(['pause', 'news at two', ...at]);
    expect(paused).toMatchObject({ exitCode: 0, err: '' });
    expect(paused.out).toMatch(/^✓ demo \(process \d+\): paused, journaled at /u);
    expect(paused.out).toContain("HYPE active → paused by operator.pause; ends: the operator's");
    const status = await runMain(['status', ...at]);
    expect(status.exitCode).toBe(0);
    expect(status.out).toContain('● paused');
    expect(status.out).toContain('quotes 0×0');

    const resumed = await runMain(['resume', ...at]);
    expect(resumed).toMatchObject({ exitCode: 0 });
    expect(resumed.out).toContain('HYPE paused → active');
    const again = await runMain(['resume', ...at, '--json']);
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({
      command: 'resume',
      refused: 'nothing waits for a resume',
      state: 'active',
    });
    expect(await interrupted(run)).toBe(130);
    expect(run.out()).toContain('operator  pause: news at two');
    expect((await storyOf(run.journal)).slice(2)).toEqual([
      'pause: news at two',
      'paused',
      'resume: by hand',
      'active',
      'resume: by hand',
      'refused resume',
    ]);
    expect(await runMain(['replay', run.journal])).toMatchObject({ exitCode: 0 });
  });

  it('kills it: everything is cancelled and the run ends with 3', async () => {
    const run = await started(same);
    const killed = await runMain(['kill', 'smoke', '--journal', run.journal]);
    expect(killed.exitCode).toBe(0);
    expect(killed.out).toContain('then the run ends with exit code 3');
    const { exitCode, out } = await run.ended;
    expect(exitCode).toBe(3);
    expect(out).toContain('none left resting');
    const gone = await runMain(['status', '--journal', run.journal]);
    expect(gone.exitCode).toBe(2);
    expect(gone.err).toContain(`no run writes the journal \`${run.journal}\``);
  });

  it('re-arms one that stays, and only while no kill would trip again', async () => {
    const run = await started(same, '--stay');
    const at = ['--journal', run.journal];
    expect((await runMain(['rearm', 'bored', ...at])).out).toContain('nothing is halted');
    expect((await runMain(['kill', ...at])).out).toContain('rearm REASON');
    const halted = await runMain(['status', ...at]);
    expect(halted.exitCode).toBe(3);
    expect(halted.out).toContain('halted by operator.kill');
    expect((await runMain(['resume', ...at])).out).toContain('only a re-arm ends a kill');
    const rearmed = await runMain(['rearm', 'it was a drill', ...at]);
    expect(rearmed).toMatchObject({ exitCode: 0 });
    expect(rearmed.out).toContain('HYPE halted → active');
    expect(await interrupted(run)).toBe(130);
  });

  it('is refused a re-arm while the condition of a kill is true, and a halted run ends with 3', async () => {
    const file = join(scratch, 'doomed.policy');
    writeFileSync(file, doomed(DEMO));
    const run = await startedOn(file, join(scratch, 'doomed'), /halted by daily-loss/u, '--stay');
    const at = ['--journal', run.journal];
    const refused = await runMain(['rearm', 'please', ...at]);
    expect(refused.exitCode).toBe(1);
    expect(refused.out).toContain('`daily-loss` is still true: equity < $2_000');
    expect(await interrupted(run)).toBe(3);

    const again = await startedOn(file, run.journal, /reconciled with the venue/u, '--stay');
    expect((await runMain(['status', ...at])).exitCode).toBe(3);
    expect(await interrupted(again)).toBe(3);
  });

  it('flattens it, and says that quotes go on', async () => {
    const run = await started(same);
    const flattened = await runMain(['flatten', 'going home', '--journal', run.journal]);
    expect(flattened.exitCode).toBe(0);
    expect(flattened.out).toContain('quotes go on afterwards; `mm-policy pause`');
    await interrupted(run);
    expect(await storyOf(run.journal)).toContain('flatten: going home');
  });

  it('wants a reason for a re-arm', async () => {
    expect(await runMain(['rearm'])).toMatchObject({ exitCode: 2 });
    expect((await runMain(['rearm', ' '])).err).toContain('say why it is safe again');
  });
});

describe('finding the run', () => {
  it('needs no hint where there is one, and lists them where there are several', async () => {
    const first = await started(same);
    const status = await runMain(['status', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({
      policy: 'demo',
      pid: process.pid,
      journal: first.journal,
      state: 'active',
      markets: [{ coin: 'HYPE' }],
    });
    const second = await started(same);
    const unsure = await runMain(['pause']);
    expect({ exitCode: unsure.exitCode, out: unsure.out }).toEqual({ exitCode: 2, out: '' });
    expect(unsure.err).toContain('2 runs are going on; say which one is meant');
    // Told as it is typed from here.
    for (const { journal } of [first, second]) expect(unsure.err).toContain(basename(journal));
    process.emit('SIGINT');
    await Promise.all([first.ended, second.ended]);
  });

  it('says clearly where nothing runs', async () => {
    for (const command of ['status', 'pause', 'resume', 'kill', 'flatten']) {
      const { exitCode, out, err } = await runMain([command]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).toContain('error: no run of this user is going on here');
    }
    const missing = await runMain(['kill', '--socket', join(scratch, 'no.sock')]);
    expect(missing).toMatchObject({ exitCode: 2 });
    expect(missing.err).toContain('there is no socket');
  });

  it('reaches a run on the socket that it was given', async () => {
    const socket = join(mkdtempSync('/tmp/mmc-'), 'own.sock');
    const run = await started(same, '--socket', socket);
    expect(run.out()).toContain(`socket ${socket}`);
    expect(await runMain(['status', '--socket', socket])).toMatchObject({ exitCode: 0 });
    await interrupted(run);
  });

  it('does not start a run whose socket cannot be opened where it was asked for', async () => {
    const file = join(scratch, 'plain.policy');
    writeFileSync(file, DEMO);
    const journal = join(scratch, 'no-socket');
    const { exitCode, err } = await runMain(['run', file, '--journal', journal, '--socket', file]);
    expect(exitCode).toBe(2);
    expect(err).toContain('is there and is no socket');
  });
});

describe('the screen of status', () => {
  it('shows within 80 columns what the run shows, and colours only where they are wanted', async () => {
    const run = await started(same);
    const plain = await runMain(['status', '--journal', run.journal]);
    expect(plain.out).toMatch(/^demo {2}embedded venue {2}● active/u);
    expect(plain.out).toContain('Room   near-liquidation');
    expect(plain.out).toMatch(/^Run {4}process \d+ since 20\d\d-\d\d-\d\d /mu);
    for (const line of plain.out.split('\n').slice(0, -2)) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(plain.out).not.toContain('\u001B');
    const coloured = await runMain(['status', '--journal', run.journal], { useColor: true });
    expect(coloured.out).toContain('\u001B[');
    await interrupted(run);
  });

  it('with --watch goes on until the run ends', async () => {
    const run = await started(same);
    const watching = runMain(['status', '--watch', '--json', '--journal', run.journal]);
    await wait(2_300);
    await interrupted(run);
    const { exitCode, out, err } = await watching;
    expect(out.trimEnd().split('\n').length).toBeGreaterThanOrEqual(3);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: 'the run has ended\n' });
  });
});

describe('two runs on one account', () => {
  it('refuses the second with 4, the process and since when', async () => {
    const address = `  address           0x${'1'.repeat(40)}\n`;
    const withAddress = (source: string): string =>
      source.replace('account {\n', `account {\n${address}`);
    const first = await started(withAddress);
    const file = join(scratch, 'second.policy');
    writeFileSync(file, withAddress(DEMO));
    const { exitCode, out, err } = await runMain(['run', file, '--journal', join(scratch, 'two')]);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(err).toMatch(
      new RegExp(`^error: start refused: account 0x1+ .* process ${process.pid} since 20`, 'u'),
    );
    await interrupted(first);
    const third = await startedOn(file, join(scratch, 'three'), /orders +\d+ placed/u);
    await interrupted(third);
  });
});

describe('the words of an answer', () => {
  it('name what was released even where a part was refused', () => {
    const lines = operatorLines(
      {
        v: 1,
        kind: 'command',
        command: 'resume',
        at: Date.UTC(2026, 10, 2, 12, 4, 31, 207),
        refused: '`error-streak` not before 10m from now',
        changes: [],
        released: ['operator.pause'],
        state: 'paused',
        goesOn: true,
        policy: 'prod',
        pid: 4_242,
      },
      createPaint(false),
    );
    expect(lines).toEqual([
      '✗ prod (process 4242): resume refused: `error-streak` not before 10m from now',
      '  released operator.pause',
    ]);
  });
});
