/** The venue's words for each reason to reject an order. Source: facts of the venue, §2.6. */
import { unreachable } from '../base/index.js';
import type { BookLevel } from '../market/index.js';
import type { MarketSnapshot, RejectReason } from '../simulator/index.js';

const POST_ONLY_CROSSED = 'Post only order would have immediately matched';

/** Ends with the asset, as the live venue's texts do. */
export function rejectText(
  reason: RejectReason,
  assetId: number,
  market: Pick<MarketSnapshot, 'bids' | 'asks'>,
): string {
  return `${sentenceOf(reason, market)} asset=${assetId}`;
}

function sentenceOf(
  reason: RejectReason,
  { bids, asks }: Pick<MarketSnapshot, 'bids' | 'asks'>,
): string {
  switch (reason) {
    case 'badTriggerPxRejected':
      return 'Invalid TP/SL price.';
    case 'tickRejected':
      return 'Price must be divisible by tick size.';
    case 'sizeRejected':
      return 'Order has invalid size.';
    case 'minTradeNtlRejected':
      return 'Order must have minimum value of $10.';
    case 'perpMarginRejected':
      return 'Insufficient margin to place order.';
    case 'reduceOnlyRejected':
      return 'Reduce only order would increase position.';
    case 'badAloPxRejected':
      return `${POST_ONLY_CROSSED}, bbo was ${priceOf(bids)}@${priceOf(asks)}.`;
    case 'iocCancelRejected':
      return 'Order could not immediately match against any resting orders.';
    case 'perpMaxPositionRejected':
      return 'Order would cause position to exceed margin tier limit at current leverage';
    case 'oracleRejected':
      return 'Price too far from oracle';
    case 'tooManyOpenOrdersRejected':
      return 'Too many open orders.';
    default:
      return unreachable(reason);
  }
}

function priceOf(levels: readonly BookLevel[]): string {
  return levels[0]?.price.toFixed() ?? '0';
}
