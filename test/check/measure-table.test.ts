import { describe, expect, it } from 'vitest';
import { MEASURE_NAMES, MEASURE_TABLE, type MeasureName } from '../../src/check/index.js';
import { isMeasureName } from '../../src/check/measure-table.js';

const ROWS = Object.entries(MEASURE_TABLE);

function isGivable(name: MeasureName): boolean {
  return ['moving', 'first-only'].includes(MEASURE_TABLE[name].given);
}

describe('the table of measures', () => {
  it('holds every measure a policy may name, each with its meaning', () => {
    expect(Object.keys(MEASURE_TABLE).toSorted()).toEqual([...MEASURE_NAMES].toSorted());
    for (const { meaning } of Object.values(MEASURE_TABLE)) expect(meaning).not.toBe('');
  });

  it.each(ROWS)('says what a lack of data makes of %s, and who tells it', (_, row) => {
    expect(row.whenMissing).not.toBe('');
    expect(row.source === 'venue').toBe(row.feeds.length > 0);
    if (row.source === 'order') expect(row.scope).toBe('order');
  });

  it('lets a test leave unheard only what it may also set', () => {
    const unheard = ROWS.filter(([, { mayBeUnheard }]) => mayBeUnheard);
    expect(unheard.map(([, { given }]) => given)).toEqual(unheard.map(() => 'moving'));
  });

  it.each(ROWS.filter(([, { followsFrom }]) => followsFrom !== null))(
    'names for %s, which is computed, what a test can give',
    (_, { given, followsFrom }) => {
      const sources = (followsFrom ?? '').match(/(?<=`)\w+(?=`)/gu) ?? [];
      expect(given).toBe('computed');
      expect(sources).not.toEqual([]);
      expect(sources.filter((name) => isMeasureName(name) && isGivable(name))).toEqual(sources);
    },
  );

  it('gives sums over all markets to measures of a market only', () => {
    const summed = Object.values(MEASURE_TABLE).filter(({ hasAccountSum }) => hasAccountSum);
    expect(summed.map(({ scope }) => scope)).toEqual(summed.map(() => 'market'));
  });
});
