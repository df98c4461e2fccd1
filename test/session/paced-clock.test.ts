import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createPacedClock, type PacedClock } from '../../src/session/index.js';
import { TimerQueue } from '../../src/session/timer-queue.js';

const AT_REST = {
  isSettled: () => true,
  writeOff: () => undefined,
  failed: () => undefined,
};

describe('the paced clock', () => {
  let clock: PacedClock | null = null;
  afterEach(() => clock?.stop());

  it('runs callbacks in order of time, and those of one time in order of scheduling', async () => {
    const paced = createPacedClock({ startMs: 1_000, speed: Infinity });
    clock = paced;
    const seen: string[] = [];
    const note = (label: string) => () => seen.push(`${label}@${paced.nowMs()}`);
    paced.callAt(3_000, note('late'));
    paced.callAt(2_000, note('first'));
    paced.callAt(2_000, note('second'));
    const cancel = paced.callAt(2_500, note('never'));
    cancel();
    await new Promise<void>((resolve) => {
      paced.callAt(4_000, resolve);
      paced.start(AT_REST);
    });
    expect(seen).toEqual(['first@2000', 'second@2000', 'late@3000']);
    expect(paced.nowMs()).toBe(4_000);
  });

  it('stands still while something is under way', async () => {
    const paced = createPacedClock({ startMs: 0, speed: Infinity });
    clock = paced;
    let isSettled = true;
    let second = 0;
    paced.callAt(10, () => {
      isSettled = false;
      setTimeout(() => {
        expect(second).toBe(0);
        expect(paced.nowMs()).toBe(10);
        isSettled = true;
      }, 20);
    });
    await new Promise<void>((resolve) => {
      paced.callAt(20, () => {
        second = paced.nowMs();
        resolve();
      });
      paced.start({ ...AT_REST, isSettled: () => isSettled });
    });
    expect(second).toBe(20);
  });

  it('keeps to the wall clock times its speed', async () => {
    const paced = createPacedClock({ startMs: 0, speed: 20 });
    clock = paced;
    const startedMs = performance.now();
    await new Promise<void>((resolve) => {
      paced.callAt(2_000, resolve);
      paced.start(AT_REST);
    });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(99);
  });

  it('stands still and says so where a callback throws', async () => {
    const paced = createPacedClock({ startMs: 0, speed: Infinity });
    clock = paced;
    paced.callAt(10, () => {
      throw new Error('a bug');
    });
    paced.callAt(20, () => undefined);
    const error = await new Promise((resolve) => {
      paced.start({ ...AT_REST, failed: resolve });
    });
    expect(String(error)).toContain('a bug');
    expect(paced.nowMs()).toBe(10);
  });

  it('goes on once after a loss that never comes to rest is written off', async () => {
    const paced = createPacedClock({ startMs: 0, speed: Infinity, stallMs: 30 });
    clock = paced;
    let isLost = true;
    const writeOff = (): void => {
      isLost = false;
    };
    await new Promise<void>((resolve) => {
      paced.callAt(10, resolve);
      paced.start({ ...AT_REST, isSettled: () => !isLost, writeOff });
    });
    expect(isLost).toBe(false);
  });

  it('runs a callback that is due in the past without moving time back', async () => {
    const paced = createPacedClock({ startMs: 500, speed: Infinity });
    clock = paced;
    await new Promise<void>((resolve) => {
      paced.callAt(100, resolve);
      paced.start(AT_REST);
    });
    expect(paced.nowMs()).toBe(500);
  });
});

describe('the timer queue', () => {
  it('hands out what a stable sort by time would, whatever was cancelled', () => {
    const entry = fc.record({ atMs: fc.integer({ min: 0, max: 20 }), isCancelled: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const queue = new TimerQueue();
        const taken: number[] = [];
        entries.forEach(({ atMs, isCancelled }, index) => {
          const cancel = queue.add(atMs, () => taken.push(index));
          if (isCancelled) cancel();
        });
        for (let slot = queue.take(); slot !== null; slot = queue.take()) slot.callback();
        const expected = entries
          .map((value, index) => ({ ...value, index }))
          .filter((value) => !value.isCancelled)
          .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
          .map((value) => value.index);
        expect(taken).toEqual(expected);
        expect(queue.nextTime()).toBeNull();
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
