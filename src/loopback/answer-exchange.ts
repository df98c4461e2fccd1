/** Answers one `/exchange` request: who signed it, whether it is fresh, then what it asks for. */
import { decimal, unreachable } from '../base/index.js';
import {
  encodeDefaultResponse,
  encodeErrorResponse,
  type HyperliquidNetwork,
  recoverL1Signer,
} from '../hyperliquid/index.js';
import { cancelOrders, cancelOrdersByCloid } from './cancel-orders.js';
import type { LoopbackAction, LoopbackExchangeRequest } from './exchange-body.js';
import type { LoopbackScope } from './loopback-scope.js';
import { modifyOrder, modifyOrders } from './modify-orders.js';
import type { NonceBook } from './nonce-book.js';
import { placeOrders } from './place-orders.js';
import type { ScheduledCancels } from './scheduled-cancels.js';
import { updateIsolatedMargin } from './update-isolated-margin.js';
import { updateLeverage } from './update-leverage.js';

/** What an action that came too late counts for. */
const EXPIRED_COST = 5;
/** Orders or cancels in one action. */
const WEIGHT_LIMIT = 200;

export interface ExchangeDesk {
  readonly scope: LoopbackScope;
  readonly network: HyperliquidNetwork;
  readonly nonces: NonceBook;
  readonly scheduledCancels: ScheduledCancels;
}

export function answerExchange(desk: ExchangeDesk, request: LoopbackExchangeRequest): object {
  const outcome = admit(desk, request);
  return outcome.kind === 'refused'
    ? encodeErrorResponse(outcome.reason)
    : carryOut(desk, outcome.user, request.action);
}

/** As `answerExchange`, but for signature, nonce and expiry: `user` has asked for it here. */
export function answerTrusted(desk: ExchangeDesk, user: string, action: LoopbackAction): object {
  const refusal = countWeight(desk, user, action);
  return refusal === null ? carryOut(desk, user, action) : encodeErrorResponse(refusal);
}

type Admission =
  | { readonly kind: 'admitted'; readonly user: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The first reason to refuse, in the order: signature, signer, expiry, nonce, vault, weight. */
function admit(desk: ExchangeDesk, request: LoopbackExchangeRequest): Admission {
  const { scope } = desk;
  const signer = signerOf(request, desk.network);
  if (signer === null) return refused('Unable to recover signer');
  const user = scope.accountOf(signer);
  if (user === null) return refused(`User or API Wallet ${signer} does not exist.`);
  const now = scope.now();
  const { expiresAfter, vaultAddress } = request;
  if (typeof expiresAfter === 'number' && expiresAfter < now) {
    scope.budget.fine(user, EXPIRED_COST);
    return refused('Action already expired');
  }
  const staleNonce = desk.nonces.use(signer, request.nonce, now);
  if (staleNonce !== null) return refused(staleNonce);
  if (typeof vaultAddress === 'string') return refused(`Vault not registered: ${vaultAddress}`);
  const refusal = countWeight(desk, user, request.action);
  return refusal === null ? { kind: 'admitted', user } : refused(refusal);
}

/** Null where the action is not too heavy and within the budget, and counted. */
function countWeight(desk: ExchangeDesk, user: string, action: LoopbackAction): string | null {
  const weight = weightOf(action);
  if (weight > WEIGHT_LIMIT) return `Signed action over weight limit of ${WEIGHT_LIMIT}.`;
  const isCancel = action.type === 'cancel' || action.type === 'cancelByCloid';
  return desk.scope.budget.charge(user, weight, isCancel);
}

function carryOut(desk: ExchangeDesk, user: string, action: LoopbackAction): object {
  switch (action.type) {
    case 'order':
      return placeOrders(desk.scope, user, action.orders);
    case 'cancel':
      return cancelOrders(desk.scope, user, action.cancels);
    case 'cancelByCloid':
      return cancelOrdersByCloid(desk.scope, user, action.cancels);
    case 'updateLeverage':
      return updateLeverage(desk.scope, user, action);
    case 'scheduleCancel':
      return desk.scheduledCancels.schedule(user, action.time);
    case 'modify':
      return modifyOrder(desk.scope, user, action, action.a === true);
    case 'batchModify':
      return modifyOrders(desk.scope, user, action.modifies, action.a === true);
    case 'updateIsolatedMargin':
      return updateIsolatedMargin(desk.scope, user, action);
    case 'reserveRequestWeight':
      return reserveWeight(desk.scope, user, action.weight);
    case 'noop':
      return encodeDefaultResponse();
    default:
      return unreachable(action);
  }
}

function signerOf(request: LoopbackExchangeRequest, network: HyperliquidNetwork): string | null {
  try {
    return recoverL1Signer({ ...request, network });
  } catch {
    // The signature fits no key at all.
    return null;
  }
}

/** USD a request. */
const RESERVED_PRICE = '0.0005';

function reserveWeight(scope: LoopbackScope, user: string, weight: number): object {
  const cost = decimal(RESERVED_PRICE).times(weight);
  const refusal = scope.venue.transfer(user, cost.neg(), scope.now());
  if (refusal !== null) return encodeErrorResponse(refusal);
  scope.budget.reserve(user, weight);
  return encodeDefaultResponse();
}

function weightOf(action: LoopbackAction): number {
  if (action.type === 'batchModify') return action.modifies.length;
  if (action.type === 'order') return action.orders.length;
  if (action.type === 'cancel' || action.type === 'cancelByCloid') return action.cancels.length;
  return 1;
}

function refused(reason: string): Admission {
  return { kind: 'refused', reason };
}
