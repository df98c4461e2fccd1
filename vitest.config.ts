import { defineConfig } from 'vitest/config';

/** They put something in the place of a module, which others must not find there. */
const ALONE = ['test/journal/file-sync.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Left to itself vitest keeps a core free, which on two cores is half of the machine.
    maxWorkers: '100%',
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
