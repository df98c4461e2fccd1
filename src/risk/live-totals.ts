/** What a market's live orders come to, on the lattice of its sizes and prices. */
import { type Side, signOf } from '../market/index.js';
import type { FactStore } from '../kernel/index.js';
import type { MarketSlots } from './market-slots.js';

/** Whole numbers, as far as `isExactly` says so; kept running: an order costs a few sums. */
export class LiveTotals {
  count = 0;
  buys = 0;
  sells = 0;
  buyNotional = 0;
  sellNotional = 0;
  /** No order of the side has a price beyond these; 0 where it never had one. */
  buyHigh = 0;
  buyLow = 0;
  sellHigh = 0;
  sellLow = 0;
  /** Whether an order at one of them has gone: they may be wider than the orders that are left. */
  areEdgesLoose = false;

  clear(): void {
    this.copy(NO_LIVE);
  }

  copy(from: LiveTotals): void {
    this.count = from.count;
    this.buys = from.buys;
    this.sells = from.sells;
    this.buyNotional = from.buyNotional;
    this.sellNotional = from.sellNotional;
    this.buyHigh = from.buyHigh;
    this.buyLow = from.buyLow;
    this.sellHigh = from.sellHigh;
    this.sellLow = from.sellLow;
    this.areEdgesLoose = from.areEdgesLoose;
  }

  add(side: Side, price: number, size: number): void {
    this.count += 1;
    if (side === 'buy') {
      const isFirst = this.buys === 0;
      this.buyHigh = isFirst || price > this.buyHigh ? price : this.buyHigh;
      this.buyLow = isFirst || price < this.buyLow ? price : this.buyLow;
      this.buys += size;
      this.buyNotional += size * price;
      return;
    }
    const isFirst = this.sells === 0;
    this.sellHigh = isFirst || price > this.sellHigh ? price : this.sellHigh;
    this.sellLow = isFirst || price < this.sellLow ? price : this.sellLow;
    this.sells += size;
    this.sellNotional += size * price;
  }

  /** Undoes an `add`; false where all that are left have to be added anew. */
  subtract(side: Side, price: number, size: number): boolean {
    if (!this.isExactly()) return false;
    this.count -= 1;
    if (side === 'buy') {
      this.buys -= size;
      this.buyNotional -= size * price;
      if (price >= this.buyHigh || price <= this.buyLow) this.areEdgesLoose = true;
    } else {
      this.sells -= size;
      this.sellNotional -= size * price;
      if (price >= this.sellHigh || price <= this.sellLow) this.areEdgesLoose = true;
    }
    return true;
  }

  /** An order of it is smaller by so much; false as of `subtract`. */
  shrink(side: Side, price: number, size: number): boolean {
    if (!this.isExactly()) return false;
    if (side === 'buy') {
      this.buys -= size;
      this.buyNotional -= size * price;
    } else {
      this.sells -= size;
      this.sellNotional -= size * price;
    }
    return true;
  }

  /** As facts of the market, beside its position; beside one that is not 0, of tight edges. */
  writeTo(store: FactStore, slots: MarketSlots): void {
    const position = store.values[slots.position.slot] ?? 0;
    store.write(slots.openOrders.slot, this.count);
    store.write(slots.buys.slot, this.buys);
    store.write(slots.sells.slot, this.sells);
    store.write(slots.reservedMost.slot, this.reservedMost(position));
    store.write(slots.reservedLeast.slot, this.reservedLeast(position));
  }

  /** USD on both lattices, before leverage. */
  get notional(): number {
    return this.buyNotional + this.sellNotional;
  }

  /** Whether all sums and products of it are below 2^53. */
  isExactly(): boolean {
    return this.buys * this.buyHigh + this.sells * this.sellHigh < 2 ** 53;
  }

  /** What closes the position reserves no margin, at one price or other; of tight edges. */
  reservedMost(position: number): number {
    if (position === 0) return this.notional;
    return (
      this.notional -
      closing(position, 'buy', this.buys) * this.buyLow -
      closing(position, 'sell', this.sells) * this.sellLow
    );
  }

  reservedLeast(position: number): number {
    if (position === 0) return this.notional;
    return (
      this.notional -
      closing(position, 'buy', this.buys) * this.buyHigh -
      closing(position, 'sell', this.sells) * this.sellHigh
    );
  }
}

const NO_LIVE = new LiveTotals();

function closing(position: number, side: Side, live: number): number {
  return Math.min(Math.max(0, -signOf(side) * position), live);
}
