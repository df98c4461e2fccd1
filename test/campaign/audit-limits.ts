/** Whether the venue was ever asked for more than the policy allows. */
import { Decimal, decimal } from '../../src/base/index.js';
import type { AuditTerms } from './audit-terms.js';
import type { JournalLine } from './journal-lines.js';
import type { SeenOrder, SeenPlacement } from './venue-tap.js';

/** As the venue saw it: an order that is not reduce-only may grow the position. */
export function auditPlacements(
  placements: readonly SeenPlacement[],
  terms: AuditTerms,
): readonly string[] {
  return placements.flatMap((placement) => auditPlacement(placement, terms));
}

function auditPlacement(
  { at, order, outcome, positions, open }: SeenPlacement,
  terms: AuditTerms,
): readonly string[] {
  if (order.reduceOnly || outcome === 'rejected') return [];
  const found: string[] = [];
  const where = `order ${order.clientOrderId} at ${at}`;
  const resting = open.filter(({ isStop }) => !isStop);
  const grows = growingPart(order, decimal(positions[order.coin] ?? 0), resting);
  const notional = decimal(order.price).times(grows);
  if (notional.gt(terms.orderNotionalMost)) {
    found.push(`${where} grows by ${notional.toFixed()} of ${terms.orderNotionalMost} USD`);
  }
  if (resting.length > terms.openOrdersMost) {
    found.push(`${where} makes ${resting.length} open orders of ${terms.openOrdersMost}`);
  }
  const position = decimal(positions[order.coin] ?? 0);
  for (const side of ['buy', 'sell'] as const) {
    const rest = sizeOf(resting, order.coin, side);
    const worst = side === 'buy' ? position.plus(rest) : position.minus(rest).neg();
    if (worst.lte(terms.positionMost)) continue;
    const what = `${position.toFixed()} held and ${rest.toFixed()} resting`;
    found.push(`${where} lets the ${side} side reach ${what} of ${terms.positionMost}`);
  }
  return found;
}

/**
 * No limit stands in the way of what closes the position, after all that rests on its side and fills
 * before it: a worse price does not, whichever of the two was sent first.
 */
function growingPart(order: SeenOrder, position: Decimal, resting: readonly SeenOrder[]): Decimal {
  const held = order.side === 'buy' ? position.neg() : position;
  const others = resting.filter(({ clientOrderId }) => clientOrderId !== order.clientOrderId);
  const before = others.filter(
    ({ coin, side, price }) =>
      coin === order.coin &&
      side === order.side &&
      (side === 'buy'
        ? Number(price) >= Number(order.price)
        : Number(price) <= Number(order.price)),
  );
  const rest = before.reduce((sum, { size }) => sum.plus(size), decimal(0));
  const closes = Decimal.max(0, held.minus(rest));
  return Decimal.max(0, decimal(order.size).minus(closes));
}

function sizeOf(orders: readonly SeenOrder[], coin: string, side: string) {
  return orders
    .filter((order) => order.coin === coin && order.side === side && !order.reduceOnly)
    .reduce((sum, order) => sum.plus(order.size), decimal(0));
}

/** By the times of the decisions: what the wire holds up comes in bunches. */
export function auditOrderRate(
  lines: readonly JournalLine[],
  { ordersMost, ordersWindowMs }: AuditTerms,
): readonly string[] {
  const sent = lines.flatMap(({ at, decision }) =>
    decision?.order === undefined || decision.order.reduceOnly ? [] : [at],
  );
  const tooMany = sent.findIndex((at, index) => {
    const before = sent[index - ordersMost];
    return before !== undefined && at - before < ordersWindowMs;
  });
  return tooMany < 0 ? [] : [`more than ${ordersMost} new orders until ${sent[tooMany]}`];
}
