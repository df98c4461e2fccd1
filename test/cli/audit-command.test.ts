import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bodiesOfRun,
  SAMPLE_EVENTS,
  temporaryDirectory,
  textsOf,
  withLast,
} from '../journal/sample-journal.js';
import { runMain } from './captured-io.js';

const TEXTS = textsOf(bodiesOfRun(SAMPLE_EVENTS).bodies);
const FILE = 'audit-2026-11-20.jsonl';

function journalOf(texts: readonly string[], end = '\n'): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, FILE), texts.join('\n') + end);
  return directory;
}

describe('audit verify', () => {
  it('says that a whole chain holds, with its head', async () => {
    const directory = journalOf(TEXTS);
    const head = TEXTS.at(-1)?.slice(-66, -2) ?? '';
    expect(await runMain(['audit', 'verify', directory])).toEqual({
      exitCode: 0,
      out: `✓ the chain of \`${directory}\` holds: 16 records\n  head 16 ${head}\n`,
      err: '',
    });
  });

  it('says where a file from the middle begins', async () => {
    const file = join(journalOf(TEXTS.slice(9)), FILE);
    const { exitCode, out } = await runMain(['audit', 'verify', file]);
    expect(exitCode).toBe(0);
    expect(out).toContain('holds: 7 records\n  from record 10 on; what came before is not here\n');
  });

  it.each([
    ['an altered byte', TEXTS.with(4, (TEXTS[4] ?? '').replace('6.5', '6.4')), ':5: altered: '],
    ['a removed line', TEXTS.toSpliced(4, 1), ':5: record 6 where 5 is due: record 5 missing'],
    [
      'a repeated line',
      TEXTS.toSpliced(4, 0, TEXTS[3] ?? ''),
      ':5: record 4 again, where 5 is due',
    ],
    [
      'swapped lines',
      TEXTS.with(4, TEXTS[5] ?? '').with(5, TEXTS[4] ?? ''),
      ':5: record 6 where 5 is due',
    ],
    ['a line that is no JSON', TEXTS.with(4, '{"seq":5'), ':5: not JSON, so not a line of'],
    ['a line of something else', TEXTS.with(4, '{"seq":5}'), ':5: not a line of a journal'],
    ['a missing beginning', TEXTS.slice(1), ':1: starts at record 2: what came before is missing'],
  ])('exits with 1 and names the place and the reason: %s', async (_what, texts, message) => {
    const directory = journalOf(texts);
    const { exitCode, out, err } = await runMain(['audit', 'verify', directory]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    expect(out).toContain(join(directory, FILE) + message);
    expect(out).toMatch(/✗ the chain of .* is broken in \d+ places?: \d+ records/);
  });

  it('exits with 1 at a line cut off, and says that a crash leaves that', async () => {
    const directory = journalOf(withLast(TEXTS, (TEXTS.at(-1) ?? '').slice(0, 70)), '');
    const { exitCode, out } = await runMain(['audit', 'verify', directory]);
    expect(exitCode).toBe(1);
    expect(out).toContain(':16: the last line is cut off, as a crash while writing leaves it\n');
    expect(out).toContain('! the chain holds up to there: 15 records; the next run sets the rest');
    expect(out).not.toContain('broken');
  });

  it('prints the same facts as JSON', async () => {
    const { exitCode, out } = await runMain([
      'audit',
      'verify',
      journalOf(TEXTS.toSpliced(4, 1)),
      '--json',
    ]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      holds: false,
      records: 15,
      firstSeq: 1,
      head: { seq: 16 },
      problemCount: 1,
      problems: [{ line: 5, kind: 'order' }],
    });
  });

  it.each([
    ['a path that is not there', () => join(temporaryDirectory(), 'x'), /^error: cannot read/],
    ['a directory without a journal', temporaryDirectory, /^error: no journal in `/],
    ['an empty journal', () => journalOf([], ''), /^error: journal `.*` holds no record/],
  ])('exits with 2 at %s', async (_what, pathOf, message) => {
    const { exitCode, out, err } = await runMain(['audit', 'verify', pathOf()]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('draws its progress on a terminal and takes it away again', async () => {
    const events = Array.from({ length: 5_000 }, (_, at) => ({ kind: 'clockTicked' as const, at }));
    const directory = journalOf(textsOf(bodiesOfRun(events).bodies));
    const { exitCode, err } = await runMain(['audit', 'verify', directory], {
      isErrorTerminal: true,
    });
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: '\rverifying 5,000 records\r\u001B[K',
    });
  });
});
