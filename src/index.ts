/**
 * mm-policy as a library: parse, check and compile policies, quote, reckon margins, and run the
 * engine against a venue in process. Everything here is pure; files, networks and clocks are the
 * program's (`mm-policy run`). Charts for notebooks: `mm-policy/notebook`.
 */
export { Decimal, decimal } from './base/index.js';
export type { DurationMs, Money, Notional, Price, Ratio, Size, TimeMs } from './base/index.js';
export { type Diagnostic, renderPretty, SourceText, type Span } from './diagnostic/index.js';
export type {
  AccountReport,
  BookLevel,
  Fill,
  Instrument,
  MarginTier,
  MarketEvent,
  OpenOrder,
  OrderRequest,
  PositionReport,
  Side,
  TimeInForce,
} from './market/index.js';
export { roundPriceDown, roundPriceUp, roundSizeDown, tickSizeAt } from './market/index.js';
export { formatPolicyText } from './syntax/index.js';
export type { PresetLibrary, PresetText } from './check/index.js';
export {
  type CompiledMarket,
  type CompiledPolicy,
  type CompiledRule,
  type CompileResult,
  compilePolicyText,
} from './compile/index.js';
export {
  allocateSides,
  distanceToLiquidation,
  initialMargin,
  liquidationBuffer,
  liquidationPrice,
  maintenanceMargin,
  maintenanceRateAt,
  marginCapacity,
  type MarginCushion,
  marginCushion,
  type MarginedPosition,
  type SideAllocation,
  tierLeverage,
} from './margin/index.js';
export {
  binaryGrowth,
  binaryKelly,
  capPortfolio,
  continuousKelly,
  type Correlation,
  drawdownFraction,
  drawdownProbability,
  explainSizing,
  isSettledFast,
  type KellyEdge,
  type KellyInputs,
  kellyLots,
  type KellyNumbers,
  type KellySizing,
  type LayerName,
  multiAssetKelly,
  portfolioRisk,
  portfolioScale,
  renderSizing,
  sizeKelly,
  type SizingExplanation,
  SizingInputError,
  type SizingLayer,
  type SizingStep,
  type TradeStatistics,
  type VolatilityScale,
  winRateBound,
} from './sizing/index.js';
export {
  approximateGlft,
  buildLadder,
  calibrateMarket,
  type CalibrationGrid,
  type DesiredOrder,
  diffLadder,
  type Estimate,
  type FillCurve,
  type GlftApproximation,
  type GlftParameters,
  type GlftSolution,
  type LadderDiff,
  type MarketCalibration,
  MarketSampler,
  type MarketStep,
  MIN_ORDER_NOTIONAL,
  solveGlft,
  type SolveGlftInputs,
} from './quoting/index.js';
export {
  createEngine,
  type Decision,
  type Denial,
  type Engine,
  type EngineEvent,
  type EngineState,
  excursionsOf,
  NO_POSITIONS,
  type PositionTotals,
  type PositionTracker,
  type RoundTrip,
  type StatusView,
  totalsOf,
  type TrackedFill,
  type TrackedPosition,
  trackFill,
  trackFunding,
  trackMark,
  type TradingState,
} from './engine/index.js';
export {
  createSimulatedVenue,
  referenceInstruments,
  type SimulatedVenue,
} from './simulator/index.js';
export {
  type AccountUpdate,
  type BreakerReset,
  createRiskManager,
  type Figure,
  type FillReport,
  type OrderDraft,
  type OrderVerdict,
  type PositionView,
  type PriceUpdate,
  type RiskManager,
  type RiskManagerOptions,
} from './risk/index.js';
export {
  logQueue,
  type MakerDesk,
  type MarketTape,
  powerQueue,
  type QueueModel,
  type ReplayOptions,
  type ReplayOrder,
  type ReplayResult,
  replayTape,
  riskAverseQueue,
  TapeBuilder,
  type TapeOptions,
} from './whatif/index.js';
