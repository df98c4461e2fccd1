/** The ladder a market should have now: GLFT distances, inside what margin gives each side. */
import { Decimal, type Price, type Size, ZERO } from '../base/index.js';
import type { CompiledMarket, GlftSettings, PerLength } from '../compile/index.js';
import { allocateSides, sideSize } from '../margin/index.js';
import { type Instrument, roundSizeDown, tickSizeAt } from '../market/index.js';
import {
  buildLadder,
  type DesiredOrder,
  type GlftSolution,
  solveGlft,
  type SolveGlftInputs,
} from '../quoting/index.js';
import {
  equityOf,
  leverageOf,
  marginUsedElsewhere,
  marginUsedNow,
  reservedMarginOf,
} from './account-facts.js';
import { needsCalibration } from './calibration-book.js';
import { capacityLeverage, marginCapacityOf } from './capacity-facts.js';
import type { Draft } from './draft.js';
import { type Facts, marketOf, valueOf } from './facts.js';
import { isSized, kellySizeOf } from './kelly-facts.js';
import { type LiveOrder, liveSize } from './live-orders.js';
import { markOf, midOf, positionOf } from './market-facts.js';
import { spreadLadder } from './spread-ladder.js';

export interface PlannedLadder {
  /** Bids first, best first. */
  readonly orders: readonly DesiredOrder[];
  readonly tick: Price;
}

/** Kept back of a side's share, as the allocation does: a unit is one level of what it gives. */
const SHARE_USED = '0.98';
/** Capacity is half of what margin carries, so that the other side has as much. */
const SIDES = 2;
/** More units of inventory than this tell the model nothing. */
const UNITS_MAX = 1_000;
/** As good as no bound. */
const UNITS_UNCHECKED = 100;
const SOLUTIONS_MAX = 64;

/** All that a ladder is planned from; null while any of it is not known. */
interface PlanInputs {
  readonly instrument: Instrument;
  readonly mid: Price;
  readonly mark: Price;
  readonly position: Size;
  readonly capacity: Size;
  /** Equity less margin of the other markets' positions. */
  readonly available: Decimal;
  /** What positions and all orders but our own ladder here leave, at most an even share of it. */
  readonly free: Decimal;
}

/**
 * Null where data that it needs is stale or missing. `others` is what may fill here besides our
 * own ladder, which is about to be replaced; in `reducing` only the closing side is planned.
 */
export function planLadder(
  draft: Draft,
  market: CompiledMarket,
  settings: GlftSettings,
  others: readonly LiveOrder[],
  isReducing: boolean,
): PlannedLadder | null {
  const { facts } = draft;
  const inputs = readInputs(facts, market.coin, others);
  if (inputs === null) return null;
  const { instrument, mid, position, capacity } = inputs;
  const tick = tickSizeAt(mid, instrument.sizeDecimals);
  const model = modelOf(facts, market.coin, settings, tick.toNumber());
  if (model === null) return null;
  const unitSize = unitSizeOf(settings, capacity, position, instrument.sizeDecimals);
  if (unitSize.lte(0)) return { orders: [], tick };
  const data = facts.state.markets[market.coin];
  const shape = {
    instrument,
    mid,
    position,
    unitSize,
    levels: settings.levels,
    lengthUnit: tick,
    solution: solutionFor(draft, model, unitsCarried(draft, capacity.div(unitSize))),
    bestBid: data?.bid?.price ?? null,
    bestAsk: data?.ask?.price ?? null,
    minHalfSpread: settings.minHalfSpread,
  };
  if (isReducing) {
    const { buy, sell } = closingBudgets(market.coin, position, others);
    return { orders: buildLadder({ ...shape, buyBudget: buy, sellBudget: sell }), tick };
  }
  const orders = spreadLadder({
    shape,
    sides: sideBudgets(draft, market, inputs, unitSize.times(settings.levels), others),
    allocation: market.allocation,
    parameters: model,
    makerFee: facts.state.feeRates?.maker ?? ZERO,
    capacity: capacity.times(SHARE_USED),
    freeMargin: inputs.free.times(SHARE_USED),
    leverage: budgetLeverage(facts, market.coin, inputs),
  });
  return { orders, tick };
}

function readInputs(facts: Facts, coin: string, others: readonly LiveOrder[]): PlanInputs | null {
  const instrument = facts.state.instruments[coin];
  const mid = valueOf(midOf(facts, coin));
  const mark = valueOf(markOf(facts, coin));
  const position = valueOf(positionOf(facts, coin));
  const capacity = valueOf(marginCapacityOf(facts, coin));
  const market = marketOf(facts.policy, coin);
  const kelly = isSized(market) ? valueOf(kellySizeOf(facts, market)) : null;
  const equity = valueOf(equityOf(facts));
  const elsewhere = valueOf(marginUsedElsewhere(facts, coin));
  const used = valueOf(marginUsedNow(facts));
  const reserved = valueOf(reservedMarginOf(facts, others));
  if (instrument === undefined || mid === null || mark === null) return null;
  if (position === null || capacity === null || equity === null) return null;
  if (elsewhere === null || used === null || reserved === null) return null;
  // Quoted markets share evenly what positions leave, so that the first does not take it all.
  const quoted = facts.policy.markets.filter(({ quote }) => quote !== null).length;
  const share = equity.minus(used).div(Math.max(1, quoted));
  return {
    instrument,
    mid,
    mark,
    position,
    // Where Kelly allows nothing the orders are planned all the same: the denial tells why.
    capacity: kelly === null || kelly.isZero() ? capacity : Decimal.min(capacity, kelly),
    available: equity.minus(elsewhere),
    free: Decimal.min(share, equity.minus(used).minus(reserved)),
  };
}

