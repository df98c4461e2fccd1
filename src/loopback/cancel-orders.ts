/** The actions `cancel` and `cancelByCloid`. */
import { encodeCancelResponse } from '../hyperliquid/index.js';
import type { CancelOutcome } from '../venue/index.js';
import type { LoopbackScope } from './loopback-scope.js';

const MISSING = 'Order was never placed, already canceled, or filled.';

/** An order of another asset than the one named is missing too. */
export function cancelOrders(
  scope: LoopbackScope,
  user: string,
  cancels: readonly { readonly a: number; readonly o: number }[],
): object {
  return encodeCancelResponse(
    cancels.map(({ a, o }) => {
      const coin = scope.venue.orderRecord(user, o)?.order.coin;
      const isOfAsset = coin !== undefined && scope.instrumentOf(coin)?.assetId === a;
      return outcomeOf(isOfAsset && scope.venue.cancel(user, o, scope.now()), a);
    }),
  );
}

export function cancelOrdersByCloid(
  scope: LoopbackScope,
  user: string,
  cancels: readonly { readonly asset: number; readonly cloid: string }[],
): object {
  return encodeCancelResponse(
    cancels.map(({ asset, cloid }) => {
      const coin = scope.instrumentAt(asset)?.coin;
      const isCanceled =
        coin !== undefined && scope.venue.cancelByClientOrderId(user, coin, cloid, scope.now());
      return outcomeOf(isCanceled, asset);
    }),
  );
}

function outcomeOf(
  isCanceled: boolean,
  assetId: number,
): Exclude<CancelOutcome, { readonly kind: 'unknown' }> {
  return isCanceled
    ? { kind: 'canceled' }
    : { kind: 'rejected', reason: `${MISSING} asset=${assetId}` };
}
