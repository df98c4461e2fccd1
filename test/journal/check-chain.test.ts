import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChainReport,
  checkChain,
  encodeRecord,
  verifyChain,
} from '../../src/journal/index.js';
import { bodiesOfRun, linesOf, SAMPLE_EVENTS, textsOf, withLast } from './sample-journal.js';

const TEXTS = textsOf(bodiesOfRun(SAMPLE_EVENTS).bodies);

function verify(texts: readonly string[], isLastEnded = true): Promise<ChainReport> {
  return verifyChain(checkChain(linesOf(texts, isLastEnded), true));
}

async function problemsOf(texts: readonly string[], isLastEnded = true): Promise<string[]> {
  const { problems } = await verify(texts, isLastEnded);
  return problems.map(({ line, kind, reason }) => `${line} ${kind}: ${reason}`);
}

function replaceLine(index: number, text: string): string[] {
  return TEXTS.with(index, text);
}

describe('a chain that holds', () => {
  it('is reported with its length, its start and its head', async () => {
    const report = await verify(TEXTS);
    expect(report).toMatchObject({ records: TEXTS.length, firstSeq: 1, problems: [] });
    expect(report.head).toEqual({ seq: TEXTS.length, hash: TEXTS.at(-1)?.slice(-66, -2) });
  });

  it('is SHA-256 of the hash before and the line without its hash, as any tool can check', () => {
    let previous = '0'.repeat(64);
    for (const text of TEXTS) {
      const content = text.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
      const hash = createHash('sha256').update(previous).update(content).digest('hex');
      expect(text).toContain(`"hash":"${hash}"`);
      previous = hash;
    }
  });

  it('needs no line end after its last line', async () => {
    expect(await problemsOf(TEXTS, false)).toEqual([]);
  });

  it('may begin in the middle where only one file of many is checked', async () => {
    const report = await verifyChain(checkChain(linesOf(TEXTS.slice(5)), false));
    expect(report).toMatchObject({ firstSeq: 6, problems: [] });
  });
});

describe('a chain that does not hold', () => {
  it('says altered where a text does not give its hash', async () => {
    const altered = replaceLine(4, (TEXTS[4] ?? '').replace('6.5', '6.4'));
    expect(await problemsOf(altered)).toEqual([
      '5 altered: altered: the text does not give the hash it carries',
    ]);
  });

  it('says so at the next line where an altered line was given a new hash', async () => {
    const { bodies } = bodiesOfRun(SAMPLE_EVENTS);
    const body = bodies[3];
    if (body?.kind !== 'decision') throw new Error('the fourth record is a decision');
    const decision = { ...body.decision, at: body.decision.at + 1 };
    const previous = { seq: 3, hash: TEXTS[2]?.slice(-66, -2) ?? '' };
    const forged = encodeRecord({ kind: 'decision', decision }, previous).text;
    expect(await problemsOf(replaceLine(3, forged))).toEqual([
      "5 order: does not follow record 4: its `prev` is another record's hash",
    ]);
  });

  it('says which record is missing where a line was removed', async () => {
    expect(await problemsOf(TEXTS.toSpliced(4, 1))).toEqual([
      '5 order: record 6 where 5 is due: record 5 missing or moved',
    ]);
    expect(await problemsOf(TEXTS.toSpliced(4, 3))).toEqual([
      '5 order: record 8 where 5 is due: records 5 to 7 missing or moved',
    ]);
  });

  it('says so where the first line was removed', async () => {
    expect(await problemsOf(TEXTS.slice(1))).toEqual([
      '1 beginning: starts at record 2: what came before is missing',
    ]);
  });

  it('names each line out of place where two were swapped', async () => {
    const swapped = TEXTS.with(4, TEXTS[5] ?? '').with(5, TEXTS[4] ?? '');
    expect(await problemsOf(swapped)).toEqual([
      '5 order: record 6 where 5 is due: record 5 missing or moved',
      '6 order: record 5 where 7 is due: moved or repeated',
      '7 order: record 7 where 6 is due: record 6 missing or moved',
    ]);
  });

  it('names a line that stands twice', async () => {
    expect(await problemsOf(TEXTS.toSpliced(4, 0, TEXTS[3] ?? ''))).toEqual([
      '5 order: record 4 again, where 5 is due',
    ]);
  });

  it('says unreadable for what is no JSON, no journal, or empty', async () => {
    expect(await problemsOf(replaceLine(2, '{"seq":3,'))).toEqual([
      '3 unreadable: not JSON, so not a line of a journal',
    ]);
    expect(await problemsOf(replaceLine(2, '{"hello":1}'))).toEqual([
      '3 unreadable: not a line of a journal',
    ]);
    expect(await problemsOf(TEXTS.toSpliced(2, 0, ''))).toMatchObject(
      [/unreadable: an empty line/, /order/].map((pattern) => expect.stringMatching(pattern)),
    );
  });

  it('says what a record of another version holds that this one does not know', async () => {
    const previous = '0'.repeat(64);
    const content = (TEXTS[0] ?? '')
      .replace('"venue":', '"exchange":')
      .replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
    const hash = createHash('sha256').update(previous).update(content).digest('hex');
    const [problem] = await problemsOf([`${content.slice(0, -1)},"hash":"${hash}"}`]);
    expect(problem).toMatch(/^1 schema: not a record this version knows: `run\.venue`/);
  });

  it('counts on after the list of problems is full', async () => {
    const report = await verify(Array.from({ length: 250 }, () => 'x'));
    expect(report).toMatchObject({ problemCount: 250, records: 0, head: null });
    expect(report.problems).toHaveLength(100);
  });
});

