/**
 * notebook (impure): what a notebook imports: markets in memory, policies tried on them, charts in
 * one style, shown on its page.
 */
export type { RegimeName, RegimeSpan } from '../feed/index.js';
export { allocationFigure, type AllocationFigureInputs } from './allocation-figure.js';
export type { CellOutput, CellProgress, ProgressOptions } from './cell-progress.js';
export { type DisplayOptions, displayOn, type NotebookDisplay } from './display.js';
export type { Figure } from './figure.js';
export { findBrowser } from './find-browser.js';
export { FIGURE_SCRIPT } from './figure-script.js';
export { glftQuotesFigure, type GlftQuotesInputs } from './glft-quotes-figure.js';
export { intensityFitFigure, type IntensityFitInputs } from './intensity-fit-figure.js';
export { type LoadedMarket, loadMarket, type LoadMarketOptions } from './load-market.js';
export { makerSeriesFigure, profitDifferenceFigure, riskProfitFigure } from './maker-figures.js';
export { marketSteps } from './market-steps.js';
export { rollingFitFigure, type RollingFitInputs } from './rolling-fit-figure.js';
export { seriesColor } from './chart-style.js';
export type { Column, TableColumns, TableFrame, TableOptions, TableRow } from './table-html.js';
export { PolicyError } from './policy-cell.js';
export type { PolicyValue } from './policy-literal.js';
export { thinSeries } from './thin-series.js';
export { type TimeFigure, timeFigure, type TimeFigureInputs } from './time-figure.js';
export {
  attributionFigure,
  type BarFigure,
  equityFigure,
  headroomFigure,
  inventoryFigure,
  marginFigure,
  quotesFigure,
} from './trial-figures.js';
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
export {
  type CachedTape,
  readTape,
  type ReadTapeOptions,
  TapeError,
  tapeFolder,
  type TapeInput,
} from '../whatif/index.js';
