/** The engine behind the manager: every event and every order judged by decimals. */
import { type TimeMs, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  createEngine,
  createInspector,
  createUnjudgedStep,
  type Engine,
  type EngineState,
  type Inspector,
} from '../engine/index.js';
import type { Instrument } from '../market/index.js';

const RUN_ID = '0000000000000000';
/** Fees come with the fills. */
const NO_FEES = { maker: ZERO, taker: ZERO };

export interface ExactDesk {
  readonly engine: Engine<EngineState>;
  readonly inspector: Inspector;
  /** For what is known to change no rule's truth. */
  readonly unjudgedStep: Engine<EngineState>['step'];
  readonly initialState: EngineState;
  /** In the order of the policy's markets. */
  readonly instruments: readonly Instrument[];
}

/** An engine that quotes nothing: the orders are somebody else's. */
export function createExactDesk(
  policy: CompiledPolicy,
  instruments: readonly Instrument[],
  at: TimeMs,
): ExactDesk {
  const quiet = { ...policy, markets: policy.markets.map((each) => ({ ...each, quote: null })) };
  const engine = createEngine(quiet);
  const { state } = engine.step(engine.initialState, {
    kind: 'sessionStarted',
    at,
    runId: RUN_ID,
    instruments,
    feeRates: NO_FEES,
  });
  // Nothing was held before: what the venue reports besides our fills differs from them.
  const initialState: EngineState = { ...state, wasReconciled: true };
  const inspector = createInspector(quiet);
  const unjudgedStep = createUnjudgedStep(quiet);
  return { engine, inspector, unjudgedStep, initialState, instruments };
}
