import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  foldJournal,
  type Journal,
  JournalError,
  openJournal,
  readJournal,
  verifyChain,
} from '../../src/journal/index.js';
import {
  bodiesOfRun,
  run,
  SAMPLE_EVENTS,
  smallEngine,
  START_MS,
  temporaryDirectory,
  textsOf,
  withLast,
} from './sample-journal.js';

const BODIES = bodiesOfRun(SAMPLE_EVENTS).bodies;
const DAY_ONE = 'audit-2026-11-20.jsonl';
const DAY_TWO = 'audit-2026-11-21.jsonl';

async function using<Value>(directory: string, act: (journal: Journal) => Value): Promise<Value> {
  const journal = openJournal({ directory });
  try {
    return act(journal);
  } finally {
    await journal.close();
  }
}

function tick(at: number) {
  return { kind: 'event' as const, event: { kind: 'clockTicked' as const, at } };
}

function linesIn(directory: string, name: string): string[] {
  return readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1);
}

describe('writing a journal', () => {
  it('files each record under its UTC day, one chain over both, readable at once', async () => {
    const directory = join(temporaryDirectory(), 'deep', 'journal');
    await using(directory, (journal) => {
      journal.append(BODIES);
      expect([...linesIn(directory, DAY_ONE), ...linesIn(directory, DAY_TWO)]).toEqual(
        textsOf(BODIES),
      );
      expect(journal.head.seq).toBe(16);
    });
    expect(linesIn(directory, DAY_ONE)).toHaveLength(8);
    expect(readdirSync(directory).sort()).toEqual([DAY_ONE, DAY_TWO]);
  });

  it('goes on with the chain where the last process ended', async () => {
    const directory = temporaryDirectory();
    await using(directory, (journal) => journal.append(BODIES.slice(0, 5)));
    await using(directory, (journal) => {
      expect(journal).toMatchObject({ head: { seq: 5 }, torn: null });
      journal.append(BODIES.slice(5));
    });
    const report = await verifyChain(readJournal(directory));
    expect(report).toMatchObject({ records: 16, problems: [] });
  });

  it('never files a record under a day already past, whatever the clock says', async () => {
    const directory = temporaryDirectory();
    await using(directory, (journal) => {
      journal.append([tick(START_MS + 60_000)]);
      journal.append([tick(START_MS)]);
    });
    expect(readdirSync(directory)).toEqual([DAY_TWO]);
    await using(directory, (journal) => journal.append([tick(START_MS)]));
    expect(linesIn(directory, DAY_TWO)).toHaveLength(3);
  });

  it('writes nothing of a batch with a body that cannot be encoded', async () => {
    const directory = temporaryDirectory();
    await using(directory, (journal) => {
      journal.append([tick(START_MS)]);
      expect(() => journal.append([tick(START_MS), tick(Number.NaN)])).toThrow(/time/);
      expect(journal.head.seq).toBe(1);
      journal.append([tick(START_MS)]);
    });
    expect(await verifyChain(readJournal(directory))).toMatchObject({ records: 2, problems: [] });
  });

  it('flushes on demand, again and again, also with nothing to flush', async () => {
    const directory = temporaryDirectory();
    const journal = openJournal({ directory });
    await journal.flush();
    for (let index = 0; index < 20; index += 1) {
      journal.append([tick(START_MS + index * 1_000)]);
      await journal.flush();
    }
    await Promise.all([journal.flush(), journal.close()]);
    await journal.close();
    expect(() => journal.append([tick(0)])).toThrow(/is closed/);
    expect((await verifyChain(readJournal(directory))).records).toBe(20);
  });
});

