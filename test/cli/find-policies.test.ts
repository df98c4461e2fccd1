import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPolicies, patternExpression } from '../../src/cli/find-policies.js';
import { inFolder } from './policy-run.js';

const TREE = [
  'a.policy',
  'b.policy',
  'notes.md',
  'presets/ftmo.policy',
  'presets/old/ftmo.policy',
  '.hidden/secret.policy',
  'node_modules/x/x.policy',
];

async function found(...names: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  await inFolder(async (folder) => {
    for (const file of TREE) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    symlinkSync(join(folder, 'notes.md'), join(folder, 'linked.policy'));
    symlinkSync(folder, join(folder, 'loop'));
    const result = await findPolicies(names.map((name) => join(folder, name)));
    files.push(...result.files.map((file) => relative(folder, file)));
    files.push(...result.problems.map(({ code, message }) => `${code} ${message}`));
  });
  return files;
}

describe('findPolicies', () => {
  it('takes a folder for the policies in it and below, hidden ones apart', async () => {
    expect(await found('.')).toEqual([
      'a.policy',
      'b.policy',
      'linked.policy',
      'presets/ftmo.policy',
      'presets/old/ftmo.policy',
    ]);
  });

  it('takes a pattern for the files that it fits', async () => {
    expect(await found('*.policy')).toEqual(['a.policy', 'b.policy', 'linked.policy']);
    expect(await found('**/ftmo.policy')).toEqual([
      'presets/ftmo.policy',
      'presets/old/ftmo.policy',
    ]);
    expect(await found('{b,a}.policy')).toEqual(['a.policy', 'b.policy']);
    expect(await found('?.policy')).toEqual(['a.policy', 'b.policy']);
    expect(await found('presets/*/*.policy')).toEqual(['presets/old/ftmo.policy']);
  });

  it('takes each file once, in the order of the arguments', async () => {
    expect(await found('b.policy', '*.policy')).toEqual(['b.policy', 'a.policy', 'linked.policy']);
  });

  it('leaves a plain name alone, so that reading it says what is wrong', async () => {
    expect(await found('missing.policy', 'notes.md')).toEqual(['missing.policy', 'notes.md']);
  });

  it('says where a folder or a pattern names no policy', async () => {
    expect(await found('node_modules/*.policy')).toEqual(['P801 no file fits this pattern']);
    expect(await found('node_modules/x/../../.hidden/..//notes.md/*')).toEqual([
      'P801 no file fits this pattern',
    ]);
    await inFolder(async (folder) => {
      const { problems } = await findPolicies([folder]);
      expect(problems.map(({ message }) => message)).toEqual(['no policy is in this folder']);
    });
  });
});

describe('patternExpression', () => {
  it.each([
    ['*.policy', 'a.policy', true],
    ['*.policy', 'x/a.policy', false],
    ['**/*.policy', 'a.policy', true],
    ['**/*.policy', 'x/y/a.policy', true],
    ['./p/**', 'p/x/y', true],
    ['a.policy', 'aXpolicy', false],
    ['p+(x)*', 'p+(x)y', true],
    ['{a,b*}.policy', 'bc.policy', true],
    ['{a,b*}.policy', 'c.policy', false],
    ['[ab]*', '[ab]c', true],
  ])('%s and %s: %s', (pattern, path, fits) => {
    expect(patternExpression(pattern).test(path)).toBe(fits);
  });
});
