/** Why a size is what it is: each layer in words, and the one that decided. */
import { type Decimal, decimal, type Ratio, unreachable } from '../base/index.js';
import type { KellyInputs } from './kelly-inputs.js';
import { type KellySizing, type LayerName, sizeKelly, type SizingLayer } from './size-kelly.js';
import { winRateBound } from './win-rate-bound.js';

export interface SizingStep {
  readonly layer: LayerName;
  /** Share of equity at risk after it. */
  readonly risk: Ratio;
  readonly text: string;
  readonly isBinding: boolean;
}

export interface SizingExplanation {
  readonly sizing: KellySizing;
  /** In the order of the layers. */
  readonly steps: readonly SizingStep[];
  /** The layer that bound the size. */
  readonly boundBy: LayerName;
  /** Null where there is a size. */
  readonly whyZero: string | null;
}

/** Sizes, and says why: `renderSizing` makes lines of it. Throws as `sizeKelly` does. */
export function explainSizing(inputs: KellyInputs): SizingExplanation {
  const sizing = sizeKelly(inputs);
  const { boundBy } = sizing;
  const steps = sizing.layers.map((layer): SizingStep => {
    const { name, risk } = layer;
    const text = textOf(layer, inputs, sizing);
    return { layer: name, risk, text, isBinding: name === boundBy };
  });
  const binding = steps.find(({ isBinding }) => isBinding);
  const whyZero = sizing.size.isZero() ? (binding?.text ?? null) : null;
  return { sizing, steps, boundBy, whyZero };
}

/** The explanation as plain lines; `coin` names the contracts. */
export function renderSizing(explanation: SizingExplanation, coin: string): string {
  const { sizing, steps, boundBy, whyZero } = explanation;
  const { size, amount, percent: share, riskPerUnit } = sizing;
  const head =
    whyZero === null
      ? `${size.toString()} ${coin}: $${dollars(amount)} at risk, ${percent(share)} of equity, ` +
        `$${figure(riskPerUnit)} a contract`
      : `0 ${coin}: ${whyZero}`;
  const widths = steps.map(({ risk }) => percent(risk).length);
  const width = Math.max(0, ...widths);
  const lines = steps.map(({ layer, risk, text, isBinding }) => {
    const mark = isBinding ? '>' : ' ';
    return `${mark} ${layer.padEnd(15)} ${percent(risk).padStart(width)}  ${text}`;
  });
  return [head, ...lines, `bound by ${boundBy}`, ''].join('\n');
}

function textOf(
  { name, setting }: SizingLayer,
  inputs: KellyInputs,
  { size }: KellySizing,
): string {
  switch (name) {
    case 'equity':
      return `equity is $${dollars(setting)}: there is nothing to risk`;
    case 'kelly':
      return edgeText(inputs, setting);
    case 'warm-up':
      return warmUpText(inputs);
    case 'fraction':
      return `${percent(setting)} of full Kelly`;
    case 'volatility':
      return volatilityText(inputs, setting);
    case 'ceiling':
      return `calm or not, at most ${percent(setting)} of full Kelly`;
    case 'risk-per-trade':
      return `at most ${percent(setting)} of equity on one trade`;
    case 'portfolio-risk':
      return `all markets fit their cap together at ${figure(setting)} of their risks`;
    case 'rounding':
      return size.isZero() && inputs.minimumSize?.gt(0) !== true
        ? `less than one lot of ${setting.toString()}`
        : `down to lots of ${setting.toString()}`;
    case 'minimum':
      return minimumText(inputs, setting);
    default:
      return unreachable(name);
  }
}

function edgeText({ edge }: KellyInputs, full: Ratio): string {
  if (edge.kind === 'known') {
    const odds = `${percent(edge.winRate)} wins at ${figure(edge.payoff)} to 1`;
    return full.gt(0) ? `full Kelly of ${odds}` : `there is no edge: ${odds} lose on average`;
  }
  const { wins, losses, averageWin, averageLoss } = edge.trades;
  const seen = `${wins} of ${wins + losses} trades won`;
  if (wins === 0) return `there is no edge: ${seen}`;
  const sure = percent(winRateBound(wins, losses));
  const odds = `${seen}, surely ${sure}, at ${figure(averageWin.div(averageLoss))} to 1`;
  return full.gt(0) ? `full Kelly of ${odds}` : `there is no sure edge: ${odds}`;
}

function warmUpText({ edge }: KellyInputs): string {
  if (edge.kind === 'known') return '';
  const { history, warmUpRisk, trades } = edge;
  const count = trades.wins + trades.losses;
  const known =
    count < history
      ? `${count} of the ${history} trades are known that Kelly needs`
      : `${count} trades are known and no loss, which Kelly needs`;
  return warmUpRisk.isZero() ? `${known}, and there is no warm-up risk` : `${known}: warm-up risk`;
}

function volatilityText({ volatility }: KellyInputs, multiplier: Ratio): string {
  if (volatility === undefined || volatility === null) return '';
  const { ratio, shrinkAbove, growBelow } = volatility;
  const side = ratio.gt(shrinkAbove)
    ? `above ${shrinkAbove.toString()}`
    : `below ${growBelow.toString()}`;
  return `ATR ratio ${figure(ratio)} is ${side}: times ${figure(multiplier)}`;
}

function minimumText({ equity, riskPerUnit, riskPerTrade }: KellyInputs, minimum: Decimal): string {
  const share = minimum.times(riskPerUnit).div(equity);
  const least = `the venue takes no less than ${minimum.toString()}, which risks ${percent(share)}`;
  return share.gt(riskPerTrade)
    ? `${least} of equity: more than the cap of ${percent(riskPerTrade)}`
    : `${least} of equity: sizes are never rounded up`;
}

/** Four figures. */
function figure(value: Decimal): string {
  return value.toSignificantDigits(4).toString();
}

function percent(share: Ratio): string {
  return `${figure(share.times(100))}%`;
}

function dollars(amount: Decimal): string {
  return decimal(amount).toFixed(2);
}
