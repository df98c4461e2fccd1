/** What one policy came to on one market: doubles for tables and charts, which decide nothing. */
import type { TimeMs } from '../base/index.js';
import type { RuleKind } from '../compile/index.js';
import type { TradingState } from '../engine/index.js';
import type { Side } from '../market/index.js';
import type { TrialFigures } from './trial-figures.js';

/** All series have one value for each of `times`; null where it was not known. */
export interface Trial {
  /** The policy's file, and what was set otherwise: `prod.policy quote.risk-aversion=0.05`. */
  readonly label: string;
  readonly policyName: string;
  readonly market: string;
  /** How the venue behaved: its queue, latency and fees. */
  readonly venue: string;
  readonly startMs: TimeMs;
  readonly endMs: TimeMs;
  readonly outcome: { readonly kind: string; readonly reason: string };
  /** False of one that was interrupted. */
  readonly isWhole: boolean;
  readonly figures: TrialFigures;
  /** Market time, ms. */
  readonly times: readonly TimeMs[];
  /** USD. */
  readonly equity: readonly (number | null)[];
  /** Margin that the positions use, as a share of equity. */
  readonly marginUtilization: readonly (number | null)[];
  readonly markets: readonly TrialMarket[];
  readonly headroom: readonly TrialHeadroom[];
  /** What the rules did, in order of time. */
  readonly moments: readonly TrialMoment[];
  /** The first of them where there are more than a chart can show. */
  readonly fills: readonly TrialFill[];
}

export interface TrialMarket {
  readonly coin: string;
  /** Contracts, signed. */
  readonly position: readonly (number | null)[];
  /** Contracts. */
  readonly marginCapacity: readonly (number | null)[];
  /** USD: of the market, and of our best resting orders. */
  readonly mid: readonly (number | null)[];
  readonly bid: readonly (number | null)[];
  readonly ask: readonly (number | null)[];
}

/** How far a trigger was from tripping: 1 at ease, 0 tripped. */
export interface TrialHeadroom {
  readonly rule: string;
  readonly kind: RuleKind;
  /** Null for the account. */
  readonly coin: string | null;
  readonly fractionLeft: readonly (number | null)[];
}

export type TrialMoment =
  | {
      readonly kind: 'tripped';
      readonly at: TimeMs;
      readonly rule: string;
      readonly ruleKind: RuleKind;
      readonly coin: string | null;
      readonly text: string;
    }
  | {
      readonly kind: 'released';
      readonly at: TimeMs;
      readonly rule: string;
      readonly coin: string | null;
      readonly reason: string;
    }
  | {
      readonly kind: 'state';
      readonly at: TimeMs;
      readonly coin: string;
      readonly to: TradingState;
      readonly rule: string | null;
    };

export interface TrialFill {
  readonly at: TimeMs;
  readonly coin: string;
  readonly side: Side;
  /** USD. */
  readonly price: number;
  /** Contracts. */
  readonly size: number;
  /** USD; below 0 a rebate. */
  readonly fee: number;
  readonly liquidity: 'maker' | 'taker';
}
