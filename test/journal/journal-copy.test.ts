/** Copies of real files, beside the journal that writes them. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyToFolder, JournalCopy, openJournal, readJournal } from '../../src/journal/index.js';
import { bodiesOfRun, SAMPLE_EVENTS, temporaryDirectory } from './sample-journal.js';

const QUICK = { pollMs: 10, lagMs: 60_000, repeatMs: 60_000 };

interface Copying {
  readonly directory: string;
  readonly target: string;
  readonly news: string[];
  begin(): JournalCopy;
}

function copying(): Copying {
  const root = temporaryDirectory();
  const [directory, target] = [join(root, 'journal'), join(root, 'copy', 'of', 'it')];
  const news: string[] = [];
  const onNews = (text: string): void => void news.push(text);
  const begin = (): JournalCopy =>
    new JournalCopy({
      directory,
      to: copyToFolder(target, onNews),
      onNews,
      timing: QUICK,
    });
  return { directory, target, news, begin };
}

const filesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => name.startsWith('audit-'))
      .map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries++) await wait(10);
  expect(isSo()).toBe(true);
}

describe('a copy of a journal', () => {
  it('follows the journal over midnight while it is written, and is a journal itself', async () => {
    const { directory, target, news, begin } = copying();
    const journal = openJournal({ directory });
    const copy = begin();
    for (const body of bodiesOfRun(SAMPLE_EVENTS).bodies) {
      journal.append([body]);
      await wait(5);
    }
    await until(() => existsSync(target) && Object.keys(filesOf(target)).length === 2);
    await journal.close();
    await copy.close(5_000);
    expect(filesOf(target)).toEqual(filesOf(directory));
    expect(news).toEqual([]);
    const problems = [];
    for await (const { problem } of readJournal(target))
      if (problem !== null) problems.push(problem);
    expect(problems).toEqual([]);
  });

  it('never holds half a line, and goes on where it was, whenever it was ended', async () => {
    const line = fc.stringMatching(/^[a-z]{0,40}$/u);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.nat(400), async (lines, cut) => {
        const { directory, target, news, begin } = copying();
        mkdirSync(directory);
        const text = lines.map((each) => `${each}\n`).join('');
        const file = join(directory, 'audit-2026-11-02.jsonl');
        const half = Math.min(cut, text.length);
        writeFileSync(file, text.slice(0, half));
        await begin().close(5_000);
        const copied = filesOf(target)['audit-2026-11-02.jsonl'] ?? '';
        expect(copied).toBe(text.slice(0, text.slice(0, half).lastIndexOf('\n') + 1));
        appendFileSync(file, text.slice(half));
        await begin().close(5_000);
        expect(filesOf(target)).toEqual({ 'audit-2026-11-02.jsonl': text });
        expect(news).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('copies what is larger than a chunk, and a line that is', async () => {
    const { directory, target, begin } = copying();
    mkdirSync(directory);
    const text = `${'x'.repeat(3_000_000)}\n${'y'.repeat(50)}\n`.repeat(2);
    writeFileSync(join(directory, 'audit-2026-11-02.jsonl'), `${text}half`);
    await begin().close(5_000);
    expect(filesOf(target)['audit-2026-11-02.jsonl'] === text).toBe(true);
  });

  it('sets aside what is another journal, and overwrites nothing', async () => {
    const { directory, target, news, begin } = copying();
    mkdirSync(directory);
    mkdirSync(target, { recursive: true });
    const name = 'audit-2026-11-02.jsonl';
    writeFileSync(join(directory, name), 'ours 1\nours 2\n');
    for (const theirs of ['theirs\n', 'ours 1\nours 2\nlost with the power\n']) {
      writeFileSync(join(target, name), theirs);
      await begin().close(5_000);
    }
    expect(filesOf(target)).toEqual({
      [name]: 'ours 1\nours 2\n',
      [`${name}.diverged-1`]: 'theirs\n',
      [`${name}.diverged-2`]: 'ours 1\nours 2\nlost with the power\n',
    });
    expect(news[0]).toBe(`the copy held another ${name}: it is now ${name}.diverged-1 (${target})`);
  });

  it('complains once while it cannot be written, and says when it is complete again', async () => {
    const { directory, target, news, begin } = copying();
    mkdirSync(directory);
    writeFileSync(join(directory, 'audit-2026-11-02.jsonl'), 'a\n');
    const copy = begin();
    await until(
      () =>
        existsSync(target) &&
        statSync(target).isDirectory() &&
        filesOf(target)['audit-2026-11-02.jsonl'] === 'a\n',
    );
    // Root may write everywhere: a file in the folder's place stops it too.
    rmSync(target, { recursive: true });
    writeFileSync(target, '');
    appendFileSync(join(directory, 'audit-2026-11-02.jsonl'), 'b\n');
    await until(() => news.length > 0);
    await wait(100);
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(/^the copy of the journal is \d+s behind: E(?:NOTDIR|EXIST)/u);
    rmSync(target);
    await until(() => news.length > 1);
    expect(news[1]).toContain('complete again');
    await copy.close(5_000);
    expect(filesOf(target)).toEqual(filesOf(directory));
  });

  it('goes on behind the half of a line that a failed write has left', async () => {
    const { directory, target, begin } = copying();
    mkdirSync(directory);
    const file = join(directory, 'audit-2026-11-02.jsonl');
    writeFileSync(file, 'first\nsecond\n');
    await begin().close(5_000);
    truncateSync(join(target, 'audit-2026-11-02.jsonl'), 9);
    appendFileSync(file, 'third\n');
    await begin().close(5_000);
    expect(filesOf(target)).toEqual(filesOf(directory));
  });

  it('says at the end that it is not complete', async () => {
    const { directory, target, news, begin } = copying();
    mkdirSync(directory);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, '');
    await begin().close(5_000);
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(/^the copy of the journal is not complete: /u);
  });
});
