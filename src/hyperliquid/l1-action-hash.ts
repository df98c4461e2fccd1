/** The bytes of an action as the venue hashes them; a different key order is a different hash. */
import { Encoder } from '@msgpack/msgpack';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { assertInvariant } from '../base/index.js';

const ENCODER = new Encoder({ ignoreUndefined: true });

/** What is signed for an L1 action: everything of the envelope but the signature. */
export interface L1Action {
  /** Wire form; key order is part of the hash, keys set to undefined count as absent. */
  readonly action: object;
  /** Milliseconds. */
  readonly nonce: number;
  /** The sub-account or vault traded for, hex with `0x`. */
  readonly vaultAddress?: string | null | undefined;
  /** Milliseconds; the venue refuses the action afterwards. */
  readonly expiresAfter?: number | null | undefined;
}

/** 32 bytes: keccak256 of msgpack, nonce, vault and expiry. Source: facts of the venue, §3.1. */
export function l1ActionHash(request: L1Action): Uint8Array {
  const { action, nonce, vaultAddress, expiresAfter } = request;
  const parts = [ENCODER.encode(action), uint64(nonce)];
  if (vaultAddress === null || vaultAddress === undefined) {
    parts.push(Uint8Array.of(0));
  } else {
    parts.push(Uint8Array.of(1), hexToBytes(vaultAddress.slice(2)));
  }
  if (expiresAfter !== null && expiresAfter !== undefined) {
    parts.push(Uint8Array.of(0), uint64(expiresAfter));
  }
  return keccak_256(concatBytes(...parts));
}

function uint64(value: number): Uint8Array {
  assertInvariant(Number.isSafeInteger(value) && value >= 0, 'a nonce or expiry is whole, ≥ 0');
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
