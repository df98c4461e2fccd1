/** When a written line is on the disk: within 50 ms by itself, at once where it is asked for. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Done = (error: Error | null) => void;

const { syncs, syncsNow } = vi.hoisted(() => ({ syncs: [] as Done[], syncsNow: [] as number[] }));

vi.mock('node:fs', () => ({
  fdatasync: (_handle: number, done: Done) => syncs.push(done),
  fdatasyncSync: (handle: number) => syncsNow.push(handle),
}));

const { FileSync } = await import('../../src/journal/file-sync.js');

/** The disk says that the oldest sync is done. */
function diskDone(error: Error | null = null): void {
  syncs.shift()?.(error);
}

describe('bringing a journal to the disk', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    syncs.length = 0;
    syncsNow.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  it('begins 50 ms after the first line of a group, once for all of it', () => {
    const sync = new FileSync(7);
    sync.noteWrite();
    vi.advanceTimersByTime(30);
    sync.noteWrite();
    sync.noteWrite();
    vi.advanceTimersByTime(19);
    expect(syncs).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(syncs).toHaveLength(1);
    diskDone();
    vi.advanceTimersByTime(1_000);
    expect(syncs).toHaveLength(0);
  });

  it('begins again for a line that is written while one is under way', async () => {
    const sync = new FileSync(7);
    sync.noteWrite();
    vi.advanceTimersByTime(50);
    sync.noteWrite();
    let isFlushed = false;
    const flushed = sync.flush().then(() => (isFlushed = true));
    diskDone();
    await vi.advanceTimersByTimeAsync(0);
    // The sync under way may have begun before that line: only the next one counts.
    expect({ isFlushed, waiting: syncs.length }).toEqual({ isFlushed: false, waiting: 1 });
    diskDone();
    await flushed;
    expect(isFlushed).toBe(true);
  });

  it('is waited for by a flush, which does not wait for the timer', async () => {
    const sync = new FileSync(7);
    sync.noteWrite();
    const flushed = sync.flush();
    expect(syncs).toHaveLength(1);
    diskDone();
    await flushed;
    vi.advanceTimersByTime(1_000);
    expect(syncs).toHaveLength(0);
    await sync.flush();
    expect(syncs).toHaveLength(0);
  });

  it('that fails stays failed: nothing after it is taken for safe', async () => {
    const sync = new FileSync(7);
    sync.noteWrite();
    vi.advanceTimersByTime(50);
    diskDone(new Error('EIO'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sync.failure?.message).toBe('EIO');
    await expect(sync.flush()).rejects.toThrow('EIO');
  });

  it('is done at the end of a day before the next file begins', () => {
    const sync = new FileSync(7);
    sync.noteWrite();
    sync.flushNow();
    expect(syncsNow).toEqual([7]);
    vi.advanceTimersByTime(1_000);
    expect(syncs).toHaveLength(0);
  });
});
