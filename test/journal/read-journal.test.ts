import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJournal, verifyChain } from '../../src/journal/index.js';
import { bodiesOfRun, run, SAMPLE_EVENTS, temporaryDirectory, textsOf } from './sample-journal.js';

const TEXTS = textsOf(bodiesOfRun(SAMPLE_EVENTS).bodies);

function verify(path: string) {
  return verifyChain(readJournal(path));
}

function twoDays(): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'audit-2026-11-20.jsonl'), `${TEXTS.slice(0, 9).join('\n')}\n`);
  writeFileSync(join(directory, 'audit-2026-11-21.jsonl'), `${TEXTS.slice(9).join('\n')}\n`);
  return directory;
}

describe('reading a journal', () => {
  it('follows the chain from day to day and passes over other files', async () => {
    const directory = twoDays();
    writeFileSync(join(directory, 'audit-2026-11-20.jsonl.torn'), '{"seq"');
    writeFileSync(join(directory, 'notes.txt'), 'hello');
    expect(await verify(directory)).toMatchObject({ records: 16, problems: [] });
  });

  it('takes one file from the middle from its own first line on', async () => {
    const report = await verify(join(twoDays(), 'audit-2026-11-21.jsonl'));
    expect(report).toMatchObject({ records: 7, firstSeq: 10, problems: [] });
  });

  it('misses a day that was taken away', async () => {
    const directory = twoDays();
    writeFileSync(join(directory, 'audit-2026-11-20.jsonl'), '');
    const [problem] = (await verify(directory)).problems;
    expect(problem).toMatchObject({ line: 1, kind: 'beginning' });
    expect(problem?.file).toBe(join(directory, 'audit-2026-11-21.jsonl'));
  });

  it('reads lines longer than its buffer, whole', async () => {
    const source = 'é'.repeat(400_000);
    const header = run({ policy: { file: 'long.policy', source } });
    const directory = temporaryDirectory();
    const texts = textsOf(bodiesOfRun(SAMPLE_EVENTS, { header }).bodies);
    writeFileSync(join(directory, 'audit-2026-11-20.jsonl'), `${texts.join('\n')}\n`);
    const records = [];
    for await (const line of readJournal(directory)) records.push(line);
    expect(records.every((line) => line.problem === null)).toBe(true);
    expect(records[0]?.record).toMatchObject({ kind: 'run', run: header });
  });

  it('says that a file is missing, that a directory holds none', async () => {
    const directory = temporaryDirectory();
    await expect(verify(join(directory, 'nowhere'))).rejects.toThrow(
      /cannot read journal `.*nowhere`: no such file or directory/,
    );
    await expect(verify(directory)).rejects.toThrow(/expected files named audit-YYYY-MM-DD\.jsonl/);
  });

  it('finds bytes that are no text', async () => {
    const directory = twoDays();
    appendFileSync(join(directory, 'audit-2026-11-21.jsonl'), Buffer.from([0xff, 0xfe, 0x0a]));
    expect((await verify(directory)).problems).toMatchObject([{ line: 8, kind: 'unreadable' }]);
  });

  it('lets no change of one byte in its files go unseen', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'audit-2026-11-20.jsonl');
    const header = run({ policy: { file: 'é\ufffd.policy', source: 'limit 10' } });
    const texts = textsOf(bodiesOfRun(SAMPLE_EVENTS.slice(0, 3), { header }).bodies);
    writeFileSync(file, `${texts.join('\n')}\n`);
    const bytes = readFileSync(file);
    const anyChange = fc.record({
      offset: fc.nat({ max: bytes.length - 1 }),
      byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x0a, 0x20, 0xf0)),
    });
    await fc.assert(
      fc.asyncProperty(anyChange, async ({ offset, byte }) => {
        fc.pre(bytes[offset] !== byte);
        const altered = Buffer.from(bytes);
        altered[offset] = byte;
        writeFileSync(file, altered);
        expect((await verify(directory)).problemCount).toBeGreaterThan(0);
      }),
      { seed: 20261120, numRuns: 500 },
    );
  });
});
