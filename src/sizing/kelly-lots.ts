/**
 * The same size in doubles, some hundred times as fast, for sweeps over many accounts and bots. It
 * carries the bound of its own rounding with it: where that leaves a doubt about the last lot, or
 * about an input, `sizeKelly` decides, so both always agree.
 */
import { decimal } from '../base/index.js';
import type { KellyInputs } from './kelly-inputs.js';
import { sizeKelly } from './size-kelly.js';
import { CONFIDENCE_Z } from './win-rate-bound.js';

/** The inputs of `sizeKelly` as doubles, read as the shortest decimals that name them. */
export interface KellyNumbers {
  /** USD. */
  readonly equity: number;
  /** USD a contract at the stop. */
  readonly riskPerUnit: number;
  readonly edge:
    | { readonly kind: 'known'; readonly winRate: number; readonly payoff: number }
    | {
        readonly kind: 'trades';
        readonly wins: number;
        readonly losses: number;
        readonly averageWin: number;
        readonly averageLoss: number;
        readonly history: number;
        readonly warmUpRisk: number;
      };
  readonly fraction: number;
  readonly fractionCeiling: number;
  /** Null: volatility plays no part. */
  readonly atrRatio: number | null;
  readonly shrinkAbove: number;
  readonly growBelow: number;
  readonly riskPerTrade: number;
  readonly portfolioScale: number;
  readonly lot: number;
  readonly minimumSize: number;
}

const Z = Number(CONFIDENCE_Z);
const UNIT = 2 ** -53;
/** Twenty roundings at most of a relative half unit each, three times over. */
const RELATIVE = 64 * UNIT;
/** Of f* for each 1 + 1/b of its slope in p: Wilson's bound is off by forty half units at most. */
const OF_FRACTION = 128 * UNIT;
const EXACT_LOTS_MOST = 2 ** 50;
const UNSURE = -1;

/** Whole lots; throws `SizingInputError` as `sizeKelly` does. */
export function kellyLots(numbers: KellyNumbers): number {
  const lots = fastLots(numbers);
  return lots === UNSURE ? exactLots(numbers) : lots;
}

/** Whether doubles alone settle it: what a benchmark reports. */
export function isSettledFast(numbers: KellyNumbers): boolean {
  return fastLots(numbers) !== UNSURE;
}

function fastLots(numbers: KellyNumbers): number {
  if (!isSound(numbers)) return UNSURE;
  const { edge, riskPerTrade, portfolioScale, equity, riskPerUnit, lot } = numbers;
  const multiplier = multiplierOf(numbers);
  let risk: number;
  let doubt = 0;
  if (edge.kind === 'trades' && (edge.wins + edge.losses < edge.history || edge.losses === 0)) {
    risk = edge.warmUpRisk * Math.min(multiplier, 1);
  } else {
    if (edge.kind === 'trades' && edge.wins === 0) return 0;
    const winRate = edge.kind === 'known' ? edge.winRate : lowerBound(edge.wins, edge.losses);
    const payoff = edge.kind === 'known' ? edge.payoff : edge.averageWin / edge.averageLoss;
    const full = winRate - (1 - winRate) / payoff;
    doubt = OF_FRACTION * (1 + 1 / payoff);
    if (!(full > doubt)) return full < -doubt ? 0 : UNSURE;
    const scaled = numbers.fraction * multiplier;
    risk = full * Math.min(scaled, numbers.fractionCeiling);
    doubt *= Math.max(scaled, numbers.fractionCeiling);
  }
  const perRisk = (portfolioScale * equity) / (riskPerUnit * lot);
  const lots = Math.min(risk, riskPerTrade) * perRisk;
  const error = doubt * perRisk + lots * RELATIVE;
  if (!(lots + error < EXACT_LOTS_MOST)) return UNSURE;
  const whole = Math.floor(lots + error);
  if (whole !== Math.max(0, Math.floor(lots - error))) return UNSURE;
  return aboveMinimum(whole, numbers.minimumSize / lot);
}

/** Where the minimum is this close to the lots at hand, decimals tell on which side of it. */
function aboveMinimum(lots: number, minimum: number): number {
  if (Math.abs(lots - minimum) <= minimum * RELATIVE) return minimum === 0 ? lots : UNSURE;
  return lots > minimum ? lots : 0;
}

