import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  encodeAssetContext,
  encodeMetaAndAssetCtxs,
  encodeUserFees,
  encodeUserRateLimit,
  wireDecimal,
} from '../../src/hyperliquid/index.js';
import { NonceSource } from '../../src/hyperliquid/nonce-source.js';
import { decodeUserAbstraction } from '../../src/hyperliquid/user-abstraction.js';
import { decodeUserFees } from '../../src/hyperliquid/user-fees.js';
import { decodeUserRateLimit } from '../../src/hyperliquid/user-rate-limit.js';

describe('small answers', () => {
  it('tell the rates that the account pays', () => {
    const rates = { maker: decimal('0.00015'), taker: decimal('0.00045') };
    expect(decodeUserFees(encodeUserFees(rates))).toEqual(rates);
    expect(() => decodeUserFees({ userAddRate: '0.00015' })).toThrow('userFees.userCrossRate: ');
  });

  it('tell the budget of actions', () => {
    const budget = { volume: decimal('373.47'), used: 5, cap: 10373 };
    expect(decodeUserRateLimit(encodeUserRateLimit(budget))).toEqual(budget);
  });

  it('hand on a mode of the account that is not known yet', () => {
    expect(decodeUserAbstraction('brandNewMode')).toBe('brandNewMode');
    expect(() => decodeUserAbstraction({})).toThrow(/^userAbstraction: /);
  });

  it('pair the universe with a context for each of its markets', () => {
    const mark = decimal('27.11');
    const context = { mark, oracle: decimal('27.1'), fundingRate: decimal('0.0000125') };
    const wire = encodeAssetContext(context, { mid: mark, impact: null });
    expect(wire).toMatchObject({ markPx: '27.11', oraclePx: '27.1', funding: '0.0000125' });
    expect(wire).toMatchObject({ midPx: '27.11', impactPxs: null, premium: null });
    expect(encodeMetaAndAssetCtxs([], [wire])[1]).toEqual([wire]);
  });
});

describe('a decimal of the wire', () => {
  it.each([
    ['100.00', '100'],
    ['-0', '0'],
    ['0.00000001', '0.00000001'],
    ['1e21', '1000000000000000000000'],
    ['1e-25', '0.0000000000000000000000001'],
  ])('writes %s as %s', (value, text) => {
    expect(wireDecimal(decimal(value))).toBe(text);
  });

  it('is the same number, without exponent or trailing zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.nat(18),
        (digits, shift) => {
          const value = decimal(`${digits}e-${shift}`);
          const text = wireDecimal(value);
          expect(text).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
          expect(decimal(text).eq(value)).toBe(true);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});

describe('nonces', () => {
  it('follow the clock and strictly increase, whether it stands still or jumps back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (times) => {
        let now = 0;
        const nonces = new NonceSource({ nowMs: () => now, callAt: () => () => {} });
        let last = -1;
        for (const time of times) {
          now = time + 0.5;
          const nonce = nonces.next();
          expect(Number.isInteger(nonce)).toBe(true);
          expect(nonce).toBeGreaterThan(last);
          expect(nonce).toBeGreaterThanOrEqual(time);
          last = nonce;
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
