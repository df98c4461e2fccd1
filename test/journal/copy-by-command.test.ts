/** A journal's copy by a program that is played: what it takes is written where it is told. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyByCommand, JournalCopy } from '../../src/journal/index.js';
import { temporaryDirectory } from './sample-journal.js';

const DAY = 'audit-2026-11-02.jsonl';
const WORDS = ['/usr/bin/keep', 'journal/{file}', 'seek={offset}'];

/** What a program far away has kept, by the file that its arguments named. */
class FarDisk {
  readonly files = new Map<string, string>();
  readonly batches: string[] = [];
  /** Fails so many times; half of the batch may be there then. */
  failures = 0;
  isSlow = false;

  async take(words: readonly string[], lines: Buffer, giveUp: AbortSignal): Promise<void> {
    const [, file = '', seek = ''] = words;
    const offset = Number(seek.slice('seek='.length));
    this.batches.push(`${file} ${offset}`);
    if (this.isSlow) await wait(60_000, null, { signal: giveUp });
    const isHalf = this.failures > 0;
    const kept = isHalf ? lines.subarray(0, lines.length / 2) : lines;
    this.files.set(file, `${(this.files.get(file) ?? '').slice(0, offset)}${kept.toString()}`);
    if (!isHalf) return;
    this.failures -= 1;
    throw new Error('ended with 255');
  }
}

function copying(words = WORDS) {
  const directory = join(temporaryDirectory(), 'journal');
  mkdirSync(directory);
  const news: string[] = [];
  const disk = new FarDisk();
  const begin = (given = words): JournalCopy =>
    new JournalCopy({
      directory,
      to: copyByCommand({
        directory,
        words: given,
        run: (batch, giveUp) => disk.take(batch.words, batch.lines, giveUp),
      }),
      onNews: (text) => news.push(text),
      timing: { pollMs: 10, lagMs: 60_000, repeatMs: 60_000, retryMostMs: 20 },
    });
  return { directory, file: join(directory, DAY), news, disk, begin };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries++) await wait(10);
  expect(isSo()).toBe(true);
}

describe('a copy of a journal by a program', () => {
  it('tells each batch its file and offset, and the next start goes on behind what was taken', async () => {
    const { directory, file, news, disk, begin } = copying();
    writeFileSync(file, 'one\ntwo\nhal');
    await begin().close(5_000);
    appendFileSync(file, 'f\n');
    writeFileSync(join(directory, 'audit-2026-11-03.jsonl'), 'next\n');
    await begin().close(5_000);
    expect(disk.batches).toEqual([
      `journal/${DAY} 0`,
      `journal/${DAY} 8`,
      'journal/audit-2026-11-03.jsonl 0',
    ]);
    expect(disk.files.get(`journal/${DAY}`)).toBe('one\ntwo\nhalf\n');
    expect(news).toEqual([]);
  });

  it('keeps the whole journal far away, whatever fails and whenever the run ends', async () => {
    const line = fc.stringMatching(/^[a-z]{0,40}$/u);
    const stretch = fc.record({ lines: fc.array(line), failures: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1 }), async (stretches) => {
        const { file, disk, begin } = copying();
        writeFileSync(file, '');
        for (const { lines, failures } of stretches) {
          appendFileSync(file, lines.map((each) => `${each}\n`).join(''));
          disk.failures = failures;
          await begin().close(5_000);
        }
        disk.failures = 0;
        await begin().close(5_000);
        expect(disk.files.get(`journal/${DAY}`) ?? '').toBe(readFileSync(file, 'utf8'));
      }),
      { numRuns: 25 },
    );
  });

  it('complains once while it fails, tries again, and says when it is complete again', async () => {
    const { file, news, disk, begin } = copying();
    writeFileSync(file, 'one\n');
    disk.failures = 3;
    const copy = begin();
    await until(() => news.length > 1);
    expect(news[0]).toMatch(
      /^the copy of the journal is \d+s behind: ended with 255 \(command keep\)$/u,
    );
    expect(news[1]).toBe('the copy of the journal is complete again (command keep)');
    await copy.close(5_000);
    expect(news).toHaveLength(2);
    expect(disk.files.get(`journal/${DAY}`)).toBe('one\n');
  });

  it('does not wait at the end for a program that hangs', async () => {
    const { file, news, disk, begin } = copying();
    writeFileSync(file, 'one\n');
    disk.isSlow = true;
    const copy = begin();
    await until(() => disk.batches.length > 0);
    await copy.close(20);
    expect(news).toEqual([
      'the copy of the journal is not complete: it takes too long (command keep)',
    ]);
  });

  it('begins anew for another destination, and where the journal is another one', async () => {
    const { directory, file, disk, begin } = copying();
    writeFileSync(file, 'one\ntwo\n');
    await begin().close(5_000);
    await begin(['keep', 'elsewhere/{file}', 'seek={offset}']).close(5_000);
    expect(disk.files.get(`elsewhere/${DAY}`)).toBe('one\ntwo\n');
    writeFileSync(file, 'new\n');
    await begin(['keep', 'elsewhere/{file}', 'seek={offset}']).close(5_000);
    expect(disk.batches.at(-1)).toBe(`elsewhere/${DAY} 0`);
    const state = readdirSync(directory).find((name) => !name.startsWith('audit-'));
    // An argument may be a secret.
    expect(readFileSync(join(directory, state ?? ''), 'utf8')).not.toContain('elsewhere');
  });
});
