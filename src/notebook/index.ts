/** notebook (impure): what a notebook imports: charts in one style, shown on its page. */
export { type Column, displayOn, type NotebookDisplay, type TableRow } from './display.js';
export type { Figure } from './figure.js';
export { glftQuotesFigure, type GlftQuotesInputs } from './glft-quotes-figure.js';
export { seriesColor, type TimeFigure, timeFigure, type TimeFigureInputs } from './time-figure.js';
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
  type MarketSource,
  openMarket,
  type OpenedMarket,
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
