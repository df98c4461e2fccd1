import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { encodeMeta, WireError } from '../../src/hyperliquid/index.js';
import { decodeMeta } from '../../src/hyperliquid/meta.js';
import meta from './fixtures/meta.json' with { type: 'json' };

describe('meta', () => {
  it('numbers a market by its place, delisted ones included, and lists the others', () => {
    expect(decodeMeta(meta).map(({ assetId, coin }) => [assetId, coin])).toEqual([
      [0, 'BTC'],
      [1, 'ETH'],
      [3, 'HYPE'],
    ]);
  });

  it('takes tiers from the margin table, and a single tier where there is none', () => {
    const [btc, eth] = decodeMeta(meta);
    expect(btc?.marginTiers).toEqual([
      { lowerBound: decimal(0), maxLeverage: 40 },
      { lowerBound: decimal(150_000_000), maxLeverage: 20 },
    ]);
    expect(eth?.marginTiers).toEqual([{ lowerBound: decimal(0), maxLeverage: 25 }]);
  });

  it('refuses tiers that do not ascend from 0', () => {
    const tiers = [{ lowerBound: '10.0', maxLeverage: 40 }];
    const wrong = { ...meta, marginTables: [[56, { description: '', marginTiers: tiers }]] };
    expect(() => decodeMeta(wrong)).toThrow('meta.marginTables: tiers of BTC do not ascend from 0');
  });

  it('names the field where a payload is not what it should be', () => {
    const wrong = { universe: [{ name: 'BTC', szDecimals: '5', maxLeverage: 40 }] };
    expect(() => decodeMeta(wrong)).toThrow(WireError);
    expect(() => decodeMeta(wrong)).toThrow(/^meta\.universe\.0\.szDecimals: /);
  });

  it('brings back the instruments that were encoded, whatever their numbers', () => {
    const instrument = fc.record({
      assetId: fc.nat(40),
      sizeDecimals: fc.nat(5),
      maxLeverage: fc.integer({ min: 3, max: 50 }),
      secondTier: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
    });
    const instruments = fc.uniqueArray(instrument, {
      selector: (one) => one.assetId,
      maxLength: 8,
    });
    fc.assert(
      fc.property(instruments, (drawn) => {
        const listed = drawn
          .sort((left, right) => left.assetId - right.assetId)
          .map(({ assetId, maxLeverage, secondTier, sizeDecimals }) => ({
            coin: `COIN${assetId}`,
            assetId,
            sizeDecimals,
            maxLeverage,
            marginTiers: [
              { lowerBound: decimal(0), maxLeverage },
              ...(secondTier === null ? [] : [{ lowerBound: decimal(secondTier), maxLeverage: 2 }]),
            ],
          }));
        const wire: unknown = JSON.parse(JSON.stringify(encodeMeta(listed)));
        expect(decodeMeta(wire)).toEqual(listed);
      }),
      { numRuns: 50, seed: 7 },
    );
  });
});