describe('a last line cut off', () => {
  const last = TEXTS.at(-1) ?? '';

  it('is told apart from tampering, wherever the crash cut it', async () => {
    for (let length = 1; length < last.length; length += 1) {
      const [problem, ...more] = await problemsOf(withLast(TEXTS, last.slice(0, length)), false);
      expect(problem).toBe(
        `${TEXTS.length} cut-off: the last line is cut off, as a crash while writing leaves it`,
      );
      expect(more).toEqual([]);
    }
  });

  it('is still cut off where the disk left zeros behind it', async () => {
    const zeros = `${last.slice(0, 40)}${'\0'.repeat(100)}`;
    expect(await problemsOf(withLast(TEXTS, zeros), false)).toMatchObject([
      expect.stringContaining('cut-off'),
    ]);
  });

  it('is unreadable where a line end closes it: a crash writes none', async () => {
    expect(await problemsOf(withLast(TEXTS, last.slice(0, 60)))).toMatchObject([
      expect.stringContaining('unreadable'),
    ]);
  });

  it('is unreadable where another file follows it', async () => {
    const torn = [
      ...linesOf([...TEXTS.slice(0, 4), '{"seq":5,"at":1'], false),
      ...linesOf(TEXTS.slice(4)),
    ];
    const report = await verifyChain(checkChain(torn, true));
    expect(report.problems[0]).toMatchObject({ line: 5, kind: 'unreadable' });
  });

  it('is no excuse for a last line with something behind its end', async () => {
    expect(await problemsOf(withLast(TEXTS, `${last} `), false)).toMatchObject([
      expect.stringContaining('unreadable'),
    ]);
  });
});

describe('the law of the chain', () => {
  it('lets no change of one character in any line go unseen', async () => {
    const anyPlace = fc.nat({ max: TEXTS.length - 1 }).chain((line) =>
      fc.record({
        line: fc.constant(line),
        column: fc.nat({ max: (TEXTS[line] ?? '').length - 1 }),
        character: fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constant('\u00e9')),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyPlace, async ({ line, column, character }) => {
        const text = TEXTS[line] ?? '';
        fc.pre(text[column] !== character);
        const altered = `${text.slice(0, column)}${character}${text.slice(column + 1)}`;
        const { problems } = await verify(replaceLine(line, altered));
        expect(problems.length).toBeGreaterThan(0);
        expect(problems[0]?.line).toBe(line + 1);
      }),
      { seed: 20261120, numRuns: 400 },
    );
  });
});
