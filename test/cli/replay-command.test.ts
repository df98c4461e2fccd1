import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createReplay } from '../../src/cli/replay-command.js';
import type { Engine } from '../../src/engine/index.js';
import type { RunHeader } from '../../src/journal/index.js';
import {
  bodiesOfRun,
  run,
  SAMPLE_EVENTS,
  smallEngine,
  type SmallState,
  temporaryDirectory,
  textsOf,
  withLast,
} from '../journal/sample-journal.js';
import { createCapturedIo, runMain } from './captured-io.js';

const SAMPLE = bodiesOfRun(SAMPLE_EVENTS).bodies;
const FILE = 'audit-2026-11-20.jsonl';

function journalOf(texts: readonly string[], end = '\n'): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, FILE), texts.join('\n') + end);
  return directory;
}

/** The command with the small engine, as the program would run it. */
async function replay(
  args: readonly string[],
  engineFor: (header: RunHeader) => Engine<SmallState> = smallEngine,
) {
  const io = createCapturedIo();
  const program = new Command();
  createReplay(engineFor)(program, io);
  await program.parseAsync(['replay', ...args], { from: 'user' });
  return io.captured();
}

function stricter(header: RunHeader): Engine<SmallState> {
  return smallEngine({ ...header, policy: { ...header.policy, source: 'limit 6' } });
}

describe('replay', () => {
  it('says that all decisions are identical', async () => {
    expect(await replay([journalOf(textsOf(SAMPLE))])).toEqual({
      exitCode: 0,
      out: '✓ identical: 8 decisions on 6 events in 1 run, derived again byte for byte\n',
      err: '',
    });
  });

  it('says where the engine decides otherwise, with both sides and the versions', async () => {
    const directory = journalOf(textsOf(SAMPLE));
    const { exitCode, out } = await replay([directory], stricter);
    expect(exitCode).toBe(1);
    expect(out).toContain(`✗ different in 1 place, first at ${join(directory, FILE)}:6\n`);
    expect(out).toContain('  record 6, on the event of record 5\n  journal  no decision\n');
    expect(out).toMatch(/ {2}derived {2}\{"kind":"tradingStateChanged",.*"to":"halted"/);
    expect(out).toContain('written by mm-policy 0.1.0 on Node 24.0.0, replayed by mm-policy');
  });

  it('names the fields in which two decisions part', async () => {
    const texts = textsOf(
      SAMPLE.map((body) => {
        if (body.kind !== 'decision' || body.decision.kind !== 'cancelOrder') return body;
        return { kind: 'decision', decision: { ...body.decision, orderId: 8, reason: 'why not' } };
      }),
    );
    const { exitCode, out } = await replay([journalOf(texts)]);
    expect(exitCode).toBe(1);
    expect(out).toContain('they part in `orderId`, `reason`\n');
  });

  it('tells of decisions that a crash kept from being written, and is content', async () => {
    const { bodies } = bodiesOfRun(SAMPLE_EVENTS, { ended: false });
    const { exitCode, out } = await replay([journalOf(textsOf(bodies.slice(0, 3)))]);
    expect(exitCode).toBe(0);
    expect(out).toContain('✓ identical: 1 decision on 1 event in 1 run');
    expect(out).toContain(
      '  1 decision more that a crash kept from being written, so never sent\n',
    );
  });

  it('tells of a last line cut off, and is content', async () => {
    const texts = textsOf(SAMPLE);
    const directory = journalOf(withLast(texts, (texts.at(-1) ?? '').slice(0, 70)), '');
    const { exitCode, out } = await replay([directory]);
    expect(exitCode).toBe(0);
    expect(out).toContain(`${FILE}:16: the last line is cut off, as a crash while writing`);
  });

  it('exits with 1 where the chain is broken', async () => {
    const texts = textsOf(SAMPLE);
    const altered = texts.with(5, (texts[5] ?? '').replace('27.2', '27.3'));
    const { exitCode, out } = await replay([journalOf(altered)]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/✗ the journal is broken: .*:6: altered/);
    expect(out).toContain('`mm-policy audit verify` lists all troubles');
  });

  it('prints the same facts as JSON', async () => {
    const directory = journalOf(textsOf(SAMPLE));
    const whole = await replay([directory, '--json']);
    expect(whole.exitCode).toBe(0);
    expect(JSON.parse(whole.out)).toMatchObject({
      identical: true,
      events: 6,
      decisions: 8,
      lastRun: { runId: '00000000000000a1', policy: 'policies/small.policy' },
    });
    expect(JSON.parse(whole.out)).not.toHaveProperty('finalState');
    const other = await replay([directory, '--json'], stricter);
    expect(other.exitCode).toBe(1);
    expect(JSON.parse(other.out)).toMatchObject({
      identical: false,
      firstDifference: { line: 6, seq: 6, journaled: null },
    });
  });

  it.each([
    ['a path that is not there', () => join(temporaryDirectory(), 'x'), /^error: cannot read/],
    ['an empty journal', () => journalOf([], ''), /^error: journal `.*` holds no run to replay/],
    [
      'a file from the middle',
      () => join(journalOf(textsOf(SAMPLE).slice(4)), FILE),
      /^error: .*:1: starts at record 5, and decisions rest on all records before/,
    ],
  ])('exits with 2 at %s', async (_what, pathOf, message) => {
    const { exitCode, out, err } = await replay([pathOf()]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('exits with 2 where the policy of a run does not compile', async () => {
    const header = run({ policy: { file: 'old.policy', source: 'policy old {' } });
    const directory = journalOf(textsOf([{ kind: 'run', at: 0, run: header }]));
    const { exitCode, err } = await runMain(['replay', directory]);
    expect(exitCode).toBe(2);
    expect(err).toContain(
      'error: the policy `old.policy` of run 00000000000000a1 does not compile',
    );
  });

  it('derives a real run again, and its journal verifies', async () => {
    const journal = join(temporaryDirectory(), 'journal');
    const options = ['--for', '10s', '--speed', '20', '--journal', journal, '--quiet'];
    expect(await runMain(['run', 'policies/demo.policy', ...options])).toMatchObject({
      exitCode: 0,
    });
    const replayed = await runMain(['replay', journal, '--json']);
    expect(replayed).toMatchObject({ exitCode: 0, err: '' });
    expect(JSON.parse(replayed.out)).toMatchObject({ identical: true, runs: 1 });
    expect((await runMain(['audit', 'verify', journal])).exitCode).toBe(0);
  });
});
