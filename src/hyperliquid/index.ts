/**
 * hyperliquid (impure): the venue's wire and the adapter that speaks it. Wire names (`px`, `szi`,
 * `oid`) stop here: codecs turn them into our values and back, signing and nonces make actions
 * valid, the adapter carries them over HTTP and WebSocket.
 */
export { AgentKey, type WireSignature } from './agent-key.js';
export {
  encodeAssetContext,
  encodeMetaAndAssetCtxs,
  type WireAssetContext,
} from './asset-context.js';
export { encodeBbo } from './bbo.js';
export { WireError } from './decode-wire.js';
export {
  decodeExchangeRequest,
  type ExchangeAction,
  type ExchangeRequest,
} from './exchange-request.js';
export {
  type ActionReply,
  decodeExchangeResponse,
  encodeCancelResponse,
  encodeDefaultResponse,
  encodeErrorResponse,
  encodeOrderResponse,
} from './exchange-response.js';
export { HyperliquidVenue, type HyperliquidVenueOptions } from './hyperliquid-venue.js';
export { decodeInfoRequest, type InfoRequest } from './info-request.js';
export { type L1Action, l1ActionHash } from './l1-action-hash.js';
export { encodeL2Book } from './l2-book.js';
export { encodeMeta } from './meta.js';
export { encodeLedgerUpdate } from './non-funding-ledger.js';
export { MinuteWeight } from './minute-weight.js';
export { encodeOpenOrder } from './open-order.js';
export { decodeOrder, orderSchema, type WireOrder } from './order-action.js';
export { encodeOrderStatus } from './order-status.js';
export { encodeOrderUpdate } from './order-update.js';
export type { HyperliquidNetwork } from './phantom-agent-digest.js';
export { PublicFeed } from './public-feed.js';
export { encodeTrades } from './public-trade.js';
export { readAgentKey } from './read-agent-key.js';
export { recoverL1Signer } from './recover-l1-signer.js';
export { actionWeight, answerWeight, infoWeight, WEIGHT_PER_MINUTE } from './request-weight.js';
export { decodeServerFrame, encodeErrorFrame, encodePong } from './server-frame.js';
export type { Subscription } from './subscription.js';
export { addressOfKey, signL1Action } from './sign-l1-action.js';
export { encodeUserFees } from './user-fees.js';
export { encodeFill } from './user-fill.js';
export { encodeFundingRow, encodeUserFunding } from './user-funding.js';
export { encodeUserRateLimit } from './user-rate-limit.js';
export type { VenueWire } from './venue-wire.js';
export { wireDecimal } from './wire-decimal.js';
