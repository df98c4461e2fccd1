import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Pictures of charts have a test of their own; everywhere else a browser would only cost time.
    env: { MM_POLICY_STILLS: 'never' },
    pool: 'forks',
    // Left to itself vitest keeps a core free, which on two cores is half of the machine.
    maxWorkers: '100%',
  },
});
