import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNonceBook } from '../../src/loopback/nonce-book.js';

const NOW_MS = 1_757_000_000_000;
const SEED = 20_250_904;

describe('the nonce book', () => {
  it('takes exactly what the rule allows, for any order of nonces of any signers', () => {
    const uses = fc.array(
      fc.record({ signer: fc.constantFrom('0xa', '0xb'), nonce: fc.integer({ min: 1, max: 400 }) }),
      { maxLength: 600 },
    );
    fc.assert(
      fc.property(uses, (sequence) => {
        const book = createNonceBook();
        const taken = new Map<string, number[]>();
        for (const { signer, nonce } of sequence) {
          const highest = (taken.get(signer) ?? []).toSorted((a, b) => b - a).slice(0, 100);
          const isFresh = !highest.includes(nonce);
          const isHigh = highest.length < 100 || nonce > Math.min(...highest);
          const refusal = book.use(signer, NOW_MS + nonce, NOW_MS);
          expect(refusal === null).toBe(isFresh && isHigh);
          if (refusal === null) taken.set(signer, [...(taken.get(signer) ?? []), nonce]);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('takes nonces from two days ago to a day ahead, the ends apart', () => {
    const book = createNonceBook();
    const dayMs = 86_400_000;
    expect(book.use('0xa', NOW_MS - 2 * dayMs, NOW_MS)).toMatch(/^Invalid nonce: nonce too low/);
    expect(book.use('0xa', NOW_MS - 2 * dayMs + 1, NOW_MS)).toBeNull();
    expect(book.use('0xa', NOW_MS + dayMs, NOW_MS)).toMatch(/^Invalid nonce: nonce too high/);
    expect(book.use('0xa', NOW_MS + dayMs - 1, NOW_MS)).toBeNull();
  });
});
