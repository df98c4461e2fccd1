/** Another process on a core of its own: a venue elsewhere takes none of ours while it answers. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Our main thread leaves the first core to the process until `together` is called; null where
 * there is only one core, or nothing that moves processes (`taskset`).
 */
export function coreApart(pid: number): { readonly together: () => void } | null {
  const last = availableParallelism() - 1;
  if (last < 1) return null;
  if (!moved(['-a', '-p', '-c', '0', String(pid)])) return null;
  const ours = (cores: string): boolean => moved(['-p', '-c', cores, String(process.pid)]);
  if (!ours(`1-${last}`)) return null;
  return { together: () => void ours(`0-${last}`) };
}

function moved(options: readonly string[]): boolean {
  return spawnSync('taskset', options, { stdio: 'ignore' }).status === 0;
}
