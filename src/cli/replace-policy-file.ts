/** Writes a policy anew, unless somebody else has changed it meanwhile. */
import { readFile, writeFile } from 'node:fs/promises';

/** Null where it was written, otherwise why not. `before` is the text that was read. */
export async function replacePolicyFile(
  file: string,
  before: string,
  after: string,
): Promise<string | null> {
  try {
    const now = await readFile(file, 'utf8');
    if (now !== before) return 'it has changed on disk meanwhile';
    await writeFile(file, after);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
