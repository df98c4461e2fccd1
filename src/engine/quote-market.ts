/** One pass over a market's ladder: what is wanted, what of it may rest, what changes. */
import { assertInvariant, type Decimal, decimal, type Price, type Ratio } from '../base/index.js';
import type { CompiledMarket, GlftSettings } from '../compile/index.js';
import {
  type OpenOrder,
  roundPriceDown,
  roundPriceUp,
  roundSizeDown,
  type Side,
} from '../market/index.js';
import { diffLadder, type DesiredOrder, MIN_ORDER_NOTIONAL } from '../quoting/index.js';
import type { Draft } from './draft.js';
import { EMPTY_QUOTE, type QuoteProgress } from './engine-state.js';
import { valueOf } from './facts.js';
import { type LiveOrder, liveSize, reducingPart } from './live-orders.js';
import { markOf, positionOf } from './market-facts.js';
import { hasEnded, type TrackedOrder } from './order-ledger.js';
import { planLadder } from './plan-ladder.js';
import { checkOrder, type ProposedOrder, sizeThatFits } from './pre-trade-check.js';
import { growingFrom } from './running-totals.js';
import { cancelOrders, type CheckedOrder, submitOrders } from './send-commands.js';

/** An order whose open size is this close to the wanted one is left its place in the queue. */
const SIZE_TOLERANCE = '0.05';

/** A step of the ladder: an order that rests already, or one to be sent. */
interface Rung {
  readonly side: Side;
  readonly price: Price;
  readonly size: Decimal;
  /** Null for a new order. */
  readonly resting: TrackedOrder | null;
}

/** What became of the wanted ladder under the rules. */
interface JudgedLadder {
  readonly orders: readonly CheckedOrder[];
  readonly refused: readonly TrackedOrder[];
  /** `side: rules` of the orders that were denied. */
  readonly denied: readonly string[];
}

/**
 * Cancels what is no longer wanted and sends what is missing. What does not fit beside orders whose
 * cancel is not confirmed waits for that; the pass is then repeated.
 */
export function quoteMarket(
  draft: Draft,
  market: CompiledMarket,
  settings: GlftSettings,
  isReducing: boolean,
): void {
  const { coin } = market;
  const { at } = draft.state;
  const all = draft.state.orders.orders;
  const ladder = all.filter((order) => order.coin === coin && isReplaceable(order));
  const others = all.filter((order) => order.coin !== coin || !isReplaceable(order));
  const plan = planLadder(draft, market, settings, others, isReducing);
  if (plan === null) {
    cancelOrders(
      draft,
      ladder,
      'prices, the account or the model are not known well enough to quote',
    );
    // Not a refresh: the first good price is quoted at once.
    return noteProgress(draft, coin, { isAwaitingCancels: false });
  }
  const wanted = plan.orders.map((order) => clampToBand(draft, coin, order));
  const { rungs, unwanted } = matchLadder(wanted, ladder, plan.tick);
  const judged = judgeLadder(draft, coin, rungs, others);
  cancelOrders(draft, unwanted, 'requote');
  cancelOrders(draft, judged.refused, 'no longer within the rules');
  const isWaiting = sendWhatFits(draft, judged.orders);
  const { denied } = judged;
  noteProgress(draft, coin, { refreshedAt: at, isAwaitingCancels: isWaiting, denied });
}

/**
 * Whether the ladder may be changed at will: not foreign, of known outcome, not filled. One that is
 * cancelled is still in the way of what is sent, as one whose cancel is on its way.
 */
function isReplaceable({ purpose, status }: TrackedOrder): boolean {
  return purpose === 'quote' && status !== 'unknown' && status !== 'closing';
}

