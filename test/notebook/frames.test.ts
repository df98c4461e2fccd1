/** Results as columns: lengths agree, units are named, what is not known is NaN. */
import { describe, expect, it } from 'vitest';
import { frames } from '../../src/notebook/index.js';
import { trialFixture } from './trial-fixture.js';

const TRIAL = trialFixture({
  fills: [
    {
      at: trialFixture().startMs + 500,
      coin: 'HYPE',
      side: 'buy',
      price: 27,
      size: 4,
      fee: 0.016,
      liquidity: 'maker',
    },
  ],
});

describe('frames of a trial', () => {
  it('have a row a fill, with the time in words and since the start', () => {
    expect(frames.fills(TRIAL)).toEqual({
      'time (UTC)': ['2026-01-05T12:00:00.500Z'],
      'after (s)': [0.5],
      coin: ['HYPE'],
      side: ['buy'],
      'price ($)': [27],
      'size (contracts)': [4],
      'fee ($)': [0.016],
      liquidity: ['maker'],
    });
  });

  it('have one column a trigger, in percent, and NaN where it was not known', () => {
    const columns = frames.headroom(TRIAL);
    expect(columns['stale-quotes HYPE']).toEqual([100, 50, 0, 0]);
    expect(columns['daily-loss']).toEqual([100, 100, 99, 98]);
    expect(columns['HYPE.over-size']).toEqual([100, 100, 100, Number.NaN]);
  });

  it.each([
    ['series', frames.series(TRIAL)],
    ['quotes', frames.quotes(TRIAL, 'HYPE')],
    ['headroom', frames.headroom(TRIAL)],
    ['moments', frames.moments(TRIAL)],
    ['comparison', frames.comparison([TRIAL, TRIAL])],
    ['sweep', frames.sweep([{ settings: { a: '1' }, figures: [TRIAL.figures, TRIAL.figures] }])],
  ])('%s has columns of one length, each of numbers or of texts', (_, columns) => {
    const all = Object.values(columns);
    expect(new Set(all.map(({ length }) => length)).size).toBe(1);
    for (const column of all) {
      expect(new Set(column.map((value) => typeof value)).size).toBe(1);
    }
  });

  it('name the markets there are where one is asked for that is not', () => {
    expect(() => frames.quotes(TRIAL, 'BTC')).toThrow('no market BTC, but HYPE');
  });
});

describe('frames and back', () => {
  it('come back as they went, by way of a frame that keeps rows', () => {
    const columns = frames.quotes(TRIAL, 'HYPE');
    const names = Object.keys(columns);
    const values = columns['mid ($)']?.map((__, row) => names.map((name) => columns[name]?.[row]));
    expect(frames.of({ columns: names, values: values ?? [] })).toEqual(columns);
  });

  it('give a column of numbers as a typed array, and say which there are', () => {
    const columns = frames.quotes(TRIAL, 'HYPE');
    expect(frames.numbers(columns, 'mid ($)')).toEqual(
      Float64Array.from([27, 27.001, 27.002, 27.001]),
    );
    expect(() => frames.numbers(columns, 'price')).toThrow('no column `price`, but time (UTC), ');
    expect(() => frames.numbers(columns, 'time (UTC)')).toThrow('holds texts');
  });
});
