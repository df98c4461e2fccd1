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
  /** Highest and lowest price of each side; 0 where it has no order. */
  buyHigh = 0;
  buyLow = 0;
  sellHigh = 0;
  sellLow = 0;

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
  }

  add(side: Side, price: number, size: number): void {
    this.count += 1;
    if (side === 'buy') {
      this.buyHigh = Math.max(this.buyHigh, price);
      this.buyLow = this.buys === 0 ? price : Math.min(this.buyLow, price);
      this.buys += size;
      this.buyNotional += size * price;
      return;
    }
    this.sellHigh = Math.max(this.sellHigh, price);
    this.sellLow = this.sells === 0 ? price : Math.min(this.sellLow, price);
    this.sells += size;
    this.sellNotional += size * price;
  }

  /** Undoes an `add`; false where the prices that are left have to be looked at one by one. */
  subtract(side: Side, price: number, size: number): boolean {
    if (!this.isExactly()) return false;
    this.count -= 1;
    if (side === 'buy') {
      this.buys -= size;
      this.buyNotional -= size * price;
      return price < this.buyHigh && price > this.buyLow;
    }
    this.sells -= size;
    this.sellNotional -= size * price;
    return price < this.sellHigh && price > this.sellLow;
  }

  /** As facts of the market, beside its position. */
  writeTo(store: FactStore, slots: MarketSlots): void {
    const position = store.values[slots.position.slot] ?? 0;
    store.write(slots.openOrders.slot, this.count);
    store.write(slots.buys.slot, this.buys);
    store.write(slots.sells.slot, this.sells);
    store.write(slots.reservedMost.slot, this.reservedMost(position));
    store.write(slots.reservedLeast.slot, this.reservedLeast(position));
  }

  /** Whether all sums and products of it are below 2^53. */
  isExactly(): boolean {
    return this.buys * this.buyHigh + this.sells * this.sellHigh < 2 ** 53;
  }

  /** What closes the position reserves no margin, at one price or other. */
  reservedMost(position: number): number {
    const notional = this.buyNotional + this.sellNotional;
    if (position === 0) return notional;
    return (
      notional -
      closing(position, 'buy', this.buys) * this.buyLow -
      closing(position, 'sell', this.sells) * this.sellLow
    );
  }

  reservedLeast(position: number): number {
    const notional = this.buyNotional + this.sellNotional;
    if (position === 0) return notional;
    return (
      notional -
      closing(position, 'buy', this.buys) * this.buyHigh -
      closing(position, 'sell', this.sells) * this.sellHigh
    );
  }
}

const NO_LIVE = new LiveTotals();

function closing(position: number, side: Side, live: number): number {
  return Math.min(Math.max(0, -signOf(side) * position), live);
}
