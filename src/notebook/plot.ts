/** All charts under one name, each the answer to one question. */
import { allocationFigure } from './allocation-figure.js';
import { comparisonFigure } from './comparison-figure.js';
import { equityInventoryFigure } from './equity-inventory-figure.js';
import { glftQuotesFigure } from './glft-quotes-figure.js';
import { intensityFitFigure } from './intensity-fit-figure.js';
import { kellyDrawdownFigure, kellyGrowthFigure } from './kelly-figures.js';
import { ladderHeatMapFigure } from './ladder-heat-map-figure.js';
import { makerSeriesFigure, profitDifferenceFigure, riskProfitFigure } from './maker-figures.js';
import { rollingFitFigure } from './rolling-fit-figure.js';
import { sweepSurfaceFigure } from './sweep-surface-figure.js';
import { timeFigure } from './time-figure.js';
import {
  attributionFigure,
  equityFigure,
  headroomFigure,
  inventoryFigure,
  marginFigure,
  quotesFigure,
} from './trial-figures.js';
import { xyFigure } from './xy-figure.js';

/**
 * `show(plot.headroom(trial))`. Each returns what `Plotly.newPlot` takes, in the house's style:
 * units on the axes, colours that any colour vision tells apart, nothing that JSON cannot store.
 */
export const plot = {
  /** Exact and closed-form quotes over inventory. */
  quotesByInventory: glftQuotesFigure,
  /** Counted reach rates, both fits, and the 95% band of the likelihood's. */
  intensityFit: intensityFitFigure,
  /** A parameter as a window rolls on, with its 95% band. */
  rollingFit: rollingFitFigure,
  /** Ladders of one moment by way of splitting the margin. */
  allocation: allocationFigure,
  /** Where our contracts rested, price by time. */
  ladderHeatMap: ladderHeatMapFigure,
  /** Equity of trials over their beginnings. */
  equity: equityFigure,
  /** Contracts held in each market of a trial. */
  inventory: inventoryFigure,
  /** Equity of trials above what they held of one coin. */
  equityAndInventory: equityInventoryFigure,
  /** Our best quotes around mid. */
  quotes: quotesFigure,
  /** Margin that positions use. */
  marginUtilization: marginFigure,
  /** The way left to each trigger, and when rules acted. */
  headroom: headroomFigure,
  /** Trials side by side in profit, drawdown, fills and time at the market. */
  comparison: comparisonFigure,
  /** The parts of trials' profits. */
  attribution: attributionFigure,
  /** Growth by fraction of Kelly. */
  kellyGrowth: kellyGrowthFigure,
  /** The probability of a drawdown by fraction of Kelly. */
  kellyDrawdown: kellyDrawdownFigure,
  /** A figure of trials over one or two settings. */
  sweepSurface: sweepSurfaceFigure,
  /** Makers' mean profits over what they held. */
  riskProfit: riskProfitFigure,
  /** Makers' profits beyond the first one's, with 95% intervals. */
  profitDifference: profitDifferenceFigure,
  /** One line a maker over the minutes of a market. */
  makerSeries: makerSeriesFigure,
  /** Any lines over market time. */
  overTime: timeFigure,
  /** Any lines, bands and points over a plain axis. */
  xy: xyFigure,
} as const;
