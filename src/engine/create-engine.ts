/** The engine of a policy: hears an event, judges the rules, acts on what they come to. */
import { unreachable } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { contextAt } from './context-at.js';
import { Draft } from './draft.js';
import type { Engine } from './engine.js';
import { type EngineEvent, isOrderNews } from './engine-event.js';
import { type EngineState, INITIAL_STATE } from './engine-state.js';
import { actOnMarket } from './act-on-state.js';
import { coinsOf } from './facts.js';
import { hearEvent } from './hear-event.js';
import type { MarginRegard } from './margin-regard.js';
import { moveAnchors } from './move-anchors.js';
import { judgeObjectives } from './judge-objectives.js';
import { applyOperatorCommand } from './operator-command.js';
import type { RuleInstance } from './rule-instance.js';
import { trackCover } from './stop-ledger.js';
import { updateTradingStates } from './trading-state.js';
import { judgeTriggers } from './trigger-rules.js';
import { viewState } from './view-state.js';

/**
 * `step` returns a new state and what was decided; it never changes the state it is given, and
 * the same events give the same decisions. The state of one policy goes on under another: holds
 * stay, and one whose rule is gone ends by the operator's resume or re-arm. Only a study compares
 * with another regard for `margin` than the engine's own.
 */
export function createEngine(
  policy: CompiledPolicy,
  margin: MarginRegard = 'shared',
): Engine<EngineState> {
  const holdsAt = contextAt(policy, margin);
  return {
    initialState: INITIAL_STATE,
    step: (state, event) => {
      const draft = new Draft(holdsAt(Math.max(state.at, event.at)), state);
      takeStep(draft, event);
      return { state: draft.state, decisions: draft.decisions };
    },
    view: (state) => viewState(new Draft(holdsAt(state.at), state)),
  };
}

function takeStep(draft: Draft, event: EngineEvent): void {
  hearEvent(draft, event);
  const scope = scopeOf(event);
  if (scope === 'all') moveAnchors(draft);
  if (scope !== 'book') trackCover(draft);
  if (draft.context.rules.hasObjectives) judgeObjectives(draft);
  const triggers = affectedTriggers(draft.context.rules.triggers, scope);
  judgeTriggers(draft, triggers);
  if (event.kind === 'operatorCommanded') applyOperatorCommand(draft, event.command, event.reason);
  if (scope === 'all' || triggers.length > 0) updateTradingStates(draft);
  for (const coin of scope === 'all' ? coinsOf(draft.facts) : coinsTouched(draft, event)) {
    actOnMarket(draft, coin);
  }
}

type Scope = 'nothing' | 'book' | 'orders' | 'all';

/**
 * What an event may change: a top of book only what reads books, news of an order only what counts
 * orders, a trade of others nothing, all else everything. What ages is judged by the clock's ticks.
 */
function scopeOf(event: EngineEvent): Scope {
  if (isOrderNews(event)) return 'orders';
  switch (event.kind) {
    case 'tradePrinted':
      return 'nothing';
    case 'topChanged':
    case 'bookChanged':
      return 'book';
    case 'sessionStarted':
    case 'reconciled':
    case 'connectionLost':
    case 'contextChanged':
    case 'actionBudgetReported':
    case 'deadManSwitchChanged':
    case 'accountReported':
    case 'orderFilled':
    case 'ledgerUpdated':
    case 'operatorCommanded':
    case 'clockTicked':
    case 'sessionStopping':
      return 'all';
    default:
      return unreachable(event);
  }
}

function affectedTriggers(
  triggers: readonly RuleInstance[],
  scope: Scope,
): readonly RuleInstance[] {
  if (scope === 'all') return triggers;
  if (scope === 'nothing') return [];
  return triggers.filter((instance) =>
    scope === 'book' ? instance.readsBook : instance.readsOrders,
  );
}

function coinsTouched(draft: Draft, event: EngineEvent): readonly string[] {
  if (event.kind === 'topChanged' || event.kind === 'bookChanged') return [event.coin];
  if (event.kind === 'tradePrinted') return [];
  return [...draft.context.rules.markets.keys()];
}
