/** risk (pure): the engine's judgement for orders that somebody else sends, verb by verb. */
export { createRiskManager } from './order-guard.js';
export type {
  AccountUpdate,
  BreakerReset,
  Figure,
  FillReport,
  OrderDraft,
  OrderVerdict,
  PositionView,
  PriceUpdate,
  RiskManager,
  RiskManagerOptions,
} from './risk-verbs.js';
