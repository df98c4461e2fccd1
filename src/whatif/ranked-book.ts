/** A book over the distinct prices of a tape: sizes by rank, so that it fits into the cache. */

/** Sizes and bests by rank; a size below half a lot counts as gone. */
export class RankedBook {
  readonly bids: Float64Array;
  readonly asks: Float64Array;
  /** −1 where there is no bid. */
  bestBid = -1;
  /** The number of ranks where there is no ask. */
  bestAsk: number;
  readonly #half: number;

  constructor(ranks: number, lotSize: number) {
    this.bids = new Float64Array(ranks);
    this.asks = new Float64Array(ranks);
    this.bestAsk = ranks;
    this.#half = lotSize / 2;
  }

  /** A new best bid takes the asks that it reaches out of the top: they are out of date. */
  setBid(rank: number, size: number): void {
    if (size <= this.#half) {
      this.bids[rank] = 0;
      if (rank === this.bestBid) this.bestBid = this.#bidBelow(rank);
      return;
    }
    this.bids[rank] = size;
    if (rank <= this.bestBid) return;
    this.bestBid = rank;
    if (rank >= this.bestAsk) this.bestAsk = this.#askAbove(rank);
  }

  setAsk(rank: number, size: number): void {
    if (size <= this.#half) {
      this.asks[rank] = 0;
      if (rank === this.bestAsk) this.bestAsk = this.#askAbove(rank);
      return;
    }
    this.asks[rank] = size;
    if (rank >= this.bestAsk) return;
    this.bestAsk = rank;
    if (rank <= this.bestBid) this.bestBid = this.#bidBelow(rank);
  }

  /** From the best bid down to `rank` nothing rests any more. */
  clearBids(rank: number): void {
    if (this.bestBid < rank) return;
    this.bids.fill(0, rank, this.bestBid + 1);
    this.bestBid = this.#bidBelow(rank);
  }

  clearAsks(rank: number): void {
    if (this.bestAsk > rank) return;
    this.asks.fill(0, this.bestAsk, rank + 1);
    this.bestAsk = this.#askAbove(rank);
  }

  #bidBelow(rank: number): number {
    let below = rank - 1;
    while (below >= 0 && !((this.bids[below] ?? 0) > 0)) below -= 1;
    return below;
  }

  #askAbove(rank: number): number {
    let above = rank + 1;
    while (above < this.asks.length && !((this.asks[above] ?? 0) > 0)) above += 1;
    return above;
  }
}
