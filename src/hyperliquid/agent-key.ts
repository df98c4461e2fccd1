/** The private key of an API wallet, kept where no log, error or JSON can reach it. */
import { inspect } from 'node:util';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isPrivate, pointFromScalar } from 'tiny-secp256k1';
import { assertInvariant } from '../base/index.js';
import { addressOfPublicKey } from './address-of-public-key.js';
import { digestSigner } from './digest-signer.js';

/** `r` and `s` are 32 bytes of hex with `0x`, zeros kept; `v` is 27 or 28. */
export interface WireSignature {
  readonly r: string;
  readonly s: string;
  readonly v: number;
}

const KEY_PATTERN = /^(?:0x)?[0-9a-fA-F]{64}$/;
const MASK = '[agent key]';

/** Signs digests. The bytes sit in a private field, and every way to print it prints a mask. */
export class AgentKey {
  readonly #bytes: Uint8Array;
  /** Lower-case hex with `0x`. */
  readonly address: string;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const publicKey = pointFromScalar(bytes, false);
    assertInvariant(publicKey !== null, 'a key between 1 and the order of the curve has a point');
    this.address = addressOfPublicKey(publicKey);
  }

  /** From 64 hex digits, `0x` or not; the error of a bad text does not repeat it. */
  static parse(text: string): AgentKey {
    if (!KEY_PATTERN.test(text))
      throw new Error('an agent key is 64 hex digits, with or without 0x');
    const bytes = hexToBytes(text.startsWith('0x') ? text.slice(2) : text);
    if (!isPrivate(bytes)) {
      throw new Error('an agent key is a number between 1 and the order of the curve');
    }
    return new AgentKey(bytes);
  }

  /** Signs 32 bytes as they are, deterministically (RFC 6979). */
  sign(digest: Uint8Array): WireSignature {
    const { compact, recovery } = digestSigner.sign(digest, this.#bytes);
    return {
      r: `0x${bytesToHex(compact.subarray(0, 32))}`,
      s: `0x${bytesToHex(compact.subarray(32))}`,
      v: 27 + recovery,
    };
  }

  toJSON(): string {
    return MASK;
  }

  toString(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
