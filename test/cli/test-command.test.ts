import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain } from './captured-io.js';
import { inFolder } from './policy-run.js';

const FAILING = 'test/golden/test/failing.policy';

/** `UPDATE_GOLDEN=1` writes the file anew; read what changed before it is committed. */
function expectGolden(name: string, text: string): void {
  const file = `test/golden/test/${name}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('mm-policy test', () => {
  it('ends with 0 where every test of the policy passes', async () => {
    const run = await runMain(['test', 'policies/demo.policy']);
    expect(run.out).toContain('  ✓ a feed outage ends in a kill, not in blind quoting\n');
    expect(run.out).toMatch(/^5 passed, 0 failed · conditions \d+ of \d+ seen both ways$/mu);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
  });

  it('ends with 1 and shows what was expected above what there was', async () => {
    const run = await runMain(['test', FAILING]);
    expect(run.exitCode).toBe(1);
    expectGolden('failing.txt', run.out);
    expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('gives the same facts as JUnit XML', async () => {
    const run = await runMain(['test', '--format', 'junit', FAILING]);
    expect(run.exitCode).toBe(1);
    expectGolden('failing.xml', run.out);
  });

  it('gives the same facts as JSON', async () => {
    const run = await runMain(['test', '--format', 'json', FAILING]);
    expect(JSON.parse(run.out)).toMatchObject({
      passed: 1,
      failed: 2,
      conditions: 7,
      files: [{ file: FAILING, tests: [{ failures: [] }, { line: 30 }, { line: 36 }] }],
    });
  });

  it('plays only the tests whose name has the filter in it', async () => {
    const run = await runMain(['test', FAILING, '--filter', 'OVER $1,000']);
    expect(run.exitCode).toBe(0);
    expect(run.out).toContain('1 passed, 0 failed');
  });

  it('fails where no test ran', async () => {
    const filtered = await runMain(['test', FAILING, '--filter', 'nothing like it']);
    expect(filtered).toMatchObject({ exitCode: 1, err: '' });
    expect(filtered.out).toContain('no test ran');
    const without = await runMain(['test', 'policies/btc.policy']);
    expect(without.exitCode).toBe(1);
  });

  it('fails where fewer conditions were seen than are wanted', async () => {
    const args = ['test', 'policies/demo.policy', '--coverage-threshold'];
    const low = await runMain([...args, '90%']);
    expect(low.exitCode).toBe(1);
    expect(low.err).toMatch(/^33\.3% of the conditions were seen both ways, 90% are wanted$/mu);
    expect((await runMain([...args, '30%'])).exitCode).toBe(0);
    expect((await runMain([...args, 'much'])).exitCode).toBe(2);
  });

  it('ends with 2 and shows the problems where a policy cannot be tested', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'broken.policy');
      writeFileSync(file, readFileSync(FAILING, 'utf8').replace('$10_000', '$10_00'));
      const run = await runMain(['test', file, join(folder, 'missing.policy'), FAILING]);
      expect(run.exitCode).toBe(2);
      expect(run.err).toContain('error[P104]');
      expect(run.err).toContain('error[P801]');
      expect(run.out).toContain('1 passed, 2 failed, 2 could not be tested');
    });
  });
});
