/** The policy laid out as it holds at an instant: waived settings come back at their date. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineContext } from './draft.js';
import { LimitScreen } from './limit-screen.js';
import type { MarginRegard } from './margin-regard.js';
import { createRuleBook } from './rule-instance.js';
import { StandingMemory } from './standing-facts.js';

/** The same context for all instants between two dates. */
export function contextAt(
  policy: CompiledPolicy,
  margin: MarginRegard = 'shared',
): (at: TimeMs) => EngineContext {
  const now = contextOf(policy, margin);
  const later = policy.laterSettings.map(({ from, ...settings }) => ({
    from,
    context: contextOf({ ...policy, ...settings }, margin),
  }));
  if (later.length === 0) return () => now;
  return (at) => later.findLast(({ from }) => at >= from)?.context ?? now;
}

function contextOf(policy: CompiledPolicy, margin: MarginRegard): EngineContext {
  const rules = createRuleBook(policy);
  return {
    rules,
    solutions: new Map(),
    standing: new StandingMemory(),
    screen: new LimitScreen(rules),
    margin,
  };
}