/** Anything else is for the exact way to refuse or to decide. NaN fails every comparison. */
function isSound(numbers: KellyNumbers): boolean {
  const { edge, minimumSize, portfolioScale } = numbers;
  return (
    numbers.equity > 0 &&
    numbers.riskPerUnit > 0 &&
    numbers.riskPerUnit < Infinity &&
    isShare(numbers.fraction) &&
    isShare(numbers.fractionCeiling) &&
    isShare(numbers.riskPerTrade) &&
    portfolioScale >= 0 &&
    portfolioScale <= 1 &&
    numbers.lot > 0 &&
    numbers.lot < Infinity &&
    minimumSize >= 0 &&
    minimumSize < Infinity &&
    isVolatilitySound(numbers) &&
    (edge.kind === 'known'
      ? edge.winRate >= 0 && edge.winRate <= 1 && edge.payoff > 0 && edge.payoff < Infinity
      : areTradesSound(edge))
  );
}

function isVolatilitySound({ atrRatio, shrinkAbove, growBelow }: KellyNumbers): boolean {
  if (atrRatio === null) return true;
  const isRatio = atrRatio > 0 && atrRatio < Infinity;
  return isRatio && shrinkAbove >= 1 && shrinkAbove < Infinity && isShare(growBelow);
}

function areTradesSound(edge: Extract<KellyNumbers['edge'], { kind: 'trades' }>): boolean {
  return (
    isCount(edge.wins) &&
    isCount(edge.losses) &&
    isCount(edge.history) &&
    edge.history > 0 &&
    edge.warmUpRisk >= 0 &&
    edge.warmUpRisk <= 1 &&
    (edge.wins === 0 || (edge.averageWin > 0 && edge.averageWin < Infinity)) &&
    (edge.losses === 0 || (edge.averageLoss > 0 && edge.averageLoss < Infinity))
  );
}

function isShare(value: number): boolean {
  return value > 0 && value <= 1;
}

function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value);
}

function multiplierOf({ atrRatio, shrinkAbove, growBelow }: KellyNumbers): number {
  if (atrRatio === null) return 1;
  if (atrRatio > shrinkAbove) return shrinkAbove / atrRatio;
  return atrRatio < growBelow ? growBelow / atrRatio : 1;
}

/** `winRateBound` in doubles. */
function lowerBound(wins: number, losses: number): number {
  const trades = wins + losses;
  const rate = wins / trades;
  const square = Z * Z;
  const spread = Math.sqrt((rate * (1 - rate)) / trades + square / (4 * trades * trades));
  return Math.max(0, (rate + square / (2 * trades) - Z * spread) / (1 + square / trades));
}

function exactLots(numbers: KellyNumbers): number {
  return sizeKelly(exactInputs(numbers)).size.div(numbers.lot).round().toNumber();
}

function exactInputs(numbers: KellyNumbers): KellyInputs {
  const { edge, atrRatio, shrinkAbove, growBelow } = numbers;
  return {
    equity: decimal(numbers.equity),
    riskPerUnit: decimal(numbers.riskPerUnit),
    edge:
      edge.kind === 'known'
        ? { kind: 'known', winRate: decimal(edge.winRate), payoff: decimal(edge.payoff) }
        : {
            kind: 'trades',
            trades: {
              wins: edge.wins,
              losses: edge.losses,
              averageWin: decimal(edge.averageWin),
              averageLoss: decimal(edge.averageLoss),
            },
            history: edge.history,
            warmUpRisk: decimal(edge.warmUpRisk),
          },
    fraction: decimal(numbers.fraction),
    fractionCeiling: decimal(numbers.fractionCeiling),
    volatility:
      atrRatio === null
        ? null
        : {
            ratio: decimal(atrRatio),
            shrinkAbove: decimal(shrinkAbove),
            growBelow: decimal(growBelow),
          },
    riskPerTrade: decimal(numbers.riskPerTrade),
    portfolioScale: decimal(numbers.portfolioScale),
    lot: decimal(numbers.lot),
    minimumSize: decimal(numbers.minimumSize),
  };
}
