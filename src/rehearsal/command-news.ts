/** News of commands that belong to no order of a test: what they tell of the venue counts. */
import type { TimeMs } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';

/** All it tells is that the stream is alive. */
export function heartbeat(at: TimeMs): EngineEvent {
  const [orderId, clientOrderId] = [null, null];
  return { kind: 'cancelRejected', at, orderId, clientOrderId, reason: 'heartbeat' };
}

/** All it tells is that commands work; `orderId` is of no other order. */
export function commandSucceeded(at: TimeMs, orderId: number): EngineEvent {
  return { kind: 'orderAccepted', at, clientOrderId: 'none', orderId };
}

/** One more error in a row. */
export function commandFailed(at: TimeMs): EngineEvent {
  const [orderId, clientOrderId] = [null, null];
  return { kind: 'cancelOutcomeUnknown', at, orderId, clientOrderId, reason: 'given by the test' };
}
