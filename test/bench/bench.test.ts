import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { median } from './bench-result.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function bench(...args: readonly string[]) {
  const command = ['--no-warnings', 'test/bench/main.ts', ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8' });
}

describe('the benchmarks', () => {
  it('write their figures as JSON in the agreed shape', () => {
    const file = join(scratch, 'results.json');
    const { status, stdout } = bench('--only', 'glft-ladder', '--json', file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^glft-ladder +[\d.,]+ µs\n$/u);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      results: [
        { name: 'glft-ladder', value: expect.any(Number) as number, unit: 'µs', target: 5 },
      ],
    });
  });

  it('name themselves where an unknown one is asked for, and end with 2', () => {
    const { status, stderr } = bench('--only', 'nope');
    expect(status).toBe(2);
    expect(stderr).toContain('there are engine-decisions, ');
  });
});

describe('the median', () => {
  it('has as many values below it as above', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        const below = list.filter((value) => value < middle).length;
        const above = list.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(list.length / 2);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
