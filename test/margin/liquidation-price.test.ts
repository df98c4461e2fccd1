import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Price } from '../../src/base/index.js';
import { liquidationBuffer, liquidationPrice, maintenanceMargin } from '../../src/margin/index.js';
import { DOCS_ETH, HYPE, TESTNET_BTC } from './instruments.js';

describe('liquidation price', () => {
  it("is the venue's own for the documented ETH long", () => {
    const price = liquidationPrice({
      size: decimal('0.0335'),
      mark: decimal('100.02765').div('0.0335'),
      equity: decimal('3.9675495').plus('1.0002765'),
      maintenanceMargin: decimal('1.0002765'),
      instrument: DOCS_ETH,
    });
    // The payload says 2866.26936529; its inputs are printed with rounding.
    expect(price?.toFixed(4)).toBe('2866.2694');
  });

  it('moves by the unrealised profit of an isolated position over size and rate', () => {
    // Isolated margin counts with unrealised PnL: leaving it out moves the price by this much.
    const position = { size: decimal('0.1'), mark: decimal(60_000), instrument: TESTNET_BTC };
    const ownMargin = maintenanceMargin(TESTNET_BTC, decimal(6_000));
    const withProfit = liquidationPrice({
      ...position,
      equity: decimal(600).plus(100),
      maintenanceMargin: ownMargin,
    });
    const without = liquidationPrice({
      ...position,
      equity: decimal(600),
      maintenanceMargin: ownMargin,
    });
    const shift = without?.minus(withProfit ?? 0).toFixed(6);
    expect(shift).toBe(decimal(100).div('0.1').div('0.9875').toFixed(6));
  });

  it('is null for a long that equity covers down to 0, and where there is no position', () => {
    const account = {
      mark: decimal('27.11'),
      equity: decimal(10_000),
      maintenanceMargin: decimal('13.555'),
      instrument: HYPE,
    };
    expect(liquidationPrice({ ...account, size: decimal(10) })).toBeNull();
    expect(liquidationPrice({ ...account, size: decimal(0) })).toBeNull();
    expect(liquidationPrice({ ...account, size: decimal(-10) })).not.toBeNull();
  });

  it('reads as past liquidation for a short whose account is under water at every mark', () => {
    const inputs = { size: decimal(-10), mark: decimal(27), instrument: HYPE };
    const price = liquidationPrice({
      ...inputs,
      equity: decimal(-500),
      maintenanceMargin: decimal('13.5'),
    });
    expect(price?.toString()).toBe('0');
    expect(liquidationBuffer({ ...inputs, liquidationPrice: price }).toString()).toBe('0');
  });

  it('is the mark at which equity equals the maintenance margin, across tiers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200_000, max: 200_000 }).filter((lots) => lots !== 0),
        fc.integer({ min: 1_000, max: 100_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (lots, markDollars, equityDollars, elsewhereDollars) => {
          const size = decimal(lots).times('0.00001');
          const mark = decimal(markDollars);
          const equity = decimal(equityDollars);
          const elsewhere = decimal(elsewhereDollars);
          const instrument = TESTNET_BTC;
          const marginAt = (price: Price) =>
            elsewhere.plus(maintenanceMargin(instrument, size.times(price)));
          const price = liquidationPrice({
            size,
            mark,
            equity,
            maintenanceMargin: marginAt(mark),
            instrument,
          });
          const surplusAt = (at: Price) =>
            equity.plus(size.times(at.minus(mark))).minus(marginAt(at));
          const atZero = surplusAt(decimal(0));
          const isRight =
            price === null
              ? size.gt(0) && atZero.gte(0)
              : price.isZero()
                ? atZero.lte(0)
                : surplusAt(price).abs().lt('1e-20');
          expect(isRight).toBe(true);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });
});

function buffer(liquidation: Price | null, size = 10, mark = '100') {
  return liquidationBuffer({
    size: decimal(size),
    mark: decimal(mark),
    liquidationPrice: liquidation,
    instrument: TESTNET_BTC,
  });
}

describe('liquidation buffer', () => {
  it('is one half at a distance of one maintenance rate, long or short', () => {
    expect(buffer(decimal('98.75')).toString()).toBe('0.5');
    expect(buffer(decimal('101.25'), -10).toString()).toBe('0.5');
  });

  it('is 0 at liquidation and stays 0 past it', () => {
    expect(buffer(decimal(100)).toString()).toBe('0');
    expect(buffer(decimal(120)).toString()).toBe('0');
    expect(buffer(decimal(80), -10).toString()).toBe('0');
  });

  it('is 1 where nothing can be liquidated', () => {
    expect(buffer(null).toString()).toBe('1');
    expect(buffer(decimal(90), 0).toString()).toBe('1');
  });

  it('uses the rate of the tier at the liquidation price', () => {
    // 1,000 contracts are $9,000 there (40x) though $12,000 at the mark (25x).
    const near = buffer(decimal(9), 1_000, '12');
    expect(near.toFixed(10)).toBe(decimal('0.25').div('0.2625').toFixed(10));
  });

  it('throws on a mark that is not known', () => {
    expect(() => buffer(decimal(90), 10, 'NaN')).toThrow('mark above 0');
    expect(() => buffer(decimal(NaN))).toThrow('number or null');
  });
});
