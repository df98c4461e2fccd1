import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinFigure } from '../../src/notebook/thin-figure.js';
import { thinSeries } from '../../src/notebook/index.js';

const SERIES = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(null)), {
  minLength: 1,
  maxLength: 400,
});

describe('a long series', () => {
  it('keeps both ends, its least and its greatest value, and its order', () => {
    fc.assert(
      fc.property(SERIES, fc.integer({ min: 5, max: 100 }), (values, most) => {
        const kept = thinSeries(values, most);
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, 5));
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(values.length - 1);
        const known = values.filter((value) => value !== null);
        const left = kept.map((index) => values[index] ?? null).filter((value) => value !== null);
        expect(Math.min(...left)).toBe(Math.min(...known));
        expect(Math.max(...left)).toBe(Math.max(...known));
        // A line that breaks somewhere still breaks.
        expect(left.length < kept.length).toBe(known.length < values.length);
      }),
    );
  });

  it('is drawn whole where it is short', () => {
    expect(thinSeries([3, null, 1], 3)).toEqual([0, 1, 2]);
  });
});

describe('a figure with a long line', () => {
  it('is thinned with all that runs beside the line, and says so', () => {
    const length = 100_000;
    const y = Float64Array.from({ length }, (_, index) => Math.sin(index / 1_000));
    y[54_321] = 9;
    const x = Float64Array.from({ length }, (_, index) => index);
    const text = Array.from({ length }, (_, index) => `${index}`);
    const trace = { type: 'scatter', mode: 'lines', x, y, text, line: { color: '#0072b2' } };
    const { figure, note } = thinFigure({ data: [trace], layout: {} });
    const [drawn] = figure.data as [{ x: number[]; y: number[]; text: string[] }];
    expect(drawn.y.length).toBeLessThanOrEqual(4_000);
    expect(drawn.text).toEqual(drawn.x.map(String));
    expect(drawn.y[drawn.x.indexOf(54_321)]).toBe(9);
    expect(note).toMatch(/^[\d,]+ of 100,000 points are drawn/u);
    expect(JSON.stringify(figure).length).toBeLessThan(250_000);
  });

  it('stays as it is where nothing is long, with plain arrays for typed ones', () => {
    const figure = { data: [{ type: 'bar', x: ['a'], y: new Float64Array([1]) }], layout: {} };
    expect(thinFigure(figure)).toEqual({
      figure: { data: [{ type: 'bar', x: ['a'], y: [1] }], layout: {} },
      note: null,
    });
  });
});
