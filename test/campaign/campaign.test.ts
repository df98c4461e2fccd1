/** A share of `npm run soak -- --faults` that fits a test run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeSession, type JudgedSession } from './judge-session.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-campaign-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let journals = 0;

const SEED = 1;

function play(number: number, lastsMs: number, overSockets = false): Promise<JudgedSession> {
  const journal = join(scratch, String((journals += 1)));
  return judgeSession({ seed: SEED, number, lastsMs, journal, overSockets });
}

function linesOf({ record }: JudgedSession): readonly string[] {
  return readFileSync(join(record.journal, 'audit-2026-11-02.jsonl'), 'utf8').split('\n');
}

describe('a session on a venue with every fault', () => {
  it.each([2, 3, 4])('keeps its policy and its books: %i', async (number) => {
    const { findings, counts } = await play(number, 120_000);
    expect(findings).toEqual([]);
    expect(counts['orders']).toBeGreaterThan(0);
  });

  it('does so over sockets too', async () => {
    const { findings, counts } = await play(1, 45_000, true);
    expect(findings).toEqual([]);
    expect(counts['orders']).toBeGreaterThan(0);
  });

  it('writes the same journal for the same seed, to the byte', async () => {
    const [one, two] = [await play(6, 45_000), await play(6, 45_000)];
    const [wanted, got] = [linesOf(one), linesOf(two)];
    expect(got.find((line, index) => line !== wanted[index])).toBeUndefined();
    expect(got.length).toBe(wanted.length);
    expect(two.record.faults).toEqual(one.record.faults);
  });
});
