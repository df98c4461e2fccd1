/**
 * simulator (pure): a venue in process, so that everything else runs against a real counterpart:
 * price-time matching behind the market's queue, fees, cross and isolated margin by tiers,
 * reservations, liquidation prices and liquidations, hourly funding, deposits and withdrawals; and
 * the models of queues and latency that are shared with replays. Not there yet: auto-deleveraging.
 * The market flow does not see the accounts' orders and trades.
 */
export type { CashMovement } from './account-ledger.js';
export { createSimulatedVenue, type SimulatedVenueOptions } from './create-simulated-venue.js';
export { FEE_TIER_MOST, feeRatesOf, type FeeStanding, volumeOfTier } from './fee-schedule.js';
export {
  constantLatency,
  exponentialLatency,
  type LatencyModel,
  type LatencyRun,
  type LatencySample,
  recordedLatency,
} from './latency-model.js';
export {
  logQueue,
  powerQueue,
  type QueueModel,
  type QueuePlace,
  riskAverseQueue,
} from './queue-model.js';
export { referenceInstruments } from './reference-instruments.js';
export type {
  Liquidation,
  MarketSnapshot,
  OrderRecord,
  PlaceResult,
  RejectReason,
  SimulatedFill,
  SimulatedVenue,
  SimulatedVenueEvent,
} from './simulated-venue.js';
export { overlayTop } from './visible-book.js';
