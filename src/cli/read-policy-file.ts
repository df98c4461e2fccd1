/** A policy from the disk, or a problem that says why it cannot be read. */
import { readFile } from 'node:fs/promises';
import { type Diagnostic, ProblemList } from '../diagnostic/index.js';

/** The text of a file, or why there is none. */
export async function readPolicyFile(
  file: string,
): Promise<{ readonly text: string } | { readonly problem: Diagnostic }> {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    return { problem: cannotRead(file, error) };
  }
}

function cannotRead(file: string, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'this is a folder, not a file',
    EACCES: 'it may not be read',
  };
  const reason = reasons[String(code)] ?? 'it cannot be read';
  const problems = new ProblemList(file);
  problems.report('P801', null, `the file cannot be read: ${reason}`, {
    hint: 'give the path of a policy, such as `policies/demo.policy`',
  });
  const [diagnostic] = problems.sorted();
  if (diagnostic === undefined) throw error;
  return diagnostic;
}
