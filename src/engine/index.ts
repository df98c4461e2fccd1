/** engine (pure): (state, event) to (state, decisions): positions, limits, states, denials. */
export { type CalibratedMarket, calibratedCoins } from './calibration-book.js';
export { catchUp, passTo, type QuietNews, type QuietPassage, type SentOrder } from './catch-up.js';
export { createEngine } from './create-engine.js';
export {
  createInspector,
  type Inspector,
  type LimitReading,
  type OrderReading,
  type SizingReading,
  type TriggerReading,
} from './create-inspector.js';
export { nextDayReset } from './day-reset.js';
export type { Decision, Denial, TradingState } from './decision.js';
export type { Engine, EngineStep } from './engine.js';
export { type EngineEvent, isOrderNews, type OperatorCommand } from './engine-event.js';
export type { EngineState } from './engine-state.js';
export { createOrderEntry, type OrderEntry } from './enter-order.js';
export type { MarginRegard } from './margin-regard.js';
export { isOrderOfRuns } from './known-runs.js';
export type { ObjectiveReading } from './objective-facts.js';
export { readsMeasure } from './rule-instance.js';
export { hasEnded, SNAPSHOT_MARGIN_MS, UNANSWERED_MS } from './order-ledger.js';
export { type AccountPast, recallHistory } from './recall-history.js';
export type {
  CalibrationView,
  HeadroomView,
  MarketView,
  ObjectiveView,
  StatusView,
} from './status-view.js';
export {
  NO_POSITIONS,
  type PositionTotals,
  type PositionTracker,
  totalsOf,
  type TrackedFill,
  trackFill,
  trackFunding,
  trackMark,
} from './position-tracker.js';
export type { RoundTrip } from './round-trip.js';
export { excursionsOf, type TrackedPosition } from './tracked-position.js';
export { takeOrder, type TakenOrder } from './take-order.js';
export { createUnjudgedStep } from './unjudged-step.js';
export type { Hold } from './hold.js';
export type { RuleInstance } from './rule-instance.js';
export type { TrackedOrder } from './order-ledger.js';
