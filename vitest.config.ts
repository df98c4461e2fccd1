import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They put something in the place of a module, which others must not find there. */
const ALONE = ['test/journal/file-sync.test.ts'];

/** The longest, longest first: begun last, one of them would keep a core waiting for the other. */
const FIRST = [
  'test/readme/readme.test.ts',
  'test/notebook/notebooks.test.ts',
  'test/notebook/outside-project.test.ts',
  'test/scenarios/recorded-session.test.ts',
  'test/campaign/kill-nine.test.ts',
  'test/cli/shipped-policies.test.ts',
  'test/study/one-engine.test.ts',
  'test/cli/run-command.test.ts',
  'test/cli/environment-limits.test.ts',
];

function rankOf({ moduleId }: TestSpecification): number {
  const place = FIRST.findIndex((path) => moduleId.includes(path));
  return place < 0 ? FIRST.length : place;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Many tests wait for processes of their own: two cores are kept busy by three.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // The product's modules are loaded once a worker, not once a file: a third of the time.
        test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: ALONE },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
