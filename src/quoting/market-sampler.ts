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

/** 100 ms, as in hftbacktest's tutorial of the model. */
export const STEP_MS: DurationMs = 100;

/** Times are those of hearing, and never go back; `step` is told each step once it is over. */
export class MarketSampler {
  readonly #stepMs: DurationMs;
  readonly #tell: (step: MarketStep) => void;
  #endsAt: TimeMs | null = null;
  #mid: number | null = null;
  #earlierMid: number | null = null;
  #depth: number | null = null;

  constructor(tell: (step: MarketStep) => void, stepMs: DurationMs = STEP_MS) {
    assertInvariant(stepMs > 0 && Number.isFinite(stepMs), 'a step takes some time');
    this.#stepMs = stepMs;
    this.#tell = tell;
  }

  /** The mid between the best prices, or null while a side is empty: the last one stays then. */
  hearMid(at: TimeMs, mid: number | null): void {
    this.endStepsBefore(at);
    this.#endsAt ??= at + this.#stepMs;
    if (mid !== null) this.#mid = mid;
  }

  hearTrade(at: TimeMs, side: Side, price: number): void {
    this.endStepsBefore(at);
    if (this.#earlierMid === null) return;
    const depth = side === 'buy' ? price - this.#earlierMid : this.#earlierMid - price;
    if (this.#depth === null || depth > this.#depth) this.#depth = depth;
  }

  /** Steps begin with the first mid. */
  endStepsBefore(at: TimeMs): void {
    while (this.#endsAt !== null && at >= this.#endsAt) {
      this.#tell({ mid: this.#mid, depth: this.#depth });
      this.#earlierMid = this.#mid;
      this.#depth = null;
      this.#endsAt += this.#stepMs;
    }
  }
}
