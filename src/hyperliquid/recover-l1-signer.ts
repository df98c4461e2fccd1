/** Who signed an action: what a venue checks before anything else. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { addressOfPublicKey } from './address-of-public-key.js';
import type { WireSignature } from './agent-key.js';
import { digestSigner } from './digest-signer.js';
import { type L1Action, l1ActionHash } from './l1-action-hash.js';
import { type HyperliquidNetwork, phantomAgentDigest } from './phantom-agent-digest.js';

/**
 * The signer's lower-case address. Different bytes give a different address, not an error; it
 * throws only where the signature belongs to no key at all.
 */
export function recoverL1Signer(
  request: L1Action & { readonly signature: WireSignature; readonly network: HyperliquidNetwork },
): string {
  const { signature, network } = request;
  const recovery = signature.v >= 27 ? signature.v - 27 : signature.v;
  const compact = hexToBytes(word(signature.r) + word(signature.s));
  const digest = phantomAgentDigest(l1ActionHash(request), network);
  return addressOfPublicKey(digestSigner.recover(digest, { compact, recovery }));
}

// The Python SDK drops leading zeros of `r` and `s`.
function word(hex: string): string {
  return hex.slice(2).padStart(64, '0');
}
