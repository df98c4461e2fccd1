/** The engine's face: a pure function from state and event to state and decisions. */
import type { Decision } from './decision.js';
import type { EngineEvent } from './engine-event.js';
import type { StatusView } from './status-view.js';

export interface EngineStep<State> {
  readonly state: State;
  readonly decisions: readonly Decision[];
}

/** Neither reads a clock nor keeps anything between calls; the same input gives the same bytes. */
export interface Engine<State> {
  readonly initialState: State;
  step(state: State, event: EngineEvent): EngineStep<State>;
  view(state: State): StatusView;
}
