/** A copy of a journal in a folder, of another disk or a mounted host. */
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CopyTarget } from './copy-target.js';

/** A chain of hashes that agrees at its end agrees from its beginning. */
const COMPARED_BYTES = 64 * 1024;

/**
 * Files of the same names, appended to, each batch on the disk (fsync) before the next. A file that
 * is not the beginning of the journal's is set aside as `FILE.diverged-N`, never overwritten;
 * `onAside` hears of it.
 */
export function copyToFolder(folder: string, onAside: (text: string) => void): CopyTarget {
  /** Bytes of each file that are in the copy. */
  const copied = new Map<string, number>();

  /** What is no copy of the file is set aside. */
  async function begin(file: string, copy: string): Promise<number> {
    const size = await sizeOf(copy);
    if (size === null || size === 0) {
      await (await open(copy, 'a')).close();
      await syncDirectory(folder);
      return 0;
    }
    if (await isBeginning(file, copy, size)) return size;
    const aside = await freeName(copy);
    await rename(copy, aside);
    onAside(`the copy held another ${basename(copy)}: it is now ${basename(aside)} (${folder})`);
    return begin(file, copy);
  }

  return {
    name: folder,
    open: async () => {
      await mkdir(folder, { recursive: true });
    },
    sizeOf: async (file) => {
      const copy = join(folder, basename(file));
      const known = copied.get(file);
      // Another hand, or a disk that came back, may have changed it meanwhile.
      const isKnown = known !== undefined && known === (await sizeOf(copy));
      const size = isKnown ? known : await begin(file, copy);
      copied.set(file, size);
      return size;
    },
    append: async (file, offset, lines) => {
      const target = await open(join(folder, basename(file)), 'a');
      try {
        await target.appendFile(lines);
        await target.datasync();
      } finally {
        await target.close();
      }
      copied.set(file, offset + lines.length);
    },
    giveUp: () => undefined,
  };
}

/** Whether the copy's last bytes are those of the journal at the same place. */
async function isBeginning(file: string, copy: string, size: number): Promise<boolean> {
  const from = Math.max(0, size - COMPARED_BYTES);
  const [ours, theirs] = await Promise.all([file, copy].map((path) => readAt(path, from, size)));
  return ours !== undefined && theirs !== undefined && ours.equals(theirs);
}

async function readAt(path: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const length = to - from;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function freeName(copy: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${copy}.diverged-${number}`;
    if ((await sizeOf(name)) === null) return name;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A new file is only there for good when its directory is on the disk too. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
