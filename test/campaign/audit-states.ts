/**
 * Whether anything was sent that the trading state forbids, by the journal's order of things. What
 * is halted is reckoned here from the kills themselves and not from what the engine says it is.
 */
import type { AuditTerms } from './audit-terms.js';
import type { JournaledOrder, JournalLine } from './journal-lines.js';

interface Standing {
  isHalted: boolean;
  /** Somebody asked for a flat position. */
  isFlattening: boolean;
  /** A re-arm that has not been refused so far. */
  isReArming: boolean;
  /** By coin. */
  readonly states: Map<string, string>;
}

export function auditStates(lines: readonly JournalLine[], terms: AuditTerms): readonly string[] {
  const standing: Standing = {
    isHalted: false,
    isFlattening: false,
    isReArming: false,
    states: new Map(),
  };
  return lines.flatMap((line) => {
    if (line.event !== undefined) return hearEvent(standing, line.event);
    return line.decision === undefined ? [] : hearDecision(standing, line, terms);
  });
}

function hearEvent(
  standing: Standing,
  { kind, command }: NonNullable<JournalLine['event']>,
): readonly string[] {
  if (standing.isReArming) {
    standing.isHalted = false;
    standing.isReArming = false;
    standing.isFlattening = false;
  }
  if (kind !== 'operatorCommanded') return [];
  if (command === 'kill') standing.isHalted = true;
  if (command === 'flatten') standing.isFlattening = true;
  if (command === 're-arm') standing.isReArming = standing.isHalted;
  return [];
}

function hearDecision(
  standing: Standing,
  { seq, decision }: JournalLine,
  { flatteningKills }: AuditTerms,
): readonly string[] {
  if (decision === undefined) return [];
  const { kind, order, ruleKind, rule, coin = '', from, to = '', command } = decision;
  if (kind === 'operatorRefused' && command === 're-arm') standing.isReArming = false;
  if (kind === 'ruleTripped' && ruleKind === 'kill') {
    standing.isHalted = true;
    // A kill that trips as the operator re-arms wins.
    standing.isReArming = false;
    if (flatteningKills.some((name) => rule === name || rule?.endsWith(`.${name}`))) {
      standing.isFlattening = true;
    }
  }
  if (kind === 'tradingStateChanged') {
    standing.states.set(coin, to);
    const isFreed = from === 'halted' && to !== 'halted';
    const mayBeFree = !standing.isHalted || standing.isReArming;
    return isFreed && !mayBeFree ? [`record ${seq} ends a halt that nobody re-armed`] : [];
  }
  if (order === undefined) return [];
  return auditOrder(standing, seq, order);
}

function auditOrder(standing: Standing, seq: number, order: JournaledOrder): readonly string[] {
  const isHalted = standing.isHalted && !standing.isReArming;
  const isExit = order.reduceOnly && order.timeInForce === 'ioc';
  if (isHalted && !(isExit && standing.isFlattening)) {
    return [`record ${seq} sends order ${order.clientOrderId} while halted`];
  }
  const state = standing.states.get(order.coin);
  if (state === 'paused' && !isExit) {
    return [`record ${seq} sends order ${order.clientOrderId} while paused`];
  }
  if (state === 'reducing' && !order.reduceOnly) {
    return [`record ${seq} sends order ${order.clientOrderId} that may grow while reducing`];
  }
  return [];
}
