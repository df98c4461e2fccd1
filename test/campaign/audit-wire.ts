/** Whether each order that reached the venue was decided, once, and as it arrived. */
import { decimal } from '../../src/base/index.js';
import type { JournaledOrder, JournalLine } from './journal-lines.js';
import type { SeenPlacement } from './venue-tap.js';

export function auditWire(
  placements: readonly SeenPlacement[],
  lines: readonly JournalLine[],
): readonly string[] {
  const found: string[] = [];
  const decided = new Map<string, JournaledOrder>();
  for (const { seq, decision } of lines) {
    if (decision?.order === undefined) continue;
    const { clientOrderId } = decision.order;
    if (decided.has(clientOrderId)) found.push(`record ${seq} decides ${clientOrderId} again`);
    decided.set(clientOrderId, decision.order);
  }
  const arrived = new Set<string>();
  for (const { at, order } of placements) {
    const id = order.clientOrderId ?? 'without an id';
    if (arrived.has(id)) found.push(`order ${id} arrives again at ${at}`);
    arrived.add(id);
    const decision = decided.get(id);
    if (decision === undefined) found.push(`order ${id} at ${at} was never decided`);
    else if (!isSame(decision, order)) found.push(`order ${id} at ${at} is not as decided`);
  }
  return found;
}

function isSame(decision: JournaledOrder, order: SeenPlacement['order']): boolean {
  return (
    decision.coin === order.coin &&
    decision.side === order.side &&
    decision.timeInForce === order.timeInForce &&
    decision.reduceOnly === order.reduceOnly &&
    decimal(decision.price).eq(order.price) &&
    decimal(decision.size).eq(order.size)
  );
}
