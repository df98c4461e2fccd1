import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLatency } from '../../src/cli/read-latency.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-latency-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(scratch, 'latency.csv');
  writeFileSync(path, text);
  return path;
}

describe('latency on the command line', () => {
  it('is the same both ways, or there and back, or at least and on average more', () => {
    expect(readLatency('5ms')).toEqual({ kind: 'constant', orderMs: 5, responseMs: 5 });
    expect(readLatency('1s/500us')).toEqual({ kind: 'constant', orderMs: 1_000, responseMs: 0.5 });
    expect(readLatency('2ms+3.5ms')).toEqual({
      kind: 'exponential',
      leastMs: 2,
      meanExtraMs: 3.5,
    });
  });

  it('is what a file has measured', () => {
    expect(readLatency(fileOf('at_ms,order_ms,response_ms\n0,5,3\n60000,9,4\n'))).toEqual({
      kind: 'recorded',
      samples: [
        { at: 0, orderMs: 5, responseMs: 3 },
        { at: 60_000, orderMs: 9, responseMs: 4 },
      ],
    });
  });

  it('is refused with the line that is wrong', () => {
    expect(() => readLatency('soon')).toThrow('neither a time nor a file');
    expect(() => readLatency(fileOf('0,5,3\n1,x,3\n'))).toThrow(':2 is not three numbers');
    expect(() => readLatency(fileOf('0,5\n'))).toThrow(':1 is not three numbers');
    expect(() => readLatency(fileOf('5,1,1\n5,1,1\n'))).toThrow('in order of their times');
    expect(() => readLatency(fileOf(''))).toThrow('needs samples');
  });
});
