/** One policy on one market in figures, to stand beside others. */
import type { AttributedProfit } from './attribution.js';

/** USD where nothing else is said; null where there is nothing to reckon it from. */
export interface TrialFigures {
  /** Equity at the end over the cash at the beginning. */
  readonly profit: number;
  /** Its parts: spread + inventory − fees + funding. */
  readonly spread: number;
  readonly inventory: number;
  readonly fees: number;
  readonly funding: number;
  /** Deepest fall of equity from its highest so far, as a positive amount. */
  readonly maxDrawdown: number;
  /** Of the changes of equity from sample to sample, annualised by 365 days. */
  readonly sharpe: number | null;
  readonly fills: number;
  readonly volume: number;
  readonly ordersSent: number;
  readonly cancelsSent: number;
  readonly denied: number;
  readonly rejected: number;
  /** Contracts filled over contracts sent. */
  readonly fillRatio: number | null;
  /** What the market did 1, 10 and 60 s after our fills, bps; below 0 against us. */
  readonly markOutsBps: readonly (number | null)[];
  readonly roundTrips: number;
  /** Of the round trips, those that gained. */
  readonly winShare: number | null;
  /** Of all round trips: the worst that one stood at, and the best. */
  readonly maxAdverse: number | null;
  readonly maxFavorable: number | null;
  /** Share of the time with orders of ours on both sides of a market. */
  readonly quotingShare: number;
  /** Of the equity, the most that positions used as margin at a sample. */
  readonly marginMost: number | null;
  /** Rules that tripped, alerts among them. */
  readonly trips: number;
  /** Orders and cancels over what an address may send: 10,000 and one a dollar traded. */
  readonly actionBudgetUsed: number;
}

/** What the profit is reckoned from, in doubles. */
export function profitFigures(
  profit: AttributedProfit,
): Pick<TrialFigures, 'profit' | 'spread' | 'inventory' | 'fees' | 'funding'> {
  return {
    profit: profit.total.toNumber(),
    spread: profit.spread.toNumber(),
    inventory: profit.inventory.toNumber(),
    fees: profit.fees.toNumber(),
    funding: profit.funding.toNumber(),
  };
}

const YEAR_MS = 365 * 86_400_000;

/** `sampleMs` apart. Null with fewer than three, or where equity never changed. */
export function sharpeOf(equity: readonly number[], sampleMs: number): number | null {
  const changes = equity.slice(1).map((value, index) => value - (equity[index] ?? value));
  if (changes.length < 2) return null;
  const mean = changes.reduce((sum, each) => sum + each, 0) / changes.length;
  const variance =
    changes.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (changes.length - 1);
  if (!(variance > 0)) return null;
  return (mean / Math.sqrt(variance)) * Math.sqrt(YEAR_MS / sampleMs);
}

/** Deepest fall from the highest so far, as a positive amount. */
export function maxDrawdownOf(equity: readonly number[]): number {
  let peak = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, peak - value);
  }
  return deepest;
}
