/**
 * hyperliquid (impure): the venue's wire and the adapter that speaks it. Wire names (`px`, `szi`,
 * `oid`) stop here: codecs turn them into our values and back, signing and nonces make actions
 * valid, the adapter carries them over HTTP and WebSocket.
 */
export { AgentKey, type WireSignature } from './agent-key.js';
export { type L1Action, l1ActionHash } from './l1-action-hash.js';
export type { HyperliquidNetwork } from './phantom-agent-digest.js';
export { recoverL1Signer } from './recover-l1-signer.js';
export { addressOfKey, signL1Action } from './sign-l1-action.js';
