/**
 * Signs digests with secp256k1, and finds who signed one: by the native library where somebody has
 * installed it, else by WebAssembly. Both are deterministic (RFC 6979) with a low s, and give the
 * same signature.
 */
import { createRequire } from 'node:module';
import { recover, signRecoverable } from 'tiny-secp256k1';
import { assertInvariant } from '../base/index.js';

export interface DigestSigner {
  readonly name: 'native' | 'wasm';
  /** Of 32 bytes each. */
  sign(digest: Uint8Array, key: Uint8Array): DigestSignature;
  /** The 65 bytes of the signer's public key; throws where the signature fits no key at all. */
  recover(digest: Uint8Array, signature: DigestSignature): Uint8Array;
}

export interface DigestSignature {
  /** r and s, 32 bytes each. */
  readonly compact: Uint8Array;
  /** Which of the points with this r was meant: 0 to 3. */
  readonly recovery: number;
}

const wasmSigner: DigestSigner = {
  name: 'wasm',
  sign: (digest, key) => {
    const { signature, recoveryId } = signRecoverable(digest, key);
    return { compact: signature, recovery: recoveryId };
  },
  recover: (digest, { compact, recovery }) => {
    assertInvariant(isRecovery(recovery), 'a recovery is one of 0 to 3');
    const key = recover(digest, compact, recovery, false);
    assertInvariant(key !== null, 'a signature belongs to a key');
    return key;
  },
};

/** What we use of the package `secp256k1`, whose bindings come without types. */
interface NativeBindings {
  ecdsaSign(
    digest: Uint8Array,
    key: Uint8Array,
  ): { readonly signature: Uint8Array; readonly recid: number };
  ecdsaRecover(
    compact: Uint8Array,
    recovery: number,
    digest: Uint8Array,
    compressed: boolean,
  ): Uint8Array;
}

/** Its bindings alone: what it falls back to by itself is not wanted here. */
const NATIVE = 'secp256k1/bindings.js';

/** Null where the package is not installed or has no binary for this machine. */
function loadNative(): DigestSigner | null {
  try {
    const bindings = createRequire(import.meta.url)(NATIVE) as NativeBindings;
    return {
      name: 'native',
      sign: (digest, key) => {
        const { signature, recid } = bindings.ecdsaSign(digest, key);
        return { compact: signature, recovery: recid };
      },
      recover: (digest, { compact, recovery }) =>
        bindings.ecdsaRecover(compact, recovery, digest, false),
    };
  } catch {
    return null;
  }
}

const nativeSigner = loadNative();

/** The fastest there is here first. */
export const digestSigners: readonly DigestSigner[] =
  nativeSigner === null ? [wasmSigner] : [nativeSigner, wasmSigner];

export const digestSigner: DigestSigner = nativeSigner ?? wasmSigner;

function isRecovery(value: number): value is 0 | 1 | 2 | 3 {
  return value === 0 || value === 1 || value === 2 || value === 3;
}
