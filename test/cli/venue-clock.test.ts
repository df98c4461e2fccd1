import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VenueClock } from '../../src/cli/venue-clock.js';
import { VirtualClock } from '../loopback/virtual-clock.js';

const START_MS = 1_000_000;

function openClock() {
  const wall = new VirtualClock(START_MS);
  const clock = new VenueClock(wall);
  const heard: string[] = [];
  const note = (what: string) => () => void heard.push(`${clock.nowMs() - START_MS} ${what}`);
  return { wall, clock, heard, note };
}

const settled = (): Promise<void> => Promise.resolve();

describe('the clock of a served venue', () => {
  it('runs with the wall clock, and calls what is due in order', () => {
    const { wall, clock, heard, note } = openClock();
    clock.callAt(START_MS + 20, note('b'));
    clock.callAt(START_MS + 10, note('a'));
    const callOff = clock.callAt(START_MS + 15, note('never'));
    clock.callAt(START_MS + 20, note('c'));
    callOff();
    wall.advance(15);
    expect(heard).toEqual(['10 a']);
    wall.advance(15);
    expect(heard).toEqual(['10 a', '20 b', '20 c']);
    expect(clock.nowMs()).toBe(START_MS + 30);
  });

  it('is moved on: each thing at its own time, also what the others set off', async () => {
    const { wall, clock, heard, note } = openClock();
    clock.callAt(START_MS + 1_000, () => {
      note('first')();
      clock.callAt(START_MS + 2_000, note('second'));
    });
    clock.callAt(START_MS + 9_000, note('later'));
    await clock.advance(5_000, settled);
    expect(heard).toEqual(['1000 first', '2000 second']);
    expect(clock.nowMs()).toBe(START_MS + 5_000);
    wall.advance(4_000);
    expect(heard.at(-1)).toBe('9000 later');
  });

  it('waits with the next until the last has come to rest, and one move for another', async () => {
    const { clock, heard, note } = openClock();
    clock.callAt(START_MS + 10, note('one'));
    clock.callAt(START_MS + 20, note('two'));
    const rest = async (): Promise<void> => {
      await Promise.resolve();
      note('rest')();
    };
    await Promise.all([clock.advance(10, rest), clock.advance(10, rest)]);
    expect(heard).toEqual(['0 rest', '10 one', '10 rest', '10 rest', '20 two', '20 rest']);
  });

  it('calls nothing any more once it is stopped', () => {
    const { wall, clock, heard, note } = openClock();
    clock.callAt(START_MS + 10, note('never'));
    clock.stop();
    wall.advance(100);
    expect(heard).toEqual([]);
  });

  it('comes to the same, however it gets there', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 });
    const moves = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 })));
    await fc.assert(
      fc.asyncProperty(times, moves, async (due, steps) => {
        const { wall, clock, heard, note } = openClock();
        due.forEach((at, index) => clock.callAt(START_MS + at, note(`${index}`)));
        for (const [isWall, durationMs] of steps) {
          if (isWall) wall.advance(durationMs);
          else await clock.advance(durationMs, settled);
        }
        const passed = steps.reduce((sum, [, durationMs]) => sum + durationMs, 0);
        expect(clock.nowMs()).toBe(START_MS + passed);
        const expected = due
          .map((at, index) => ({ at, index }))
          .filter(({ at }) => at <= passed && (passed > 0 || at < 0))
          .toSorted((one, two) => one.at - two.at)
          .map(({ at, index }) => `${at} ${index}`);
        expect(heard).toEqual(expected);
      }),
    );
  });
});
