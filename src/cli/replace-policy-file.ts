/** Writes a policy anew, unless somebody else has changed it meanwhile. */
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Null where it was written, otherwise why not. `before` is the text that was read. The new text
 * takes the old one's place whole: a crash leaves one of the two, never a part of a policy.
 */
export async function replacePolicyFile(
  file: string,
  before: string,
  after: string,
): Promise<string | null> {
  try {
    // What a link points to is replaced, not the link.
    const target = await realpath(file);
    const { mode } = await stat(target);
    const draft = `${target}.${process.pid}.tmp`;
    try {
      await writeFile(draft, after, { mode, flag: 'wx' });
      if ((await readFile(target, 'utf8')) !== before) return 'it has changed on disk meanwhile';
      await rename(draft, target);
    } finally {
      await rm(draft, { force: true });
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
