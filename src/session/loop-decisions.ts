/** What the live loop itself looks for among the decisions of a step. */
import type { Decision, EngineEvent } from '../engine/index.js';

/** A kill and a re-arm are on the disk before anybody is told. */
export function isForTheDisk(event: EngineEvent, decisions: readonly Decision[]): boolean {
  return event.kind === 'operatorCommanded' || decisions.some(isHalt);
}

/** The engine does not trust its position or its cash any more: the venue is asked at once. */
export function needsTheVenuesWord(decision: Decision): boolean {
  if (decision.kind !== 'tradingStateChanged') return false;
  return decision.rule === 'builtin.position-known' || decision.rule === 'builtin.cash-explained';
}

export function isRefusal(
  decision: Decision,
): decision is Extract<Decision, { kind: 'startRefused' }> {
  return decision.kind === 'startRefused';
}

export function isHalt(
  decision: Decision,
): decision is Extract<Decision, { kind: 'tradingStateChanged' }> {
  return decision.kind === 'tradingStateChanged' && decision.to === 'halted';
}
