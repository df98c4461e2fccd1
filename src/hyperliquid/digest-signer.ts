/**
 * Signs digests with secp256k1: by the native library where somebody has installed it, else by
 * WebAssembly. Both are deterministic (RFC 6979) with a low s, and give the same signature.
 */
import { createRequire } from 'node:module';
import { signRecoverable } from 'tiny-secp256k1';

export interface DigestSigner {
  readonly name: 'native' | 'wasm';
  /** Of 32 bytes each; `compact` is r and s, 32 bytes each. */
  sign(
    digest: Uint8Array,
    key: Uint8Array,
  ): { readonly compact: Uint8Array; readonly recovery: number };
}

const wasmSigner: DigestSigner = {
  name: 'wasm',
  sign: (digest, key) => {
    const { signature, recoveryId } = signRecoverable(digest, key);
    return { compact: signature, recovery: recoveryId };
  },
};

/** What we use of the package `secp256k1`, whose bindings come without types. */
interface NativeBindings {
  ecdsaSign(
    digest: Uint8Array,
    key: Uint8Array,
  ): { readonly signature: Uint8Array; readonly recid: number };
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
