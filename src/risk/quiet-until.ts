/** Whether a state is one that events may pass by, and until when time alone changes nothing. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy, CompiledRule } from '../compile/index.js';
import { type EngineState, hasEnded, type Hold, type RuleInstance } from '../engine/index.js';

const KNOWN_KINDS: ReadonlySet<string> = new Set([
  'limit',
  'reduce-only',
  'pause',
  'kill',
  'alert',
]);

/** The first instant at which a wait or a day is over. */
export function quietUntil(
  state: EngineState,
  triggers: readonly RuleInstance[],
  holdOf: (instance: RuleInstance) => Hold | null,
): TimeMs {
  const dues = triggers.map((instance) => dueOf(state, instance, holdOf(instance)));
  const resets = Object.values(state.books).map(
    ({ anchors }) => anchors.nextResetAt ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(...dues, ...resets);
}

function dueOf(state: EngineState, { rule, key }: RuleInstance, hold: Hold | null): TimeMs {
  const progress = state.rules[key];
  const never = Number.POSITIVE_INFINITY;
  if (hold === null) {
    if (progress?.truth !== 'true' || rule.forMs === 0) return never;
    return progress.at + rule.forMs - progress.trueForMs;
  }
  if (rule.release.kind === 'later') return hold.trippedAt + rule.release.afterMs;
  if (rule.release.kind !== 'condition' || hold.releasingSince === null) return never;
  return progress?.truth === 'false' ? hold.releasingSince + rule.release.forMs : never;
}

/**
 * Whether prices, orders and time are all that the next events change: everything is known, nothing
 * is to be cancelled or flattened, and no rule is of a kind that is not known here.
 */
export function isQuiet(state: EngineState, policy: CompiledPolicy): boolean {
  const coins = new Set(policy.markets.map(({ coin }) => coin));
  const { positions, orders, stops, account, holds, quotes, states, books } = state;
  const isKnown = state.isPositionKnown && !state.isStopping && account.balance !== null;
  return (
    isKnown &&
    isPlain(policy, state) &&
    account.gapSince === null &&
    stops.orders.length === 0 &&
    Object.values(positions).every(({ coin, size }) => size.isZero() || coins.has(coin)) &&
    (account.report?.positions ?? []).every(
      ({ coin, marginMode }) => coins.has(coin) && marginMode === 'cross',
    ) &&
    orders.orders.every(
      (order) =>
        coins.has(order.coin) &&
        !hasEnded(order) &&
        order.cancelAt === null &&
        states[order.coin]?.state === 'active',
    ) &&
    !holds.some(({ flatten }) => flatten) &&
    !Object.values(quotes).some(({ isFlattening }) => isFlattening) &&
    Object.values(books).every(({ anchors }) => isComplete(anchors))
  );
}

/** Nothing in it moves with every mark, changes at a date or counts by itself. */
function isPlain(policy: CompiledPolicy, { at, ownStreaks }: EngineState): boolean {
  return (
    policy.laterSettings.length === 0 &&
    Object.keys(ownStreaks).length === 0 &&
    policy.markets.every(({ atr, sizing }) => atr === null && sizing === null) &&
    policy.rules.every(
      ({ kind, waivedUntil }: CompiledRule) =>
        KNOWN_KINDS.has(kind) && (waivedUntil === null || at >= waivedUntil),
    )
  );
}

function isComplete(anchors: EngineState['books'][string]['anchors']): boolean {
  return [
    anchors.dayStartBalance,
    anchors.dayStartEquity,
    anchors.peakBalance,
    anchors.peakEquity,
    anchors.dayPeakEquity,
    anchors.peakDayEndBalance,
    anchors.peakDayEndEquity,
  ].every((level) => level !== null);
}
