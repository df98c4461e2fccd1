/** Goal: the figures before a liquidation agree with one another and with the venue's formula. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  distanceToLiquidation,
  initialMargin,
  liquidationPrice,
  maintenanceMargin,
  type MarginedPosition,
  marginCushion,
} from '../../src/margin/index.js';
import { HYPE, TESTNET_BTC as BTC } from './instruments.js';

const held = (
  size: number | string,
  mark: number | string,
  instrument = HYPE,
): MarginedPosition => ({
  instrument,
  size: decimal(size),
  mark: decimal(mark),
});

describe('the margin cushion', () => {
  it('is equity less what the tiers ask, worked out by hand', () => {
    // HYPE at 10x keeps 1 / 20 of 2,000 USD.
    const {
      maintenanceMargin: kept,
      cushion,
      cushionRatio,
    } = marginCushion(decimal(500), [held(100, 20)]);
    expect([kept, cushion, cushionRatio].map(String)).toEqual(['100', '400', '0.8']);
  });

  it('is all of a flat account', () => {
    const { cushion, cushionRatio } = marginCushion(decimal(500), []);
    expect([cushion, cushionRatio].map(String)).toEqual(['500', '1']);
    expect(String(marginCushion(decimal(500), [held(0, 20)]).cushionRatio)).toBe('1');
  });

  it('has no ratio without equity, and no cushion: flat or not', () => {
    for (const equity of [0, -1]) {
      for (const positions of [[], [held(-3, 20)]]) {
        const { cushion, cushionRatio } = marginCushion(decimal(equity), positions);
        expect(cushionRatio).toBeNull();
        expect(cushion.lte(0)).toBe(true);
      }
    }
  });

  it.each([
    ['equity', () => marginCushion(decimal(NaN), [])],
    ['equity', () => marginCushion(decimal(Infinity), [held(1, 20)])],
    ['size', () => marginCushion(decimal(1), [held(NaN, 20)])],
    ['mark', () => marginCushion(decimal(1), [held(1, NaN)])],
    ['mark', () => marginCushion(decimal(1), [held(1, 0)])],
    ['mark', () => distanceToLiquidation(decimal(1), [held(1, -5)], 'HYPE')],
    ['position', () => distanceToLiquidation(decimal(1), [held(0, 5)], 'HYPE')],
    ['position', () => distanceToLiquidation(decimal(1), [held(1, 5)], 'BTC')],
  ])('refuses what is no number rather than call it safe: %s', (what, reckon) => {
    expect(reckon).toThrow(what);
  });

  it('is the sum over markets, each by its own tiers, and falls as any position grows', () => {
    const amounts = fc.record({
      equity: fc.integer({ min: 1, max: 10_000_000 }),
      hype: fc.integer({ min: -50_000, max: 50_000 }),
      btc: fc.integer({ min: -9_000, max: 9_000 }),
      more: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(amounts, ({ equity, hype, btc, more }) => {
        const reckon = (bigger: number) =>
          marginCushion(decimal(equity), [
            held(hype, 27),
            held(btc < 0 ? btc - bigger : btc + bigger, 100_000, BTC),
          ]);
        const now = reckon(0);
        const [inHype, inBtc] = [
          maintenanceMargin(HYPE, decimal(hype).times(27)),
          maintenanceMargin(BTC, decimal(btc).times(100_000)),
        ];
        expect(now.maintenanceMargin.eq(inHype.plus(inBtc))).toBe(true);
        expect(now.cushion.plus(now.maintenanceMargin).eq(equity)).toBe(true);
        expect(reckon(more).cushion.lt(now.cushion)).toBe(true);
        // Half of the initial margin at the best leverage is the most a first tier asks.
        expect(inHype.lte(initialMargin(decimal(hype), decimal(27), HYPE.maxLeverage).div(2))).toBe(
          true,
        );
      }),
    );
  });
});

describe('the distance to liquidation', () => {
  it('is that of the venue, by hand', () => {
    // Long 100 at 20 with 500: liquidated at 20 − 400 / 100 / (1 − 1/20) = 15.789….
    const distance = distanceToLiquidation(decimal(500), [held(100, 20)], 'HYPE');
    expect(distance?.toFixed(6)).toBe('0.210526');
  });

  it('is nothing at liquidation and beyond it, long or short', () => {
    for (const size of [100, -100]) {
      for (const equity of [100, 99, 0, -50]) {
        expect(String(distanceToLiquidation(decimal(equity), [held(size, 20)], 'HYPE'))).toBe('0');
      }
    }
  });

  it('is not there for a long that the account could buy outright', () => {
    expect(distanceToLiquidation(decimal(5_000), [held(100, 20)], 'HYPE')).toBeNull();
    expect(distanceToLiquidation(decimal(5_000), [held(-100, 20)], 'HYPE')).not.toBeNull();
  });

  it('is where the cushion ends: moved there by the mark, nothing of it is left', () => {
    const account = fc.record({
      size: fc.integer({ min: -5_000, max: 5_000 }).filter((size) => size !== 0),
      mark: fc.integer({ min: 50, max: 150_000 }),
      utilisation: fc.double({ min: 0.01, max: 1.5, noNaN: true }),
    });
    fc.assert(
      fc.property(account, ({ size, mark, utilisation }) => {
        const position = held(size, mark, BTC);
        const notional = decimal(size).abs().times(mark);
        const equity = notional.div(20).div(utilisation);
        const distance = distanceToLiquidation(equity, [position], 'BTC');
        const { cushion } = marginCushion(equity, [position]);
        expect(distance?.isZero() ?? false).toBe(cushion.lte(0));
        if (distance === null || distance.isZero()) return;
        const move = distance.times(mark).times(size > 0 ? -1 : 1);
        const there = marginCushion(equity.plus(move.times(size)), [
          { ...position, mark: position.mark.plus(move) },
        ]);
        expect(there.cushion.abs().lte(notional.times('1e-12'))).toBe(true);
        const maintenance = marginCushion(equity, [position]).maintenanceMargin;
        const inputs = {
          size: position.size,
          mark: position.mark,
          equity,
          maintenanceMargin: maintenance,
          instrument: BTC,
        };
        const price = liquidationPrice(inputs);
        expect(price?.minus(position.mark.plus(move)).abs().lte(position.mark.times('1e-15'))).toBe(
          true,
        );
      }),
    );
  });
});
