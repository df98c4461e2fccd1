import { describe, expect, it } from 'vitest';
import { MEASURE_NAMES, MEASURE_TABLE } from '../../src/check/index.js';
import { LATER_MEASURES } from '../../src/check/measure-table.js';

describe('the table of measures', () => {
  it('holds every measure a policy may name, each with its meaning', () => {
    expect(Object.keys(MEASURE_TABLE).toSorted()).toEqual([...MEASURE_NAMES].toSorted());
    for (const { meaning } of Object.values(MEASURE_TABLE)) expect(meaning).not.toBe('');
  });

  it('promises for later only what it has not now', () => {
    expect(LATER_MEASURES.filter((name) => name in MEASURE_TABLE)).toEqual([]);
  });

  it('gives sums over all markets to measures of a market only', () => {
    const summed = Object.values(MEASURE_TABLE).filter(({ hasAccountSum }) => hasAccountSum);
    expect(summed.map(({ scope }) => scope)).toEqual(summed.map(() => 'market'));
  });
});
