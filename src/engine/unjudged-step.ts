/**
 * A step without its judgement: what a fill or a report teaches, for one that is known to leave
 * every rule's truth, every hold and every trading state as they are.
 */
import type { CompiledPolicy } from '../compile/index.js';
import { contextAt } from './context-at.js';
import { Draft } from './draft.js';
import type { Engine } from './engine.js';
import type { EngineState } from './engine-state.js';
import { hearEvent } from './hear-event.js';
import { moveAnchors } from './move-anchors.js';
import { trackCover } from './stop-ledger.js';

/** As the engine's `step` up to where that judges: decisions tell of the event, not of rules. */
export function createUnjudgedStep(policy: CompiledPolicy): Engine<EngineState>['step'] {
  const holdsAt = contextAt(policy);
  return (state, event) => {
    const draft = new Draft(holdsAt(Math.max(state.at, event.at)), state);
    hearEvent(draft, event);
    moveAnchors(draft);
    trackCover(draft);
    return { state: draft.state, decisions: draft.decisions };
  };
}
