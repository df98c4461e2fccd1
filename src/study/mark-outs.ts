/**
 * What the market did after our fills: the mid some time later against the mid at the fill, on the
 * side that we took. Below 0 the market went against us: adverse selection.
 */
import type { TimeMs } from '../base/index.js';
import { type Side, signOf } from '../market/index.js';

/** Seconds after a fill at which the mid is looked at. */
const MARK_OUT_SECONDS = [1, 10, 60] as const;

interface Waiting {
  readonly coin: string;
  readonly dueAt: TimeMs;
  readonly sign: number;
  readonly mid: number;
  readonly notional: number;
}

interface Sums {
  /** First in, first due. */
  readonly waiting: Waiting[];
  next: number;
  moved: number;
  notional: number;
}

export class MarkOuts {
  readonly #mids = new Map<string, number>();
  readonly #sums: readonly Sums[] = MARK_OUT_SECONDS.map(() => ({
    waiting: [],
    next: 0,
    moved: 0,
    notional: 0,
  }));

  midOf(coin: string): number | null {
    return this.#mids.get(coin) ?? null;
  }

  /** A mid holds until the next: what is due before that is told by the last one. */
  hearMid(coin: string, mid: number, at: TimeMs): void {
    this.pass(at);
    this.#mids.set(coin, mid);
  }

  /** `notional` in USD; a fill before any mid is left out. */
  hearFill(coin: string, side: Side, notional: number, at: TimeMs): void {
    const mid = this.#mids.get(coin);
    if (mid === undefined) return;
    for (const [index, seconds] of MARK_OUT_SECONDS.entries()) {
      const dueAt = at + 1_000 * seconds;
      this.#sums[index]?.waiting.push({ coin, dueAt, sign: signOf(side), mid, notional });
    }
  }

  /** Settles what was due before `at`. */
  pass(at: TimeMs): void {
    for (const sums of this.#sums) {
      for (;;) {
        const fill = sums.waiting[sums.next];
        if (fill === undefined || fill.dueAt >= at) break;
        sums.next += 1;
        const mid = this.#mids.get(fill.coin) ?? fill.mid;
        sums.moved += (fill.sign * (mid - fill.mid) * fill.notional) / fill.mid;
        sums.notional += fill.notional;
      }
      if (sums.next < 1_024) continue;
      sums.waiting.splice(0, sums.next);
      sums.next = 0;
    }
  }

  /** By `MARK_OUT_SECONDS`, bps of what was traded; null before the first is due. */
  averages(): readonly (number | null)[] {
    return this.#sums.map(({ moved, notional }) =>
      notional === 0 ? null : (10_000 * moved) / notional,
    );
  }
}
