/** A venue that is busy is asked again; one that says no, or is not there, is not. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/index.js';
import { patiently } from '../../src/session/patiently.js';
import { VenueError } from '../../src/venue/index.js';

/** Every wait is over at once. */
function jumping(): { readonly clock: Clock; readonly waits: number[] } {
  let nowMs = 0;
  const waits: number[] = [];
  const callAt = (atMs: number, call: () => void): (() => void) => {
    waits.push(atMs - nowMs);
    nowMs = atMs;
    queueMicrotask(call);
    return () => undefined;
  };
  return { clock: { nowMs: () => nowMs, callAt }, waits };
}

async function ask(...failures: readonly Error[]) {
  const { clock, waits } = jumping();
  const left = [...failures];
  const answer = await patiently({ clock, notice: () => undefined }, () => {
    const failure = left.shift();
    return failure === undefined ? Promise.resolve('meta') : Promise.reject(failure);
  }).catch((error: unknown) => error);
  return { answer, waits };
}

const told = (status: number): VenueError =>
  new VenueError(`meta: HTTP ${status}`, status >= 429, { status });

describe('patience with a venue', () => {
  it('asks again where it says that it is busy, longer and longer apart', async () => {
    const { answer, waits } = await ask(told(429), told(503), told(500));
    expect(answer).toBe('meta');
    expect(waits).toEqual([2_000, 4_000, 8_000]);
  });

  it('goes by the status, and not by what the words look like', async () => {
    const words = new VenueError('meta: the proxy says HTTP 429', true);
    expect(await ask(words)).toEqual({ answer: words, waits: [] });
    const refused = told(422);
    expect(await ask(refused)).toEqual({ answer: refused, waits: [] });
  });

  it('gives up after a while, with the last error', async () => {
    const errors = Array.from({ length: 9 }, () => told(429));
    const { answer, waits } = await ask(...errors);
    expect(answer).toBe(errors[5]);
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
  });
});
