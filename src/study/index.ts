/**
 * study (impure): what-if: a policy on a recorded or a synthetic market through the same engine and
 * the same live loop, and what it came to in figures, series and moments.
 */
export { type AttributedProfit, Attribution } from './attribution.js';
export type { ExchangeSpec, FeeSpec, LatencySpec, QueueSpec } from './exchange-spec.js';
export { TrialRecorder } from './trial-recorder.js';
export { type MarketSource, nameOfSource } from './market-source.js';
export type { MarginRegard } from '../engine/index.js';
export { START_PRICES } from './start-prices.js';
export { openMarket, type OpenedMarket } from './open-market.js';
export type { StandIn } from './stand-in-market.js';
export { runTrial, type TrialOptions } from './run-trial.js';
export type { Trial, TrialFill, TrialHeadroom, TrialMarket, TrialMoment } from './trial.js';
export type { TrialFigures } from './trial-figures.js';
export { type SettingChange, SettingPathError, withSetting } from './with-setting.js';
