import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replacePolicyFile } from '../../src/cli/replace-policy-file.js';
import { inFolder } from './policy-run.js';

describe('replacePolicyFile', () => {
  it('writes the new text with the old rights, and leaves nothing else behind', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, 'before\n');
      chmodSync(file, 0o640);
      expect(await replacePolicyFile(file, 'before\n', 'after\n')).toBeNull();
      expect(readFileSync(file, 'utf8')).toBe('after\n');
      expect(statSync(file).mode % 0o1000).toBe(0o640);
      expect(readdirSync(folder)).toEqual(['a.policy']);
    });
  });

  it('does not touch a file that somebody else has changed meanwhile', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, 'by somebody else\n');
      const trouble = await replacePolicyFile(file, 'before\n', 'after\n');
      expect(trouble).toBe('it has changed on disk meanwhile');
      expect(readFileSync(file, 'utf8')).toBe('by somebody else\n');
      expect(readdirSync(folder)).toEqual(['a.policy']);
    });
  });

  it('writes through a link and keeps it', async () => {
    await inFolder(async (folder) => {
      const [file, link] = [join(folder, 'a.policy'), join(folder, 'link.policy')];
      writeFileSync(file, 'before\n');
      symlinkSync(file, link);
      expect(await replacePolicyFile(link, 'before\n', 'after\n')).toBeNull();
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(file, 'utf8')).toBe('after\n');
    });
  });

  it('says why where the file is gone', async () => {
    await inFolder(async (folder) => {
      const trouble = await replacePolicyFile(join(folder, 'gone.policy'), 'before\n', 'after\n');
      expect(trouble).toContain('no such file');
    });
  });
});
