/** What a stream has to say at this moment: the data of its frames. */
import { unreachable } from '../base/index.js';
import { encodeBbo } from '../hyperliquid/index.js';
import { toldClearinghouseState } from './answer-clearinghouse-state.js';
import { answerAllMids } from './answer-info.js';
import { wireContextOf } from './asset-context.js';
import { wireBookOf } from './book-depth.js';
import type { LoopbackScope } from './loopback-scope.js';
import type { StreamSubscription } from './stream-subscription.js';
import { answerUserFills } from './user-fills.js';
import { ledgerSnapshotOf } from './user-ledger.js';
import { answerActiveAssetData } from './user-limits.js';
import { answerFrontendOpenOrders } from './user-orders.js';

/**
 * What a new subscriber is sent at once; undefined where the venue sends no snapshot. Of the
 * streams of events `userFills` and the ledger's start with the past.
 */
export function currentDataOf(scope: LoopbackScope, subscription: StreamSubscription): unknown {
  switch (subscription.type) {
    case 'trades':
    case 'orderUpdates':
    case 'userEvents':
      return undefined;
    case 'allMids':
      return { mids: answerAllMids(scope) };
    case 'bbo':
      return bboDataOf(scope, subscription.coin);
    case 'l2Book':
      return hasMarket(scope, subscription.coin)
        ? wireBookOf(scope.venue.market(subscription.coin), subscription)
        : undefined;
    case 'activeAssetCtx':
      return contextDataOf(scope, subscription.coin);
    case 'activeAssetData':
      return answerActiveAssetData(scope, subscription.user, subscription.coin) ?? undefined;
    case 'userFills':
      return {
        isSnapshot: true,
        user: subscription.user,
        fills: answerUserFills(scope, subscription.user),
      };
    case 'userNonFundingLedgerUpdates':
    case 'userFundings':
      return ledgerSnapshotOf(scope, subscription);
    case 'clearinghouseState':
      return {
        dex: '',
        user: subscription.user,
        clearinghouseState: toldClearinghouseState(scope, subscription.user),
      };
    case 'openOrders':
      return {
        dex: '',
        user: subscription.user,
        orders: answerFrontendOpenOrders(scope, subscription.user),
      };
    default:
      return unreachable(subscription);
  }
}

/** Undefined as long as nothing is known of the market. */
function bboDataOf(scope: LoopbackScope, coin: string): object | undefined {
  const { bids, asks } = scope.venue.market(coin);
  if (bids.length === 0 && asks.length === 0) return undefined;
  const [bid = null] = bids;
  const [ask = null] = asks;
  return encodeBbo({ kind: 'topChanged', at: scope.now(), coin, bid, ask });
}

function contextDataOf(scope: LoopbackScope, coin: string): object | undefined {
  const { mark, oracle } = scope.venue.market(coin);
  if (mark === null && oracle === null) return undefined;
  return { coin, ctx: wireContextOf(scope, coin) };
}

function hasMarket(scope: LoopbackScope, coin: string): boolean {
  const { bids, asks } = scope.venue.market(coin);
  return bids.length + asks.length > 0;
}
