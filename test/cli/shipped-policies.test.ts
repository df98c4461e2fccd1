import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runMain } from './captured-io.js';
import { inFolder } from './policy-run.js';

const POLICIES = filesIn('policies');
const PRESETS = filesIn('policies/presets');

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.policy'))
    .map((name) => `${folder}/${name}`);
}

function hasTests(file: string): boolean {
  return /^ *test "/mu.test(readFileSync(file, 'utf8'));
}

describe('the policies of the package', () => {
  // A day near that of the rulebooks: what is shipped is judged, not how long ago it was read.
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 11, 1) });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  it.each([...POLICIES, ...PRESETS])(
    '%s has no problem and stands in the one layout',
    async (file) => {
      expect(await runMain(['check', file])).toMatchObject({ exitCode: 0 });
      expect(await runMain(['fmt', '--check', file])).toMatchObject({ exitCode: 0 });
    },
  );

  it.each([...POLICIES, ...PRESETS].filter(hasTests))('%s passes its own tests', async (file) => {
    const { exitCode, out } = await runMain(['test', file]);
    expect(out).toContain(' passed, 0 failed');
    expect(exitCode).toBe(0);
  });

  it('all presets have tests', () => {
    expect(PRESETS.filter((file) => !hasTests(file))).toEqual([]);
  });

  it.each(POLICIES)('%s keeps quoting for two minutes, and its journal replays', async (file) => {
    await inFolder(async (folder) => {
      const own = join(folder, 'own.policy');
      const source = readFileSync(file, 'utf8');
      writeFileSync(own, source.replace(/^venue .*$/mu, 'venue embedded'));
      const journal = join(folder, 'journal');
      const args = ['--speed', 'max', '--for', '2m', '--seed', '7', '--json'];
      const { exitCode, out, err } = await runMain(['run', own, '--journal', journal, ...args]);
      expect([exitCode, err]).toEqual([0, '']);
      const sent = sentIn(out);
      const [first = 0] = sent;
      expect(sent.some((at) => at - first > 60_000)).toBe(true);
      expect(await runMain(['replay', journal])).toMatchObject({ exitCode: 0 });
    });
  });
});

/** When orders were sent, from the lines of `run --json`. */
function sentIn(out: string): readonly number[] {
  return [...out.matchAll(/"kind":"submitOrder","at":(\d+)/gu)].map((match) => Number(match[1]));
}
