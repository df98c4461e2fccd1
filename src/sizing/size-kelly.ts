/** From an edge to a number of contracts, layer by layer, each of which only adds caution. */
import { Decimal, type Money, ONE, type Ratio, type Size, ZERO } from '../base/index.js';
import { binaryKelly } from './kelly-fraction.js';
import { type KellyEdge, type KellyInputs, requireInputs } from './kelly-inputs.js';
import { winRateBound } from './win-rate-bound.js';

/** In the order in which they are applied. */
export type LayerName =
  | 'equity'
  /** Full Kelly of the edge. */
  | 'kelly'
  /** The start's own risk, in place of Kelly while its history is short. */
  | 'warm-up'
  | 'fraction'
  | 'volatility'
  /** Growth in a calm market stops here: full Kelly, or what a drawdown bound allows. */
  | 'ceiling'
  | 'risk-per-trade'
  | 'portfolio-risk'
  | 'rounding'
  | 'minimum';

export interface SizingLayer {
  readonly name: LayerName;
  /** The layer's own figure: a fraction, a multiplier, a cap, a lot. */
  readonly setting: Decimal;
  /** Share of equity at risk after it. */
  readonly risk: Ratio;
  /** It lowered what the layer before it left. */
  readonly isLowering: boolean;
}

export interface KellySizing {
  /** USD at risk: size × risk per unit. */
  readonly amount: Money;
  /** The amount as a share of equity. */
  readonly percent: Ratio;
  /** Contracts: a multiple of the lot, 0 where nothing may be risked. */
  readonly size: Size;
  /** USD a contract at the stop. */
  readonly riskPerUnit: Money;
  /** As they were applied; ends early where one leaves nothing. */
  readonly layers: readonly SizingLayer[];
  /** The last layer that lowered the risk; rounding only where it leaves nothing. */
  readonly boundBy: LayerName;
}

/**
 * Fraction, then volatility (never above the ceiling), then the hard cap, then the portfolio, then
 * rounding down and both caps again on the rounded size. Never a size for an edge that is not
 * there, never rounded up to the venue's minimum. Throws `SizingInputError` for bad inputs.
 */
export function sizeKelly(inputs: KellyInputs): KellySizing {
  requireInputs(inputs);
  const { equity, riskPerUnit, riskPerTrade, lot } = inputs;
  const layers: SizingLayer[] = [];
  const add = (name: LayerName, setting: Decimal, risk: Ratio): Ratio => {
    const before = layers.at(-1)?.risk ?? ONE;
    layers.push({ name, setting, risk, isLowering: risk.lt(before) });
    return risk;
  };
  const nothing = (): KellySizing => resultOf(inputs, layers, ZERO);
  if (equity.lte(0)) {
    add('equity', equity, ZERO);
    return nothing();
  }
  const wished = addEdge(inputs, add);
  const capped = add('risk-per-trade', riskPerTrade, Decimal.min(wished, riskPerTrade));
  const scale = inputs.portfolioScale ?? ONE;
  const allowed = scale.lt(1) ? add('portfolio-risk', scale, capped.times(scale)) : capped;
  if (allowed.isZero()) return nothing();
  const size = roundDown(equity.times(allowed), riskPerUnit, lot);
  add('rounding', lot, size.times(riskPerUnit).div(equity));
  const minimum = inputs.minimumSize ?? ZERO;
  if (size.gte(minimum)) return resultOf(inputs, layers, size);
  add('minimum', minimum, ZERO);
  return nothing();
}

type AddLayer = (name: LayerName, setting: Decimal, risk: Ratio) => Ratio;

/** The layers before any cap. */
function addEdge(inputs: KellyInputs, add: AddLayer): Ratio {
  const { edge, fraction, fractionCeiling = ONE } = inputs;
  const full = fullKelly(edge);
  if (full === null && edge.kind === 'trades') {
    const start = add('warm-up', edge.warmUpRisk, edge.warmUpRisk);
    const scale = Decimal.min(volatilityMultiplier(inputs), ONE);
    return scale.lt(1) ? add('volatility', scale, start.times(scale)) : start;
  }
  const edgeFraction = full ?? ZERO;
  if (edgeFraction.lte(0)) return add('kelly', edgeFraction, ZERO);
  add('kelly', edgeFraction, edgeFraction);
  let risk = add('fraction', fraction, edgeFraction.times(fraction));
  const multiplier = volatilityMultiplier(inputs);
  if (!multiplier.eq(1)) risk = add('volatility', multiplier, risk.times(multiplier));
  const most = edgeFraction.times(fractionCeiling);
  return risk.gt(most) ? add('ceiling', fractionCeiling, most) : risk;
}

/** Null while the trades are too few to tell, or have no loss yet to tell the payoff by. */
function fullKelly(edge: KellyEdge): Ratio | null {
  if (edge.kind === 'known') return binaryKelly(edge.winRate, edge.payoff);
  const { wins, losses, averageWin, averageLoss } = edge.trades;
  if (wins + losses < edge.history || losses === 0) return null;
  // Without a win there is no payoff: nothing but losses is no bet to make.
  if (wins === 0) return ONE.neg();
  return binaryKelly(winRateBound(wins, losses), averageWin.div(averageLoss));
}

/** 1 between the bounds; beyond them in proportion, so that no step of the ratio jumps. */
function volatilityMultiplier({ volatility }: KellyInputs): Ratio {
  if (volatility === undefined || volatility === null) return ONE;
  const { ratio, shrinkAbove, growBelow } = volatility;
  if (ratio.gt(shrinkAbove)) return shrinkAbove.div(ratio);
  return ratio.lt(growBelow) ? growBelow.div(ratio) : ONE;
}

/** Whole lots whose loss at the stop stays within `amount`: the division alone may round up. */
function roundDown(amount: Money, riskPerUnit: Money, lot: Size): Size {
  const lots = amount.div(riskPerUnit.times(lot)).floor();
  const size = lots.times(lot);
  return size.times(riskPerUnit).gt(amount) ? size.minus(lot) : size;
}

function resultOf(inputs: KellyInputs, layers: readonly SizingLayer[], size: Size): KellySizing {
  const { equity, riskPerUnit } = inputs;
  const amount = size.times(riskPerUnit);
  const [first] = layers;
  const lowering = layers.filter(({ isLowering }) => isLowering);
  const last = layers.at(-1);
  const binding = size.isZero()
    ? last?.name === 'minimum'
      ? last
      : lowering.at(-1)
    : lowering.findLast(({ name }) => name !== 'rounding');
  return {
    amount,
    percent: equity.gt(0) ? amount.div(equity) : ZERO,
    size,
    riskPerUnit,
    layers,
    boundBy: binding?.name ?? first?.name ?? 'equity',
  };
}
