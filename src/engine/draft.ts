/** One step under way: the state so far and what was decided so far. */
import type { GlftSolution } from '../quoting/index.js';
import type { Decision } from './decision.js';
import type { EngineState } from './engine-state.js';
import { createFacts, type Facts } from './facts.js';
import type { LimitScreen } from './limit-screen.js';
import type { MarginRegard } from './margin-regard.js';
import type { RuleBook } from './rule-instance.js';
import type { StandingMemory } from './standing-facts.js';

/** What one engine keeps between steps: the policy laid out, and solutions by their parameters. */
export interface EngineContext {
  readonly rules: RuleBook;
  /** A pure memo: a solution depends on nothing but its key. */
  readonly solutions: Map<string, GlftSolution>;
  /** Another; left out where steps are not taken one after the other. */
  readonly standing?: StandingMemory;
  /** Left out where every check is to be made by decimals. */
  readonly screen?: LimitScreen;
  /** Left out: `shared`. */
  readonly margin?: MarginRegard;
}

export class Draft {
  readonly context: EngineContext;
  readonly decisions: Decision[] = [];
  #state: EngineState;
  #facts: Facts;

  constructor(context: EngineContext, state: EngineState) {
    this.context = context;
    this.#state = state;
    this.#facts = this.#derive();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** What follows from the state as it is now. */
  get facts(): Facts {
    return this.#facts;
  }

  /** Goes on with a new state; what was derived from the old one is forgotten. */
  set(change: Partial<EngineState>): void {
    this.replace({ ...this.#state, ...change });
  }

  /** As `set`, of a state that was made from this one. */
  replace(state: EngineState): void {
    this.#state = state;
    this.#facts = this.#derive();
  }

  /** Goes on with changes that no measure depends on, so that what was derived stays. */
  note(
    change: Pick<Partial<EngineState>, 'rules' | 'holds' | 'states' | 'quotes' | 'denied'>,
  ): void {
    this.#state = { ...this.#state, ...change };
    this.#facts = { ...this.#facts, state: this.#state };
  }

  decide(decision: Decision): void {
    this.decisions.push(decision);
  }

  #derive(): Facts {
    const { rules, standing } = this.context;
    return createFacts(rules.policy, this.#state, standing);
  }
}
