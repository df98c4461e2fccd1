/** Both signers give the signature of the library that needs neither. */
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
