import { describe, expect, it } from 'vitest';
import { loadColumns, loadMarket, plot } from '../../src/notebook/index.js';
import { thinFigure } from '../../src/notebook/thin-figure.js';

const OPTIONS = { recording: null, coin: 'HYPE', minutes: 1, seed: 7 };

describe('a market as columns', () => {
  it('has the tops, trades and marks of its events, in their order', async () => {
    const { events } = await loadMarket(OPTIONS);
    const { tops, trades, marks } = await loadColumns(OPTIONS);
    const heard = events.filter((event) => event.kind === 'topChanged');
    expect(Array.from(tops.at)).toEqual(heard.map(({ at }) => at));
    expect(Array.from(tops.bid)).toEqual(heard.map(({ bid }) => bid?.price.toNumber()));
    expect(Array.from(tops.askSize)).toEqual(heard.map(({ ask }) => ask?.size.toNumber()));
    const printed = events.filter((event) => event.kind === 'tradePrinted');
    expect(Array.from(trades.signedSize)).toEqual(
      printed.map(({ side, size }) => (side === 'buy' ? 1 : -1) * size.toNumber()),
    );
    const told = events.filter((event) => event.kind === 'contextChanged');
    expect(Array.from(marks.mark)).toEqual(told.map(({ mark }) => mark.toNumber()));
    expect([trades.price.length, marks.oracle.length, marks.fundingRate.length]).toEqual([
      printed.length,
      told.length,
      told.length,
    ]);
  });

  it('says what is wrong before anything is read', async () => {
    const endless = { ...OPTIONS, minutes: Infinity };
    await expect(loadColumns(endless)).rejects.toThrow('say how many minutes');
    await expect(loadColumns({ ...OPTIONS, coin: 'DOGE' })).rejects.toThrow('lists no DOGE');
    await expect(loadColumns({ ...OPTIONS, minutes: 0 })).resolves.toMatchObject({
      tops: { at: new Float64Array() },
    });
  });
});

describe('a chart of a million points', () => {
  it('holds as many as can be seen, its peak among them, and tells how many there were', () => {
    const times = Float64Array.from({ length: 1_000_000 }, (_, index) => 1_000 * index);
    const values = Float64Array.from(times, (at) => Math.sin(at / 1e8));
    values[777_777] = 5;
    values[3] = Number.NaN;
    const lines = [{ name: 'mid', times, values, color: '#0072b2' }];
    const figure = plot.overTime({ title: 'Where is mid?', yTitle: 'price ($)', lines });
    const [trace] = figure.data;
    expect(trace?.y.length).toBeLessThanOrEqual(4_000);
    expect(trace?.x[trace.y.indexOf(5)]).toBe(new Date(777_777_000).toISOString());
    expect(trace?.y).toContain(null);
    const { note } = thinFigure(figure);
    expect(note).toMatch(/^[\d,]+ of 1,000,000 points are drawn/u);
    expect(JSON.stringify(figure).length).toBeLessThan(300_000);
  });
});
