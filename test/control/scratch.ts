/** A private folder for one test, gone when it is over. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Short, so that a socket's path fits in it. */
export function privateFolder(): string {
  const folder = mkdtempSync('/tmp/mmc-');
  chmodSync(folder, 0o700);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function environmentOf(folder: string): { readonly MM_POLICY_RUNTIME_DIR: string } {
  return { MM_POLICY_RUNTIME_DIR: join(folder) };
}
