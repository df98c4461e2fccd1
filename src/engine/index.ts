/** engine (pure): (state, event) to (state, decisions): positions, limits, states, denials. */
export { createEngine } from './create-engine.js';
export {
  createInspector,
  type Inspector,
  type LimitReading,
  type OrderReading,
  type TriggerReading,
} from './create-inspector.js';
export type { Decision, Denial, TradingState } from './decision.js';
export type { Engine, EngineStep } from './engine.js';
export type { EngineEvent, OperatorCommand } from './engine-event.js';
export type { EngineState } from './engine-state.js';
export { isOrderOfRuns } from './known-runs.js';
export { SNAPSHOT_MARGIN_MS } from './order-ledger.js';
export type { HeadroomView, MarketView, StatusView } from './status-view.js';