/** `whole`: contracts of a side's ladder where nothing bounds it. */
function sideBudgets(
  { context, facts }: Draft,
  market: CompiledMarket,
  inputs: PlanInputs,
  whole: Size,
  others: readonly LiveOrder[],
): { readonly buy: Size; readonly sell: Size } {
  const { mid, mark, position, capacity, free } = inputs;
  const { coin, allocation } = market;
  const leverage = budgetLeverage(facts, coin, inputs);
  if (context.margin === 'unchecked') return { buy: whole, sell: whole };
  if (context.margin === 'each-side') {
    const share = Decimal.max(ZERO, free).times(leverage).div(Decimal.max(mark, mid));
    const all = { share, capacity: capacity.times(SIDES) };
    const [buys, sells] = [liveSize(others, coin, 'buy'), liveSize(others, coin, 'sell')];
    return {
      buy: sideSize({ ...all, exposure: position, inFlight: buys }),
      sell: sideSize({ ...all, exposure: position.neg(), inFlight: sells }),
    };
  }
  return allocateSides({
    position,
    // Not to the last lot: a rising mark takes capacity away from what rests already.
    capacity: capacity.times(SHARE_USED),
    freeMargin: free,
    settings: allocation,
    leverage,
    // Reservations go by limit prices, so the dearer of both prices is the safe one.
    mark: Decimal.max(mark, mid),
    inFlightBuy: liveSize(others, coin, 'buy'),
    inFlightSell: liveSize(others, coin, 'sell'),
  });
}

function budgetLeverage(facts: Facts, coin: string, inputs: PlanInputs): number {
  return capacityLeverage(inputs.instrument, leverageOf(facts, coin), inputs.available);
}

function closingBudgets(
  coin: string,
  position: Size,
  others: readonly LiveOrder[],
): { readonly buy: Size; readonly sell: Size } {
  const left = (side: 'buy' | 'sell', open: Size): Size =>
    Decimal.max(ZERO, open.minus(liveSize(others, coin, side)));
  return { buy: left('buy', position.neg()), sell: left('sell', position) };
}

/** As the policy says, else an even part of a side's share, or of a position larger than that. */
function unitSizeOf(
  settings: GlftSettings,
  capacity: Size,
  position: Size,
  sizeDecimals: number,
): Size {
  if (settings.unitSize !== null) return settings.unitSize;
  const share = Decimal.max(capacity.times(SHARE_USED), position.abs());
  return roundSizeDown(share.div(settings.levels), sizeDecimals);
}

/** Units of inventory that the model is bounded by. */
function unitsCarried({ context: { margin } }: Draft, units: Decimal): number {
  if (margin === 'unchecked') return UNITS_UNCHECKED;
  return wholeUnits(margin === 'each-side' ? units.times(SIDES) : units);
}

/** Rounded down to two figures: the model hardly sees a far bound, and solutions are kept. */
function wholeUnits(units: Decimal): number {
  const whole = Math.min(UNITS_MAX, Math.floor(units.toNumber()));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, whole))) - 1);
  return Math.floor(whole / step) * step;
}

type Model = Omit<SolveGlftInputs, 'inventoryMin' | 'inventoryMax'>;

/** In ticks; null where the market is to say what it is like and has not yet. */
function modelOf(
  { state }: Facts,
  coin: string,
  settings: GlftSettings,
  tickUsd: number,
): Model | null {
  const found = state.calibrations[coin]?.found ?? null;
  const { volatility, intensityPerSecond, decay } = settings;
  if (needsCalibration(settings) && found === null) return null;
  const fromMarket = found ?? { volatility: 0, intensity: 0, decay: 0 };
  return {
    volatility:
      volatility === 'calibrated'
        ? fromMarket.volatility / tickUsd
        : perTick(volatility, 1 / tickUsd),
    intensity: intensityPerSecond === 'calibrated' ? fromMarket.intensity : intensityPerSecond,
    decay: decay === 'calibrated' ? fromMarket.decay * tickUsd : perTick(decay, tickUsd),
    riskAversion: perTick(settings.riskAversion, tickUsd),
    horizonSeconds: settings.horizonMs === null ? null : settings.horizonMs / 1000,
  };
}

function solutionFor(draft: Draft, model: Model, units: number): GlftSolution {
  // Without capacity one unit each way still prices what closes; budgets keep the rest out.
  const bound = Math.max(1, units);
  const inputs = { ...model, inventoryMin: -bound, inventoryMax: bound };
  const { solutions } = draft.context;
  const key = JSON.stringify(inputs);
  const before = solutions.get(key);
  if (before !== undefined) return before;
  if (solutions.size >= SOLUTIONS_MAX) solutions.clear();
  const solution = solveGlft(inputs);
  solutions.set(key, solution);
  return solution;
}

/** A parameter in ticks; `factor` turns it from what it is per (or in) dollars. */
function perTick(parameter: PerLength, factor: number): number {
  return parameter.unit === 'tick' ? parameter.value : parameter.value * factor;
}
