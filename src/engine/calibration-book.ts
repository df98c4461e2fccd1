/**
 * What a market's own mids and trades say of the model's σ, A and k: counted in stretches, as long
 * as the interval between two calibrations, of which the window holds the newest.
 */
import type { TimeMs } from '../base/index.js';
import type { CalibrationSettings, CompiledPolicy, GlftSettings } from '../compile/index.js';
import type { Side } from '../market/index.js';
import {
  addStep,
  calibrateTally,
  EMPTY_TALLY,
  endSteps,
  joinTallies,
  type MarketTally,
  NO_STEP,
  type OpenStep,
  STEP_MS,
  withMid,
  withTrade,
} from '../quoting/index.js';

/** In dollars of price. */
export interface CalibratedMarket {
  readonly volatility: number;
  /** A of one side, as the model has it: λ is how often a single quote is met. */
  readonly intensity: number;
  readonly decay: number;
}

export interface CalibrationBook {
  /** Half a tick, in dollars: the grid that depths are counted on. */
  readonly levelStep: number;
  readonly open: OpenStep;
  /** The stretch under way. */
  readonly tally: MarketTally;
  /** Whole stretches inside the window, oldest first. */
  readonly stretches: readonly MarketTally[];
  /** Steps with a trade in the window at the last calibration. */
  readonly sample: number;
  /** Null until there was enough to see, and where the rates did not fall with distance. */
  readonly found: CalibratedMarket | null;
}

/** Levels of the fit: 35 ticks, as in the tutorial. */
const LEVELS = 70;
/** The procedure counts the trades of both; the model's A is what meets a quote on one of them. */
const SIDES = 2;

export function needsCalibration({ volatility, intensityPerSecond, decay }: GlftSettings): boolean {
  return [volatility, intensityPerSecond, decay].includes('calibrated');
}

/** The markets whose trades the engine wants to hear of. */
export function calibratedCoins({ markets }: CompiledPolicy): readonly string[] {
  return markets
    .filter(({ quote }) => quote !== null && needsCalibration(quote))
    .map(({ coin }) => coin);
}

export function newCalibration(levelStep: number): CalibrationBook {
  return {
    levelStep,
    open: NO_STEP,
    tally: EMPTY_TALLY,
    stretches: [],
    sample: 0,
    found: null,
  };
}

export function calibrateOnMid(
  book: CalibrationBook,
  at: TimeMs,
  mid: number | null,
  settings: CalibrationSettings,
): CalibrationBook {
  const now = calibrateUntil(book, at, settings);
  return { ...now, open: withMid(now.open, at, mid) };
}

export function calibrateOnTrade(
  book: CalibrationBook,
  at: TimeMs,
  trade: { readonly side: Side; readonly price: number },
  settings: CalibrationSettings,
): CalibrationBook {
  const now = calibrateUntil(book, at, settings);
  const open = withTrade(now.open, trade.side, trade.price);
  return open === now.open ? now : { ...now, open };
}

/** What is not heard is not counted: neither as silence nor as a jump over the gap. */
export function interruptCalibration(book: CalibrationBook): CalibrationBook {
  return { ...book, open: NO_STEP, tally: { ...book.tally, mid: null } };
}

/** Counts the steps that are over, and calibrates anew after each whole stretch. */
export function calibrateUntil(
  book: CalibrationBook,
  at: TimeMs,
  settings: CalibrationSettings,
): CalibrationBook {
  const { endsAt } = book.open;
  if (endsAt === null || at < endsAt) return book;
  const stepsInStretch = Math.max(1, Math.round(settings.intervalMs / STEP_MS));
  let now = book;
  const open = endSteps(book.open, at, (step) => {
    now = { ...now, tally: addStep(now.tally, step, now.levelStep) };
    if (now.tally.steps >= stepsInStretch) now = closeStretch(now, settings);
  });
  return { ...now, open };
}

function closeStretch(book: CalibrationBook, settings: CalibrationSettings): CalibrationBook {
  const { windowMs, intervalMs, leastSample } = settings;
  const kept = Math.max(1, Math.round(windowMs / intervalMs));
  const stretches = [...book.stretches, book.tally].slice(-kept);
  const all = stretches.reduce(joinTallies);
  const { levelStep } = book;
  const estimate = calibrateTally(all, { levelStep, levels: LEVELS, stepSeconds: STEP_MS / 1000 });
  const { volatility, byRegression: curve, depths } = estimate;
  const isEnough = depths >= leastSample && volatility !== null && curve !== null;
  const found = (): CalibratedMarket | null =>
    isEnough
      ? { volatility: volatility.value, intensity: curve.intensity / SIDES, decay: curve.decay }
      : null;
  return {
    ...book,
    tally: { ...EMPTY_TALLY, mid: book.tally.mid },
    stretches,
    sample: depths,
    found: found(),
  };
}
