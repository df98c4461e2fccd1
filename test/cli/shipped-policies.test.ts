import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPresetLibrary } from '../../src/presets/index.js';
import { compilePolicyText } from '../../src/compile/index.js';
import { openMarket, runTrial } from '../../src/study/index.js';
import { runMain } from './captured-io.js';
import { inFolder } from './policy-run.js';

const POLICIES = filesIn('policies');
const PRESETS = filesIn('policies/presets');
/** They show what goes wrong: what they quote is their story. */
const STORIES = filesIn('policies/stories');

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

  it.each([...POLICIES, ...PRESETS, ...STORIES])(
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

  it.each(POLICIES)('%s keeps quoting for two minutes', async (file) => {
    const source = readFileSync(file, 'utf8').replace(/^venue .*$/mu, 'venue embedded');
    const { policy } = compilePolicyText(file, source, openPresetLibrary(file), Date.now());
    if (policy === null) throw new Error(`${file} does not compile on the embedded venue`);
    const sent: number[] = [];
    await runTrial({
      label: file,
      policy,
      market: await openMarket(policy, { kind: 'synthetic', seed: 7, startMs: Date.now() }),
      durationMs: 120_000,
      onStep: ({ at }, decisions) => {
        if (decisions.some(({ kind }) => kind === 'submitOrder')) sent.push(at);
      },
    });
    const [first = 0] = sent;
    expect(sent.some((at) => at - first > 60_000)).toBe(true);
  });

  it('the demo leaves a journal that replays', async () => {
    await inFolder(async (folder) => {
      const journal = join(folder, 'journal');
      const args = ['--speed', 'max', '--for', '30s', '--seed', '7', '--json'];
      const demo = 'policies/demo.policy';
      const { exitCode, err } = await runMain(['run', demo, '--journal', journal, ...args]);
      expect([exitCode, err]).toEqual([0, '']);
      expect(await runMain(['replay', journal])).toMatchObject({ exitCode: 0 });
    });
  });
});
