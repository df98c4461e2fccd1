/** Answers one `/info` request. */
import { unreachable } from '../base/index.js';
import { encodeMeta, encodeMetaAndAssetCtxs, wireDecimal } from '../hyperliquid/index.js';
import { toldClearinghouseState } from './answer-clearinghouse-state.js';
import { midOf, wireContextOf, wireUnusedContext } from './asset-context.js';
import { wireBookOf } from './book-depth.js';
import type { LoopbackInfoRequest } from './info-request.js';
import type { LoopbackScope } from './loopback-scope.js';
import { universeOf } from './universe.js';
import { answerUserFills, answerUserFillsByTime } from './user-fills.js';
import { answerLedgerUpdates, answerUserFunding } from './user-ledger.js';
import { answerActiveAssetData, answerUserFees, answerUserRateLimit } from './user-limits.js';
import {
  answerFrontendOpenOrders,
  answerHistoricalOrders,
  answerOpenOrders,
  answerOrderStatus,
} from './user-orders.js';

/** The answer's body; null where the venue answers null (a coin that it does not know). */
export function answerInfo(scope: LoopbackScope, request: LoopbackInfoRequest): unknown {
  switch (request.type) {
    case 'meta':
      return encodeMeta(scope.venue.instruments);
    case 'metaAndAssetCtxs':
      return answerMetaAndContexts(scope);
    case 'allMids':
      return answerAllMids(scope);
    case 'exchangeStatus':
      return { specialStatuses: null, time: scope.now() };
    case 'l2Book':
      if (scope.instrumentOf(request.coin) === null) return null;
      return wireBookOf(scope.venue.market(request.coin), request);
    case 'clearinghouseState':
      return toldClearinghouseState(scope, request.user);
    case 'openOrders':
      return answerOpenOrders(scope, request.user);
    case 'frontendOpenOrders':
      return answerFrontendOpenOrders(scope, request.user);
    case 'userFills':
      return answerUserFills(scope, request.user);
    case 'userFillsByTime':
      return answerUserFillsByTime(scope, request.user, request);
    case 'userNonFundingLedgerUpdates':
      return answerLedgerUpdates(scope, request.user, request);
    case 'userFunding':
      return answerUserFunding(scope, request.user, request);
    case 'orderStatus':
      return answerOrderStatus(scope, request.user, request.oid);
    case 'userFees':
      return answerUserFees(scope, request.user);
    case 'userRateLimit':
      return answerUserRateLimit(scope, request.user);
    case 'userAbstraction':
      return 'disabled';
    case 'fundingHistory':
      return scope.history.fundingOf(request);
    case 'recentTrades':
      return scope.history.tradesOf(request.coin);
    case 'historicalOrders':
      return answerHistoricalOrders(scope, request.user);
    case 'extraAgents':
      return answerExtraAgents(scope, request.user);
    case 'spotMeta':
      return { universe: [], tokens: [USDC] };
    case 'spotClearinghouseState':
      return { balances: [] };
    case 'perpDexs':
      // The first place is the venue's own; there are no others here.
      return [null];
    case 'perpsAtOpenInterestCap':
      return [];
    case 'subAccounts':
      return null;
    case 'userRole':
      return answerUserRole(scope, request.user);
    case 'activeAssetData':
      return answerActiveAssetData(scope, request.user, request.coin);
    default:
      return unreachable(request);
  }
}

/** There is no spot market here, but who asks for its universe first finds it empty. */
const USDC = {
  name: 'USDC',
  szDecimals: 8,
  weiDecimals: 8,
  index: 0,
  tokenId: `0x${'0'.repeat(32)}`,
  isCanonical: true,
  evmContract: null,
  fullName: null,
};

function answerExtraAgents(scope: LoopbackScope, user: string): readonly object[] {
  const agents = scope.agentsOf(user).filter(({ name }) => name !== '');
  return agents.map(({ address, name, validUntil }) => ({ name, address, validUntil }));
}

function answerMetaAndContexts(scope: LoopbackScope): readonly unknown[] {
  const { instruments } = scope.venue;
  const contexts = universeOf(instruments).map((instrument) =>
    instrument === null ? wireUnusedContext() : wireContextOf(scope, instrument.coin),
  );
  return encodeMetaAndAssetCtxs(instruments, contexts);
}

/** Where a side of the book is empty, the mark stands in; a coin without either is left out. */
export function answerAllMids(scope: LoopbackScope): object {
  const mids: Record<string, string> = {};
  for (const { coin } of scope.venue.instruments) {
    const market = scope.venue.market(coin);
    const mid = midOf(market) ?? market.mark;
    if (mid !== null) mids[coin] = wireDecimal(mid);
  }
  return mids;
}

function answerUserRole(scope: LoopbackScope, user: string): object {
  const account = scope.accountOf(user);
  if (account === null) return { role: 'missing' };
  return account === user ? { role: 'user' } : { role: 'agent', data: { user: account } };
}
