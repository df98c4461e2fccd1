import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldJournal, openJournal, readJournal, verifyChain } from '../../src/journal/index.js';
import { smallEngine, START_MS, temporaryDirectory } from './sample-journal.js';

/** Lets plain Node run the sources: it strips types by itself but does not turn .js into .ts. */
const RESOLVE_SOURCES = `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      const isSource = specifier.startsWith('.') && !context.parentURL?.includes('node_modules');
      return next(isSource ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
    },
  });
`;

/** Opens the journal, says so, and quotes as fast as it can until somebody ends it. */
const WRITER = `
  const { foldJournal, openJournal, readJournal } = await import(process.env.JOURNAL_ROOM);
  const { smallEngine, run, top } = await import(process.env.ENGINE);
  const directory = process.env.JOURNAL;
  const journal = openJournal({ directory });
  const recovered = journal.head.seq > 0 ? await foldJournal(readJournal(directory), smallEngine) : null;
  let at = Number(process.env.START_MS);
  journal.append([{ kind: 'run', at, run: run() }]);
  console.log('writing');
  const engine = smallEngine(run());
  let state = recovered?.finalState ?? engine.initialState;
  for (;;) {
    const event = top((at += 500), String(27 + (at % 7)));
    journal.append([{ kind: 'event', event }]);
    const step = engine.step(state, event);
    state = step.state;
    journal.append(step.decisions.map((decision) => ({ kind: 'decision', decision })));
    if (at % 50_000 === 0) await new Promise((done) => setTimeout(done, 1));
  }
`;

async function writeAndKill(directory: string, startMs: number, afterMs: number): Promise<void> {
  const hooks = `data:text/javascript,${encodeURIComponent(RESOLVE_SOURCES)}`;
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', hooks, '--input-type=module', '-e', WRITER],
    {
      env: {
        ...process.env,
        JOURNAL: directory,
        JOURNAL_ROOM: resolve('src/journal/index.ts'),
        ENGINE: resolve('test/journal/small-engine.ts'),
        START_MS: String(startMs),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  await new Promise((done) => setTimeout(done, afterMs));
  child.kill('SIGKILL');
  await once(child, 'close');
}

describe('a writer killed without warning', () => {
  it('leaves a journal that verifies and folds, whose lock is free and whose chain goes on', async () => {
    const directory = join(temporaryDirectory(), 'journal');
    let written = 0;
    for (const [index, afterMs] of [5, 40, 90].entries()) {
      await writeAndKill(directory, START_MS + index * 3_600_000, afterMs);
      const report = await verifyChain(readJournal(directory));
      expect(report.problems.filter(({ kind }) => kind !== 'cut-off')).toEqual([]);
      expect(report.records).toBeGreaterThan(written);
      written = report.records;
      const fold = await foldJournal(readJournal(directory), smallEngine);
      expect(fold).toMatchObject({ runs: index + 1, differences: 0, broken: null });
    }
    const journal = openJournal({ directory });
    expect(journal.head.seq).toBe(written);
    await journal.close();
  });
});
