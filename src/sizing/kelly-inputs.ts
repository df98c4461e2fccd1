/** What a size is reckoned from, and what it has to meet to be reckoned with. */
import { type Decimal, decimal, type Money, ONE, type Ratio, type Size } from '../base/index.js';
import { SizingInputError } from './sizing-input-error.js';

/** Closed trades, net of fees and funding; one that came to nothing is in neither count. */
export interface TradeStatistics {
  readonly wins: number;
  readonly losses: number;
  /** USD, above 0 where there is a win. */
  readonly averageWin: Money;
  /** USD, as a positive number; above 0 where there is a loss. */
  readonly averageLoss: Money;
}

/** What is known of the bet. */
export type KellyEdge =
  /** The true win rate and payoff. */
  | { readonly kind: 'known'; readonly winRate: Ratio; readonly payoff: Ratio }
  /**
   * Trades so far. Before `history` of them, with at least one loss, only `warmUpRisk` of equity
   * is risked; from then on the win rate is the lower bound of `winRateBound`.
   */
  | {
      readonly kind: 'trades';
      readonly trades: TradeStatistics;
      readonly history: number;
      readonly warmUpRisk: Ratio;
    };

/** The market's average true range over its own average, with the bounds of calm and storm. */
export interface VolatilityScale {
  readonly ratio: Ratio;
  readonly shrinkAbove: Ratio;
  readonly growBelow: Ratio;
}

export interface KellyInputs {
  /** USD; at 0 and below there is no size. */
  readonly equity: Money;
  /** USD lost on one contract at the stop. */
  readonly riskPerUnit: Money;
  readonly edge: KellyEdge;
  /** Of full Kelly, above 0 and up to 1. */
  readonly fraction: Ratio;
  /** Never more of full Kelly than this, whatever volatility says; 1 where it is absent. */
  readonly fractionCeiling?: Ratio;
  /** Absent or null: volatility plays no part. */
  readonly volatility?: VolatilityScale | null;
  /** The hard cap: share of equity. */
  readonly riskPerTrade: Ratio;
  /** What the portfolio leaves of it: `portfolioScale`; 1 where it is absent. */
  readonly portfolioScale?: Ratio;
  /** Contracts: sizes are multiples of it. */
  readonly lot: Size;
  /** Contracts: the venue takes nothing smaller; 0 where it does. */
  readonly minimumSize?: Size;
}

/** Throws `SizingInputError` for the first input that is no number, or not in its range. */
export function requireInputs(inputs: KellyInputs): void {
  const { equity, riskPerUnit, fraction, riskPerTrade, lot } = inputs;
  requireThat('equity', equity, 'a finite amount', equity.isFinite());
  requireAbove('riskPerUnit', riskPerUnit);
  requireShare('fraction', fraction);
  requireShare('riskPerTrade', riskPerTrade);
  requireAbove('lot', lot);
  const { fractionCeiling = ONE, portfolioScale = ONE, minimumSize = decimal(0) } = inputs;
  requireShare('fractionCeiling', fractionCeiling);
  const isScale = portfolioScale.gte(0) && portfolioScale.lte(1);
  requireThat('portfolioScale', portfolioScale, 'from 0 to 1', isScale);
  const isMinimum = minimumSize.isFinite() && minimumSize.gte(0);
  requireThat('minimumSize', minimumSize, 'a size of 0 or more', isMinimum);
  requireVolatility(inputs.volatility ?? null);
  if (inputs.edge.kind === 'trades') requireTrades(inputs.edge);
}

/** An ATR of 0, or none, is no calm market: it is a figure that nobody knows. */
function requireVolatility(volatility: VolatilityScale | null): void {
  if (volatility === null) return;
  requireAbove('volatility.ratio', volatility.ratio);
  const { shrinkAbove, growBelow } = volatility;
  const isHigh = shrinkAbove.isFinite() && shrinkAbove.gte(1);
  requireThat('volatility.shrinkAbove', shrinkAbove, 'a ratio from 1 on', isHigh);
  requireShare('volatility.growBelow', growBelow);
}

function requireTrades({ trades, history, warmUpRisk }: KellyEdge & { kind: 'trades' }): void {
  for (const name of ['wins', 'losses'] as const) {
    const isCount = Number.isSafeInteger(trades[name]) && trades[name] >= 0;
    requireThat(`trades.${name}`, trades[name], 'a whole number of trades', isCount);
  }
  if (trades.wins > 0) requireAbove('trades.averageWin', trades.averageWin);
  if (trades.losses > 0) requireAbove('trades.averageLoss', trades.averageLoss);
  const isHistory = Number.isSafeInteger(history) && history >= 1;
  requireThat('history', history, 'a whole number of trades from 1 on', isHistory);
  const isWarmUp = warmUpRisk.gte(0) && warmUpRisk.lte(1);
  requireThat('warmUpRisk', warmUpRisk, 'from 0 to 1', isWarmUp);
}

function requireAbove(input: string, value: Decimal): void {
  requireThat(input, value, 'a number above 0', value.isFinite() && value.gt(0));
}

function requireShare(input: string, value: Decimal): void {
  requireThat(input, value, 'above 0 and up to 1', value.gt(0) && value.lte(1));
}

function requireThat(input: string, value: unknown, wanted: string, isSound: boolean): void {
  if (!isSound) throw new SizingInputError(input, wanted, value);
}