/** Pairs the wanted ladder with what rests, within one tick and 5% of size. */
function matchLadder(
  wanted: readonly DesiredOrder[],
  ladder: readonly TrackedOrder[],
  tick: Price,
): { readonly rungs: readonly Rung[]; readonly unwanted: readonly TrackedOrder[] } {
  const candidates = ladder.filter(
    (order) => order.cancelAt === null && !hasEnded(order) && !isCrossed(order, wanted),
  );
  // Orders that are not named yet are told apart by their place in the list.
  const open = candidates.map((order, index): OpenOrder => {
    return { ...order, orderId: index, placedAt: order.heardAt };
  });
  const [first] = wanted;
  const price: Ratio = first === undefined ? tick : tick.div(first.price);
  const { keep, place } = diffLadder(wanted, open, { price, size: decimal(SIZE_TOLERANCE) });
  const kept = new Map(keep.map((pair) => [pair.desired, candidates[pair.open.orderId] ?? null]));
  assertInvariant(kept.size + place.length === wanted.length, 'each wanted order stays or is sent');
  const rungs = wanted.map((order): Rung => {
    const resting = kept.get(order) ?? null;
    const { price: at, size } = resting ?? order;
    return { side: order.side, price: at, size, resting };
  });
  const stays = new Set(kept.values());
  return { rungs, unwanted: ladder.filter((order) => !stays.has(order)) };
}

/** Whether a resting order stands where the other side is wanted: it would trade with ourselves. */
function isCrossed(
  order: LiveOrder,
  orders: readonly LiveOrder[] | readonly DesiredOrder[],
): boolean {
  return orders.some(
    (other) =>
      other.side !== order.side &&
      (order.side === 'buy' ? order.price.gte(other.price) : order.price.lte(other.price)),
  );
}

/**
 * Both sides in turn, best price first, each beside those before it; what closes comes before all,
 * since that part passes whatever the rules say: what grows is judged beside it.
 */
function judgeLadder(
  draft: Draft,
  coin: string,
  rungs: readonly Rung[],
  others: readonly LiveOrder[],
): JudgedLadder {
  const accepted = growingFrom(others);
  const orders: CheckedOrder[] = [];
  const placed = new Map<Rung, CheckedOrder>();
  const refused: TrackedOrder[] = [];
  const denied = new Set<string>();
  const turn = inTurn(rungs);
  const closing = closingRungs(draft, coin, turn, others);
  for (const rung of [...closing, ...turn.filter((each) => !closing.has(each))]) {
    const { side, price, size, resting } = rung;
    const ahead = orders.filter(({ reduceOnly }) => !reduceOnly);
    const proposal = { coin, side, price, size, isSent: resting !== null, ahead };
    const { denials, reducingSize } = checkOrder(draft, proposal, accepted);
    const passing = denials.length === 0 ? size : closingSize(draft, rung, coin, reducingSize);
    const isWhole = passing.eq(size);
    if (!isWhole && resting !== null) refused.push(resting);
    if (!isWhole && resting === null) {
      const signature = `${side}: ${denials.map(({ rule }) => rule).join(' ')}`;
      if (!denied.has(signature)) tellDenial(draft, proposal, denials, accepted, signature);
      denied.add(signature);
    }
    if (passing.isZero() || (!isWhole && resting !== null)) continue;
    const order: CheckedOrder = {
      coin,
      side,
      price,
      size: passing,
      timeInForce: 'post-only',
      reduceOnly: passing.lte(reducingSize),
    };
    accepted.push(order);
    if (resting !== null) continue;
    orders.push(order);
    placed.set(rung, order);
  }
  const inOrder = turn.flatMap((rung) => placed.get(rung) ?? []);
  return { orders: inOrder, refused, denied: [...denied] };
}

/** The rungs of which at least a part closes the position, beside the others and each other. */
function closingRungs(
  draft: Draft,
  coin: string,
  rungs: readonly Rung[],
  others: readonly LiveOrder[],
): ReadonlySet<Rung> {
  const closing = new Set<Rung>();
  const position = valueOf(positionOf(draft.facts, coin));
  if (position === null || position.isZero()) return closing;
  const side = position.gt(0) ? 'sell' : 'buy';
  let resting = liveSize(others, coin, side);
  for (const rung of rungs) {
    if (rung.side !== side) continue;
    if (reducingPart(position, side, resting, rung.size).isZero()) break;
    closing.add(rung);
    resting = resting.plus(rung.size);
  }
  return closing;
}

function inTurn(rungs: readonly Rung[]): readonly Rung[] {
  const buys = rungs.filter(({ side }) => side === 'buy');
  const sells = rungs.filter(({ side }) => side === 'sell');
  const turn: Rung[] = [];
  for (let level = 0; level < Math.max(buys.length, sells.length); level += 1) {
    const [buy, sell] = [buys[level], sells[level]];
    if (buy !== undefined) turn.push(buy);
    if (sell !== undefined) turn.push(sell);
  }
  return turn;
}

