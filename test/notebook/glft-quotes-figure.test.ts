import { describe, expect, it } from 'vitest';
import { plot } from '../../src/notebook/index.js';
import { approximateGlft, solveGlft } from '../../src/quoting/index.js';

const MARKET = { volatility: 0.3, intensity: 0.9, decay: 0.3, riskAversion: 0.01 };

function figureOf(inventoryMin: number, inventoryMax: number) {
  return plot.quotesByInventory({
    title: 'Do they agree?',
    exact: solveGlft({ ...MARKET, horizonSeconds: null, inventoryMin, inventoryMax }),
    closedForm: approximateGlft(MARKET),
    lengthUnit: 'ticks',
  });
}

interface Annotation {
  readonly text: string;
  readonly y: number;
}

describe('chart of GLFT quotes', () => {
  it('has a line for each quote, ending where there is none', () => {
    const { data } = figureOf(-2, 3);
    expect(data.map((trace) => [trace.name, trace.x.join()])).toEqual([
      ['bid, exact', '-2,-1,0,1,2'],
      ['ask, exact', '-1,0,1,2,3'],
      ['bid, closed form', '-2,-1,0,1,2'],
      ['ask, closed form', '-1,0,1,2,3'],
    ]);
    expect(data[2]?.y[2]).toBeCloseTo(3.312915, 6);
  });

  it('names the unit on both axes and labels each line apart from the others', () => {
    const { layout } = figureOf(-30, 30);
    const text = JSON.stringify(layout);
    expect(text).toContain('distance of the quote from mid (ticks)');
    expect(text).toContain('inventory (unit orders held; below 0 is short)');
    const labels = layout['annotations'] as readonly Annotation[];
    expect(labels).toHaveLength(4);
    const gaps = labels.slice(1).map((label, i) => (labels[i]?.y ?? NaN) - label.y);
    const [bottom = NaN, top = NaN] = (layout['yaxis'] as { range: number[] }).range;
    expect(Math.min(...gaps)).toBeGreaterThan((top - bottom) * 0.06);
  });

  it('is plain data that survives storage', () => {
    const figure = figureOf(-3, 3);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });
});
