/**
 * notebook (impure): what a notebook imports: markets in memory, policies tried on them, charts in
 * one style, shown on its page.
 */
export type { RegimeName, RegimeSpan } from '../feed/index.js';
export type { AllocationFigureInputs } from './allocation-figure.js';
export type { CellOutput, CellProgress, ProgressOptions } from './cell-progress.js';
export { type DisplayOptions, displayOn, type NotebookDisplay } from './display.js';
export type { Figure } from './figure.js';
export { findBrowser } from './find-browser.js';
export { FIGURE_SCRIPT } from './figure-script.js';
export { type Columns, frames } from './frames.js';
export type { GlftQuotesInputs } from './glft-quotes-figure.js';
export type { IntensityFitInputs } from './intensity-fit-figure.js';
export type {
  KellyBet,
  KellyDrawdownInputs,
  KellyGrowthInputs,
  KellyMark,
} from './kelly-figures.js';
export type { LadderHeatMapInputs } from './ladder-heat-map-figure.js';
export type { LadderSample, RestingOrder } from './ladder-series.js';
export { type LoadedJournal, loadJournal, type LoadJournalOptions } from './load-journal.js';
export { type LoadedMarket, loadMarket, type LoadMarketOptions } from './load-market.js';
export {
  loadColumns,
  type MarketColumns,
  type MarkColumns,
  type TopColumns,
  type TradeColumns,
} from './market-columns.js';
export { marketSteps } from './market-steps.js';
export { plot } from './plot.js';
export type { RollingFitInputs } from './rolling-fit-figure.js';
export { type RuleShift, ruleShifts } from './rule-shifts.js';
export { seriesColor } from './chart-style.js';
export { PolicyError } from './policy-cell.js';
export type { PolicyValue } from './policy-literal.js';
export { shadowTrial, type ShadowTrialOptions } from './shadow-trial.js';
export { StepLog } from './step-log.js';
export { type SweepOptions, type SweepPoint, sweepSettings } from './sweep-settings.js';
export type { SweepSurfaceInputs } from './sweep-surface-figure.js';
export type { Column, TableColumns, TableFrame, TableOptions, TableRow } from './table-html.js';
export { thinSeries } from './thin-series.js';
export type { TimeFigure, TimeFigureInputs } from './time-figure.js';
export type { BarFigure } from './trial-figures.js';
export { type OpenedLibrary, openPresetLibrary } from '../presets/index.js';
export {
  type ExchangeSpec,
  type FeeSpec,
  type LatencySpec,
  type MarginRegard,
  type MarketSource,
  openMarket,
  type OpenedMarket,
  type QueueSpec,
  runTrial,
  type SettingChange,
  SettingPathError,
  type Trial,
  type TrialFigures,
  type TrialOptions,
  withSetting,
} from '../study/index.js';
export type { AuditKind, AuditRecord } from '../journal/index.js';
export {
  type CachedTape,
  estimateMean,
  readTape,
  type ReadTapeOptions,
  TapeError,
  tapeFolder,
  type TapeInput,
} from '../whatif/index.js';