/** What of a denied order closes; below the venue's minimum only if it closes the position. */
function closingSize(draft: Draft, rung: Rung, coin: string, reducingSize: Decimal): Decimal {
  const decimals = draft.state.instruments[coin]?.sizeDecimals ?? 0;
  const size = roundSizeDown(reducingSize, decimals);
  const position = valueOf(positionOf(draft.facts, coin));
  const isWorthIt = size.times(rung.price).gte(MIN_ORDER_NOTIONAL);
  return isWorthIt || position?.abs().eq(size) === true ? size : size.times(0);
}

/** Once, until the rules that deny this side change. */
function tellDenial(
  draft: Draft,
  proposal: ProposedOrder,
  denials: ReturnType<typeof checkOrder>['denials'],
  others: readonly LiveOrder[],
  signature: string,
): void {
  const { at, quotes, denied } = draft.state;
  if (quotes[proposal.coin]?.denied.includes(signature) === true) return;
  const { coin, side, price, size } = proposal;
  const fits = sizeThatFits(draft, proposal, others);
  const order = { coin, side, price, size };
  draft.decide({ kind: 'orderDenied', at, ...order, denials, sizeThatFits: fits });
  draft.note({ denied: denied + 1 });
}

/**
 * Sends the orders that fit beside everything that still lives, cancels on their way included: what
 * closes is asked first, as it passes whatever the rules say. True if some have to wait.
 */
function sendWhatFits(draft: Draft, orders: readonly CheckedOrder[]): boolean {
  const live = growingFrom(draft.state.orders.orders);
  const isCancelling = draft.state.orders.orders.some(({ cancelAt }) => cancelAt !== null);
  if (!isCancelling) {
    submitOrders(draft, orders, 'quote');
    return false;
  }
  const fitting: CheckedOrder[] = [];
  const closing = orders.filter(({ reduceOnly }) => reduceOnly);
  for (const order of [...closing, ...orders.filter(({ reduceOnly }) => !reduceOnly)]) {
    const ahead = fitting.filter(({ reduceOnly }) => !reduceOnly);
    if (!fitsBeside(draft, order, live, ahead)) continue;
    fitting.push(order);
    live.push(order);
  }
  const sent = orders.filter((order) => fitting.includes(order));
  submitOrders(draft, sent, 'quote');
  return sent.length < orders.length;
}

function fitsBeside(
  draft: Draft,
  order: CheckedOrder,
  live: readonly LiveOrder[],
  ahead: readonly LiveOrder[],
): boolean {
  const sameMarket = live.filter(({ coin }) => coin === order.coin);
  if (isCrossed(order, sameMarket)) return false;
  const { denials, reducingSize } = checkOrder(draft, { ...order, ahead }, live);
  return denials.length === 0 && (!order.reduceOnly || reducingSize.eq(order.size));
}

/** Keeps an order that closes within the declared distance of mark. */
function clampToBand(draft: Draft, coin: string, order: DesiredOrder): DesiredOrder {
  const within = draft.context.rules.policy.account.flattenWithin;
  const mark = valueOf(markOf(draft.facts, coin));
  const position = valueOf(positionOf(draft.facts, coin));
  const decimals = draft.state.instruments[coin]?.sizeDecimals;
  if (within === null || mark === null || position === null || decimals === undefined) return order;
  if (order.side === 'buy' && position.isNeg()) {
    const highest = roundPriceDown(mark.times(within.plus(1)), decimals);
    return order.price.gt(highest) ? { ...order, price: highest } : order;
  }
  if (order.side === 'sell' && position.gt(0)) {
    const lowest = roundPriceUp(mark.times(within.neg().plus(1)), decimals);
    return order.price.lt(lowest) ? { ...order, price: lowest } : order;
  }
  return order;
}

function noteProgress(draft: Draft, coin: string, change: Partial<QuoteProgress>): void {
  const before = draft.state.quotes[coin] ?? EMPTY_QUOTE;
  draft.note({ quotes: { ...draft.state.quotes, [coin]: { ...before, ...change } } });
}