describe('one writer', () => {
  it('is refused while this process writes the same journal already', async () => {
    const directory = temporaryDirectory();
    await using(directory, () => {
      expect(() => openJournal({ directory })).toThrow(
        new RegExp(
          `is being written by process ${process.pid} since 20.*Z; stop it, or use another`,
        ),
      );
    });
    await using(directory, (journal) => expect(journal.head.seq).toBe(0));
  });

  it('is refused while another living process holds the lock', () => {
    const directory = temporaryDirectory();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      writeFileSync(join(directory, 'journal.lock'), JSON.stringify({ pid: other.pid }));
      expect(() => openJournal({ directory })).toThrow(JournalError);
      expect(() => openJournal({ directory })).toThrow(`by process ${other.pid}`);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('takes over from a dead process, from an earlier one with our number, from a broken lock', async () => {
    const directory = temporaryDirectory();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const lock of [JSON.stringify({ pid: dead }), JSON.stringify({ pid: process.pid }), '']) {
      writeFileSync(join(directory, 'journal.lock'), lock);
      await using(directory, (journal) => journal.append([tick(START_MS)]));
    }
    expect(readdirSync(directory)).toEqual([DAY_ONE]);
  });

  it.skipIf(!existsSync('/proc/self/stat'))(
    'takes over where the number now belongs to a process that began later',
    async () => {
      const directory = temporaryDirectory();
      const lock = JSON.stringify({ pid: process.ppid, birth: '1' });
      writeFileSync(join(directory, 'journal.lock'), lock);
      await using(directory, (journal) => expect(journal.head.seq).toBe(0));
    },
  );
});

/** A journal cut off after so many bytes is mended and goes on, with nothing of it lost. */
async function assertMended(whole: string, length: number): Promise<void> {
  const ends = [...whole.matchAll(/\n/g)].map((match) => match.index);
  const directory = temporaryDirectory();
  const written = whole.slice(0, length);
  writeFileSync(join(directory, DAY_ONE), written);
  const journal = openJournal({ directory });
  const kept = ends.filter((end) => end <= length).length;
  expect(journal.head.seq).toBe(kept);
  const rest = length - (kept === 0 ? 0 : (ends[kept - 1] ?? 0) + 1);
  const movedTo = join(directory, `${DAY_ONE}.torn`);
  const torn = { file: join(directory, DAY_ONE), bytes: rest, movedTo };
  // A whole line without its end is kept, so there is no rest where the end itself was cut.
  expect(journal.torn).toEqual(rest <= 0 ? null : torn);
  const moved = existsSync(movedTo) ? readFileSync(movedTo, 'utf8') : '';
  expect(moved).toBe(rest <= 0 ? '' : `${written.slice(-rest)}\n`);
  journal.append([tick(START_MS), tick(START_MS + 20_000)]);
  await journal.close();
  const report = await verifyChain(readJournal(directory));
  expect(report).toMatchObject({ records: kept + 2, problems: [] });
}

describe('opening after a crash', () => {
  it('sets aside what was cut off, at whatever byte of the last line, and goes on', async () => {
    const [first = '', second = ''] = textsOf([tick(START_MS), tick(START_MS)]);
    const whole = `${first}\n${second}\n`;
    let cuts = 0;
    for (let length = first.length; length <= whole.length; length += 1) {
      await assertMended(whole, length);
      cuts += 1;
    }
    expect(cuts).toBe(second.length + 3);
  });

  it('does so in a journal of several kinds of lines, from its first byte on', async () => {
    const whole = `${textsOf(BODIES.slice(0, 3)).join('\n')}\n`;
    let cuts = 0;
    for (let length = 0; length <= whole.length; length += 29) {
      await assertMended(whole, length);
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(30);
  });

  it('keeps a whole last line whose line end is missing', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, DAY_ONE), textsOf(BODIES.slice(0, 3)).join('\n'));
    await using(directory, (journal) => {
      expect(journal).toMatchObject({ head: { seq: 3 }, torn: null });
      journal.append(BODIES.slice(3));
    });
    expect(await verifyChain(readJournal(directory))).toMatchObject({ records: 16, problems: [] });
  });

  it('goes back a day where the crash cut off the first line of a new one', async () => {
    const directory = temporaryDirectory();
    await using(directory, (journal) => journal.append(BODIES.slice(0, 8)));
    writeFileSync(join(directory, DAY_TWO), '{"seq":9,"at":17');
    await using(directory, (journal) => {
      expect(journal).toMatchObject({ head: { seq: 8 }, torn: { bytes: 16 } });
      journal.append(BODIES.slice(8));
    });
    expect(await verifyChain(readJournal(directory))).toMatchObject({ records: 16, problems: [] });
  });

  it('finds a last line longer than it reads at once', async () => {
    const directory = temporaryDirectory();
    const header = run({ policy: { file: 'long.policy', source: 'x'.repeat(300_000) } });
    await using(directory, (journal) => {
      journal.append([tick(START_MS), { kind: 'run', at: START_MS, run: header }]);
    });
    await using(directory, (journal) => expect(journal.head.seq).toBe(2));
  });

  it('refuses to write behind a last line that is damaged, and lets go of the lock', () => {
    const directory = temporaryDirectory();
    const texts = textsOf(BODIES);
    const altered = withLast(texts, texts.at(-1)?.replace('asked', 'axked') ?? '');
    writeFileSync(join(directory, DAY_ONE), `${altered.join('\n')}\n`);
    expect(() => openJournal({ directory })).toThrow(/last line is damaged \(altered/);
    expect(readdirSync(directory)).toEqual([DAY_ONE]);
  });

  it('says why where the directory cannot be made', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(() => openJournal({ directory: join(file, 'journal') })).toThrow(
      /cannot open journal `.*`: ENOTDIR/,
    );
  });

  it('recovers the state by folding, and what it writes then folds too', async () => {
    const directory = temporaryDirectory();
    const crashed = bodiesOfRun(SAMPLE_EVENTS, { ended: false });
    await using(directory, (journal) => journal.append(crashed.bodies.slice(0, 10)));
    const recovered = await foldJournal(readJournal(directory), smallEngine);
    expect(recovered.unwrittenDecisions).toBe(2);
    if (recovered.finalState === null) throw new Error('a run was folded');
    const next = bodiesOfRun(SAMPLE_EVENTS.slice(0, 2), { state: recovered.finalState });
    await using(directory, (journal) => journal.append(next.bodies));
    const again = await foldJournal(readJournal(directory), smallEngine);
    expect(again).toMatchObject({ runs: 2, differences: 0, unwrittenDecisions: 2 });
    expect(again.finalState).toStrictEqual(next.state);
  });
});
