/** Signatures of actions: orders, cancels, leverage and all else an agent may do. */
import { AgentKey, type WireSignature } from './agent-key.js';
import { type L1Action, l1ActionHash } from './l1-action-hash.js';
import { type HyperliquidNetwork, phantomAgentDigest } from './phantom-agent-digest.js';

/** Signs as a phantom agent; a key given as text must be 64 hex digits (`AgentKey.parse`). */
export function signL1Action(
  request: L1Action & {
    readonly privateKey: AgentKey | string;
    readonly network: HyperliquidNetwork;
  },
): WireSignature {
  const { privateKey, network } = request;
  const key = typeof privateKey === 'string' ? AgentKey.parse(privateKey) : privateKey;
  return key.sign(phantomAgentDigest(l1ActionHash(request), network));
}

/** The lower-case address of a private key. */
export function addressOfKey(privateKey: string): string {
  return AgentKey.parse(privateKey).address;
}
