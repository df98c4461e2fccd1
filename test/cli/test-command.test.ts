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
    const source = readFileSync('policies/btc.policy', 'utf8');
    const untested = source.slice(0, source.indexOf('test "'));
    await inFolder(async (folder) => {
      const bare = join(folder, 'bare.policy');
      writeFileSync(bare, untested);
      const without = await runMain(['test', bare]);
      expect(without).toMatchObject({ exitCode: 1, err: '' });
      expect(without.out).toContain('no test ran');
    });
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

describe('a file of tests beside a policy', () => {
  const TESTS = 'tests "demo.policy"\n\ntest "t" {\n  given equity $900\n  EXPECT\n}\n';

  it('is checked and played to the policy that it names', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'demo.test.policy');
      writeFileSync(join(folder, 'demo.policy'), readFileSync('policies/demo.policy'));
      writeFileSync(file, TESTS.replace('EXPECT', 'expect kill daily-loss'));
      expect(await runMain(['check', file])).toMatchObject({ exitCode: 0, err: '' });
      const passing = await runMain(['test', file]);
      expect(passing).toMatchObject({ exitCode: 0, err: '' });
      expect(passing.out).toContain('1 passed, 0 failed');
      writeFileSync(file, TESTS.replace('EXPECT', 'expect state active'));
      const failing = await runMain(['test', file]);
      expect(failing.out).toContain('demo.test.policy:3\n');
      expect(failing.exitCode).toBe(1);
    });
  });

  it('is played to a preset with each of its phases', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'firm.test.policy');
      const target = 'given initial_balance $1_000, balance $1_100, trading_days 4';
      const phased = (phase: string, outcome: string): string =>
        `phase ${phase} {\n  test "${phase}" {\n    ${target}\n    expect objective profit-target ${outcome}\n  }\n}\n`;
      const any = 'test "any" {\n  given BTC.mark $100_000\n  expect state active in BTC\n}\n';
      const tests = `tests "ftmo-challenge"\n\n${any}\n${phased('challenge', 'met')}`;
      writeFileSync(file, `${tests}\n${phased('verification', 'met')}`);
      expect(await runMain(['check', file])).toMatchObject({ exitCode: 0, err: '' });
      const passing = await runMain(['test', file]);
      expect(passing).toMatchObject({ exitCode: 0, err: '' });
      expect(passing.out).toContain('3 passed, 0 failed');
      writeFileSync(file, `${tests}\n${phased('verification', 'open')}`);
      expect((await runMain(['test', file])).out).toContain('2 passed, 1 failed');
      writeFileSync(file, `${tests}\n${phased('funded', 'met')}`);
      const strange = await runMain(['check', file]);
      expect(strange.exitCode).toBe(1);
      expect(strange.out).toContain('error[P206]: the preset has no phase `funded`');
      expect(strange.out).toContain('1 error, 0 warnings in 1 file');
    });
  });

  it('is refused with rules in it, and without its policy', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'demo.test.policy');
      writeFileSync(file, TESTS.replace('EXPECT', 'expect state active'));
      const alone = await runMain(['test', file]);
      expect(alone).toMatchObject({ exitCode: 2 });
      expect(alone.err).toContain('error[P801]: the policy `demo.policy` cannot be read');
      writeFileSync(join(folder, 'demo.policy'), readFileSync('policies/demo.policy'));
      writeFileSync(file, 'tests "demo.policy"\n\nlimit a open_orders <= 3\n');
      const mixed = await runMain(['check', file]);
      expect(mixed).toMatchObject({ exitCode: 1 });
      expect(mixed.out).toContain('error[P118]: only tests stand in a file of tests');
    });
  });
});
