/** Both signers give the signature, and the signer, of the library that needs neither. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestSigners } from '../../src/hyperliquid/digest-signer.js';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = bytes.filter((each) => secp256k1.utils.isValidSecretKey(each));

describe('signing a digest', () => {
  it('is done by native code where it is installed, and else by WebAssembly', () => {
    expect(digestSigners.map(({ name }) => name)).toEqual(['native', 'wasm']);
  });

  it.each(digestSigners)(
    'gives by $name the one deterministic signature with a low s',
    (signer) => {
      fc.assert(
        fc.property(bytes, key, (digest, secret) => {
          const { compact, recovery } = signer.sign(digest, secret);
          const expected = secp256k1.sign(digest, secret, { prehash: false, format: 'recovered' });
          expect(bytesToHex(compact)).toBe(bytesToHex(expected.subarray(1)));
          expect(recovery).toBe(expected[0]);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('finding who signed a digest', () => {
  it.each(digestSigners)('gives by $name the public key, with a high s too', (signer) => {
    fc.assert(
      fc.property(bytes, key, fc.boolean(), (digest, secret, isHigh) => {
        const { compact, recovery } = signer.sign(digest, secret);
        const signature = isHigh
          ? { compact: withHighS(compact), recovery: 1 - recovery }
          : { compact, recovery };
        const found = signer.recover(digest, signature);
        expect(bytesToHex(found)).toBe(bytesToHex(secp256k1.getPublicKey(secret, false)));
      }),
      { seed: 30, numRuns: 60 },
    );
  });

  it.each(digestSigners)(
    'gives by $name what the other library gives for any signature',
    (signer) => {
      const compact = fc.uint8Array({ minLength: 64, maxLength: 64 });
      fc.assert(
        fc.property(bytes, compact, fc.nat(1), (digest, signature, recovery) => {
          const found = outcome(() => signer.recover(digest, { compact: signature, recovery }));
          const expected = outcome(() =>
            secp256k1.Signature.fromBytes(signature, 'compact')
              .addRecoveryBit(recovery)
              .recoverPublicKey(digest)
              .toBytes(false),
          );
          expect(found).toBe(expected);
        }),
        { seed: 30, numRuns: 120 },
      );
    },
  );

  it.each(digestSigners)(
    'throws by $name where a part is 0 or too large, or names no point',
    (signer) => {
      const digest = new Uint8Array(32).fill(7);
      const recovered = (fill: number, recovery: number): string =>
        outcome(() => signer.recover(digest, { compact: new Uint8Array(64).fill(fill), recovery }));
      expect(recovered(0, 0)).toBe('of no key');
      expect(recovered(255, 0)).toBe('of no key');
      expect(recovered(1, 0)).toMatch(/^04[0-9a-f]{128}$/);
      expect(recovered(1, 4)).toBe('of no key');
      expect(recovered(1, -27)).toBe('of no key');
    },
  );
});

function withHighS(compact: Uint8Array): Uint8Array {
  const { r, s } = secp256k1.Signature.fromBytes(compact, 'compact');
  return new secp256k1.Signature(r, secp256k1.Point.Fn.neg(s)).toBytes('compact');
}

function outcome(find: () => Uint8Array): string {
  try {
    return bytesToHex(find());
  } catch {
    return 'of no key';
  }
}
