import { describe, expect, it } from 'vitest';
import { approximateGlft, solveGlft } from '../../src/quoting/index.js';

const PAPER = { volatility: 0.3, intensity: 0.9, decay: 0.3, riskAversion: 0.01 };

describe('closed-form GLFT quotes', () => {
  it('have the published constants', () => {
    const { baseDistance, skew, halfSpread } = approximateGlft(PAPER);
    expect(baseDistance).toBeCloseTo(3.278982282299, 12);
    expect(skew).toBeCloseTo(0.067865832531, 12);
    expect(halfSpread).toBeCloseTo(3.278982282299 + 0.067865832531 / 2, 12);
  });

  it.each([
    [0, 3.312915, 3.312915],
    [1, 3.380781, 3.245049],
    [5, 3.652244, 2.973586],
    [10, 3.991574, 2.634257],
  ])('meet the published figures at inventory %i', (inventory, bid, ask) => {
    const quotes = approximateGlft(PAPER);
    expect(quotes.bidDistance(inventory)).toBeCloseTo(bid, 6);
    expect(quotes.askDistance(inventory)).toBeCloseTo(ask, 6);
  });

  it('meet the published figure at σ = 0.4', () => {
    expect(approximateGlft({ ...PAPER, volatility: 0.4 }).bidDistance(0)).toBeCloseTo(3.324226, 6);
  });

  it("reproduce hftbacktest's ETHUSDT tutorial in its own units", () => {
    const { halfSpread, skew } = approximateGlft({
      volatility: 10.69,
      intensity: 2.986162360812285,
      decay: 0.04235741115084049,
      riskAversion: 0.05,
      fillRiskAversion: 0.05,
      orderSize: 1,
    });
    expect(halfSpread).toBeCloseTo(20.47208533844371, 12);
    expect(skew).toBeCloseTo(9.76326865029227, 12);
  });

  it('count inventory in contracts where the order size is not 1', () => {
    const { baseDistance, skew, halfSpread, bidDistance, askDistance } = approximateGlft({
      ...PAPER,
      orderSize: 4,
    });
    expect(baseDistance).toBeCloseTo(Math.log(1 + 0.04 / 0.3) / 0.04, 12);
    const expected = 0.3 * Math.sqrt((0.01 / (2 * 0.9 * 4 * 0.3)) * (1 + 0.04 / 0.3) ** 8.5);
    expect(skew).toBeCloseTo(expected, 12);
    expect(bidDistance(0)).toBeCloseTo(halfSpread, 12);
    expect(bidDistance(3) - askDistance(3)).toBeCloseTo(6 * skew, 12);
  });

  it('tend to a maker without fill risk as that risk vanishes', () => {
    const none = approximateGlft({ ...PAPER, fillRiskAversion: 0 });
    const tiny = approximateGlft({ ...PAPER, fillRiskAversion: 1e-9 });
    expect(none.baseDistance).toBe(1 / 0.3);
    expect(none.skew).toBeCloseTo(tiny.skew, 8);
  });

  it('shift with drift and widen with impact as the exact quotes do', () => {
    // Gentle enough that the closed form holds.
    const market = { ...PAPER, volatility: 0.05, drift: 1e-5, impact: 0.1 };
    const plain = approximateGlft({ ...PAPER, volatility: 0.05 });
    const quotes = approximateGlft(market);
    const exact = solveGlft({
      ...market,
      horizonSeconds: null,
      inventoryMin: -80,
      inventoryMax: 80,
    });
    expect(quotes.bidDistance(0)).toBeCloseTo(exact.bidDistance(0) ?? NaN, 3);
    expect(quotes.askDistance(0)).toBeCloseTo(exact.askDistance(0) ?? NaN, 3);
    const drifted = 1e-5 / (0.01 * 0.05 ** 2);
    const skew = plain.skew * Math.exp((0.3 * 0.1) / 4);
    expect(quotes.skew).toBeCloseTo(skew, 12);
    const expected = plain.baseDistance + 0.05 + (0.5 - drifted) * skew;
    expect(quotes.bidDistance(0)).toBeCloseTo(expected, 12);
  });

  it('are far from the exact ones where volatility is large against fills', () => {
    const wild = { ...PAPER, volatility: 1, intensity: 0.2 };
    const exact = solveGlft({ ...wild, horizonSeconds: 600, inventoryMin: -30, inventoryMax: 30 });
    const gap = approximateGlft(wild).bidDistance(20) - (exact.bidDistance(20) ?? NaN);
    expect(gap).toBeGreaterThan(1);
  });

  it('are refused for a drift without volatility and for an order size of 0', () => {
    expect(() => approximateGlft({ ...PAPER, volatility: 0, drift: 1 })).toThrow('volatility');
    expect(() => approximateGlft({ ...PAPER, orderSize: 0 })).toThrow('order size');
    expect(() => approximateGlft({ ...PAPER, fillRiskAversion: -1 })).toThrow('fill');
  });
});
