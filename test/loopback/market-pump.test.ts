import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarketPump } from '../../src/loopback/market-pump.js';
import type { MarketEvent } from '../../src/market/index.js';
import { contextOf, START_MS, turn } from './loopback-fixture.js';
import { VirtualClock } from './virtual-clock.js';

const SEED = 20_250_904;

async function* later(events: readonly MarketEvent[]): AsyncGenerator<MarketEvent> {
  for (const event of events) {
    await turn();
    yield event;
  }
}

async function* breaking(): AsyncGenerator<MarketEvent> {
  yield contextOf(START_MS, '27');
  throw new Error('line 3: no number');
}

describe('the market pump', () => {
  it('has begun once all that is due at the start is applied, however slowly it is read', async () => {
    const events = [0, 0, 1].map((ms) => contextOf(START_MS + ms, '27'));
    const applied: MarketEvent[] = [];
    const pump = new MarketPump(later(events), new VirtualClock(START_MS), (event) =>
      applied.push(event),
    );
    expect(applied).toEqual([]);
    await pump.begun;
    expect(applied).toEqual(events.slice(0, 2));
    pump.stop();
  });

  it('has begun as well where there is no market, or one that breaks', async () => {
    const empty = new MarketPump(later([]), new VirtualClock(START_MS), () => undefined);
    await empty.begun;
    const broken = new MarketPump(breaking(), new VirtualClock(START_MS), () => undefined);
    await Promise.all([broken.begun, expect(broken.ended).rejects.toThrow('no number')]);
    expect(empty.isReading()).toBe(false);
  });

  it('applies every event once, in order, never before its time', async () => {
    const gaps = fc.array(fc.integer({ min: -5, max: 40 }), { maxLength: 1_500 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 2_000 }), async (steps, strideMs) => {
        let at = START_MS;
        const events = steps.map((step) => contextOf((at += step), '27'));
        const clock = new VirtualClock(START_MS);
        const applied: MarketEvent[] = [];
        const pump = new MarketPump(events, clock, (event) => {
          expect(event.at).toBeLessThanOrEqual(clock.nowMs());
          applied.push(event);
        });
        while (applied.length < events.length) {
          clock.advance(strideMs);
          expect(pump.isReading()).toBe(false);
          await turn();
        }
        await pump.ended;
        expect(applied).toEqual(events);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it('says that it is reading while a slow source has not given the next event', async () => {
    const clock = new VirtualClock(START_MS);
    const applied: number[] = [];
    const events = [contextOf(START_MS, '27'), contextOf(START_MS + 10, '28')];
    const pump = new MarketPump(later(events), clock, (event) => applied.push(event.at));
    expect(pump.isReading()).toBe(true);
    while (pump.isReading()) await turn();
    clock.advance(10);
    await pump.ended;
    expect(applied).toEqual([START_MS, START_MS + 10]);
  });

  it('ends with the error of a source that breaks, and of an event that the venue refuses', async () => {
    const clock = new VirtualClock(START_MS);
    const pump = new MarketPump(breaking(), clock, () => undefined);
    await expect(pump.ended).rejects.toThrow('line 3: no number');
    const refusing = new MarketPump([contextOf(START_MS, '27')], clock, () => {
      throw new Error('no such market');
    });
    await expect(refusing.ended).rejects.toThrow('no such market');
  });

  it('applies nothing after it was stopped, and ends', async () => {
    const clock = new VirtualClock(START_MS);
    let applied = 0;
    const pump = new MarketPump([contextOf(START_MS + 5, '27')], clock, () => (applied += 1));
    pump.stop();
    await pump.ended;
    clock.advance(10);
    expect(applied).toBe(0);
  });
});
