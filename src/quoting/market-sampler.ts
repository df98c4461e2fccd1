/**
 * A market in steps of equal length: where the mid stood at the end of each, and how deep trades
 * reached from the mid of the step before. What volatility and the fill curve are estimated from.
 */
import { assertInvariant, type DurationMs, type TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';

/** Lengths are dollars of price. */
export interface MarketStep {
  /** Mid at its end; null before the first one is known. */
  readonly mid: number | null;
  /**
   * The deepest trade: a buy above, a sell below the mid at the end of the step before. Negative
   * where all trades were on the near side of it; null where there was none, or no mid.
   */
  readonly depth: number | null;
}

/** The step under way. Plain and immutable. */
export interface OpenStep extends MarketStep {
  /** Null before the first mid: steps begin with it. */
  readonly endsAt: TimeMs | null;
  /** Mid at the end of the step before. */
  readonly earlierMid: number | null;
}

/** 100 ms, as in hftbacktest's tutorial of the model. */
export const STEP_MS: DurationMs = 100;

export const NO_STEP: OpenStep = { endsAt: null, earlierMid: null, mid: null, depth: null };

/** Ends all steps that are over at `at`, telling each in turn; gives the one under way then. */
export function endSteps(
  open: OpenStep,
  at: TimeMs,
  tell: (step: MarketStep) => void,
  stepMs: DurationMs = STEP_MS,
): OpenStep {
  let { endsAt, earlierMid, depth } = open;
  const { mid } = open;
  while (endsAt !== null && at >= endsAt) {
    tell({ mid, depth });
    earlierMid = mid;
    depth = null;
    endsAt += stepMs;
  }
  return { endsAt, earlierMid, mid, depth };
}

/** The mid between the best prices, or null while a side is empty: the last one stays then. */
export function withMid(
  open: OpenStep,
  at: TimeMs,
  mid: number | null,
  stepMs: DurationMs = STEP_MS,
): OpenStep {
  return { ...open, endsAt: open.endsAt ?? at + stepMs, mid: mid ?? open.mid };
}

export function withTrade(open: OpenStep, side: Side, price: number): OpenStep {
  if (open.earlierMid === null) return open;
  const depth = side === 'buy' ? price - open.earlierMid : open.earlierMid - price;
  return open.depth !== null && open.depth >= depth ? open : { ...open, depth };
}

/** The same for a market that is heard as it comes; times never go back. */
export class MarketSampler {
  readonly #stepMs: DurationMs;
  readonly #tell: (step: MarketStep) => void;
  #open = NO_STEP;

  constructor(tell: (step: MarketStep) => void, stepMs: DurationMs = STEP_MS) {
    assertInvariant(stepMs > 0 && Number.isFinite(stepMs), 'a step takes some time');
    this.#stepMs = stepMs;
    this.#tell = tell;
  }

  hearMid(at: TimeMs, mid: number | null): void {
    this.endStepsBefore(at);
    this.#open = withMid(this.#open, at, mid, this.#stepMs);
  }

  hearTrade(at: TimeMs, side: Side, price: number): void {
    this.endStepsBefore(at);
    this.#open = withTrade(this.#open, side, price);
  }

  endStepsBefore(at: TimeMs): void {
    this.#open = endSteps(this.#open, at, this.#tell, this.#stepMs);
  }
}
