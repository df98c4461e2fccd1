/**
 * Cash and positions as fills and reports make them, by doubles that know how far they may be off:
 * what rules read of them is told before the engine has heard of any.
 */
import { type Decimal, isOnLattice, latticeOf, type TimeMs } from '../base/index.js';
import type { MeasureName } from '../check/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineState } from '../engine/index.js';
import type { FactStore, Leaf } from '../kernel/index.js';
import type { Side } from '../market/index.js';
import type { FastPrograms, QuietFact } from './fast-programs.js';
import { isLasting, venueLeverageOf } from './load-facts.js';
import { BOOK_SHARE, MONEY_DECIMALS } from './market-slots.js';
import type { MarketTerms } from './measure-terms.js';
import { nearLiquidation } from './own-liquidation.js';
import { writeLiquidation } from './write-liquidation.js';

/** What one operation of doubles may be off by, with room to spare. */
const ULP = 2 ** -51;
/** A decimal as a double, as a share of it. */
const READ_ERROR = 2 ** -49;
const EXACT_BELOW = 2 ** 53;

/** A double and how far it may be off. */
interface Near {
  value: number;
  error: number;
}

interface MarketBook {
  readonly terms: MarketTerms;
  /** Money units of a contract unit times a price unit. */
  readonly worth: number;
  /** Signed, on the lattice of sizes. */
  position: number;
  /** On the lattice of prices; of no meaning when flat. */
  readonly entry: Near;
  /** Of the round trip under way: realised less fees and funding, in money units. */
  readonly net: Near;
  /** Whether the last report has the position. */
  isReported: boolean;
}

export class FilledBooks {
  readonly #policy: CompiledPolicy;
  readonly #store: FactStore;
  readonly #balanceSlot: number;
  readonly #lossSlots: readonly number[];
  readonly #markets: readonly MarketBook[];
  /** Whether all that the policy reads of fills and reports is kept here. */
  readonly #isWhole: boolean;
  /** In money units. */
  readonly #balance: Near = { value: 0, error: 0 };
  #losses = 0;
  #after: TimeMs = Number.NEGATIVE_INFINITY;
  #isReady = false;

  constructor(policy: CompiledPolicy, { store, markets, balance, quiet }: FastPrograms) {
    this.#policy = policy;
    this.#store = store;
    this.#balanceSlot = balance.slot;
    const moved = quiet.filter((each) => !isLasting(each) && !isBelowPeaks(each));
    const losses = moved.filter(({ leaf }) => isNamed(leaf, 'consecutive_losses'));
    this.#lossSlots = losses.map(({ slot }) => slot.slot);
    this.#markets = markets.map((terms) => ({
      terms,
      worth: 10 ** (MONEY_DECIMALS - terms.slots.priceScale - terms.slots.sizeScale),
      position: 0,
      entry: { value: 0, error: 0 },
      net: { value: 0, error: 0 },
      isReported: false,
    }));
    const isMoneyFine = this.#markets.every(({ worth }) => worth >= 1);
    this.#isWhole = moved.length === losses.length && isMoneyFine;
  }

  /** Whether a fill or a report at `at` may be told here. */
  isReady(at: TimeMs): boolean {
    return this.#isReady && at > this.#after;
  }

  /** Takes in the engine's state, whose facts are in the store. */
  load(state: EngineState): void {
    this.#isReady = this.#isWhole && isPlain(this.#policy, state) && this.#read(state);
  }

  /** On the lattices of its market, the fee in money units; false where it cannot be told here. */
  hearFill(market: number, side: Side, price: number, size: number, fee: number): boolean {
    const book = this.#markets[market];
    if (book === undefined) return false;
    const { position, entry, net, worth } = book;
    const change = side === 'buy' ? size : -size;
    const after = position + change;
    if (Math.abs(after) + size >= EXACT_BELOW || price * size >= EXACT_BELOW) return false;
    add(this.#balance, -fee, 0);
    book.position = after;
    if (position === 0) return open(book, price, -fee);
    if (position > 0 === change > 0) {
      const value = Math.abs(position) * entry.value + size * price;
      const most = Math.abs(after);
      const error = Math.abs(position) * entry.error + ULP * value;
      entry.value = value / most;
      entry.error = error / most + ULP * entry.value;
      return add(net, -fee, 0);
    }
    const closed = Math.min(Math.abs(position), size);
    const gain = (position > 0 ? price - entry.value : entry.value - price) * closed * worth;
    const gainError = closed * worth * (entry.error + ULP * (price + entry.value));
    const isFlipped = Math.abs(position) < size;
    const openingFee = isFlipped ? (fee * Math.abs(after)) / size : 0;
    add(this.#balance, gain, gainError);
    add(net, gain - (fee - openingFee), gainError + ULP * Math.abs(fee));
    if (after !== 0 && !isFlipped) return true;
    if (!this.#endTrip(net)) return false;
    return isFlipped ? open(book, price, -openingFee, ULP * Math.abs(fee)) : true;
  }

  /** The account's equity in money units, at the marks of the store. */
  hearReport(equity: number): boolean {
    if (!(Math.abs(equity) < EXACT_BELOW)) return false;
    const balance = this.#balance;
    balance.value = equity;
    balance.error = 0;
    for (const book of this.#markets) {
      const { position, entry, worth, terms } = book;
      book.isReported = position !== 0;
      if (position === 0) continue;
      const mark = this.#store.values[terms.slots.mark.slot] ?? Number.NaN;
      const error = Math.abs(position) * worth * (entry.error + ULP * (mark + entry.value));
      add(balance, -position * (mark - entry.value) * worth, error);
    }
    return !Number.isNaN(balance.value);
  }

  /** False where a fact would be further off than the store takes it for. */
  write(): boolean {
    const store = this.#store;
    for (const slot of this.#lossSlots) store.write(slot, this.#losses);
    if (!writeBook(store, this.#balanceSlot, this.#balance)) return false;
    const [only, ...others] = this.#markets.filter(({ position }) => position !== 0);
    for (const book of this.#markets) {
      const { position, entry, terms } = book;
      store.write(terms.slots.position.slot, position);
      if (position === 0) {
        store.write(terms.slots.entry.slot, 0);
        writeLiquidation(store, terms.slots, null, 0);
      } else {
        if (!writeBook(store, terms.slots.entry.slot, entry)) return false;
        const isAlone = book === only && others.length === 0 && !this.#isAnotherReported(book);
        const found = isAlone ? this.#liquidationOf(book) : undefined;
        if (isAlone && found === undefined) return false;
        writeLiquidation(store, terms.slots, found, position);
      }
    }
    return true;
  }

  #isAnotherReported(book: MarketBook): boolean {
    return this.#markets.some((each) => each !== book && each.isReported);
  }

  #liquidationOf({ position, entry, terms: { slots, instrument } }: MarketBook) {
    const balance = this.#balance.value / 10 ** MONEY_DECIMALS;
    const size = position / 10 ** slots.sizeScale;
    return nearLiquidation(balance, size, entry.value / 10 ** slots.priceScale, instrument);
  }

  /** False where it is not certain whether it won or lost, and a rule counts that. */
  #endTrip({ value, error }: Near): boolean {
    if (Math.abs(value) <= error) return this.#lossSlots.length === 0;
    this.#losses = value < 0 ? this.#losses + 1 : 0;
    return true;
  }

  #read({ account, positions }: EngineState): boolean {
    const { balance, report } = account;
    if (balance === null || report === null) return false;
    readNear(this.#balance, balance, MONEY_DECIMALS);
    this.#losses = this.#store.values[this.#lossSlots[0] ?? -1] ?? 0;
    // What is older than the venue's last word may be in that already.
    this.#after = report.time - 1;
    for (const book of this.#markets) {
      const { coin, priceScale, sizeScale } = book.terms.slots;
      const position = positions[coin];
      book.isReported = report.positions.some((each) => each.coin === coin);
      book.position = position === undefined ? 0 : latticeOf(position.size, sizeScale);
      this.#after = Math.max(this.#after, position?.adoptedAt ?? Number.NEGATIVE_INFINITY);
      if (position === undefined || book.position === 0) continue;
      const { entryPrice, trip } = position;
      if (entryPrice === null || trip === null) return false;
      readNear(book.entry, entryPrice, priceScale);
      readNear(book.net, trip.realizedPnl.minus(trip.fees).minus(trip.funding), MONEY_DECIMALS);
    }
    return !Number.isNaN(this.#losses);
  }
}

/** It stands while equity is above no peak, and the day is the same. */
function isBelowPeaks({ leaf }: QuietFact): boolean {
  return (
    ['peak_equity', 'day_peak_equity', 'peak_day_end_balance', 'peak_day_end_equity'] as const
  ).some((name) => isNamed(leaf, name));
}

function isNamed(leaf: Leaf, name: MeasureName): boolean {
  return leaf.kind === 'measure' && leaf.name === name;
}

/** The venue's word has nothing in it that our own would take another way. */
function isPlain(policy: CompiledPolicy, state: EngineState): boolean {
  const { report, ledgerSince } = state.account;
  const leverages = venueLeverageOf(policy, state);
  return (
    ledgerSince === null &&
    report?.positions.every(({ liquidationPrice }) => liquidationPrice === null) === true &&
    policy.markets.every(({ leverage }, market) => leverages[market] === leverage)
  );
}

function open({ entry, net }: MarketBook, price: number, paid: number, error = 0): true {
  entry.value = price;
  entry.error = 0;
  net.value = paid;
  net.error = error;
  return true;
}

/** Always true. */
function add(sum: Near, value: number, error: number): true {
  sum.value += value;
  // Whole numbers that doubles hold are added exactly.
  const isExact =
    Number.isInteger(value) &&
    Number.isInteger(sum.value) &&
    Math.abs(value) + Math.abs(sum.value) < EXACT_BELOW;
  sum.error += error + (isExact ? 0 : ULP * (Math.abs(value) + Math.abs(sum.value)));
  return true;
}

function readNear(near: Near, value: Decimal, scale: number): void {
  near.value = latticeOf(value, scale);
  near.error = isOnLattice(value, scale) ? 0 : READ_ERROR * Math.abs(near.value);
}

function writeBook(store: FactStore, slot: number, { value, error }: Near): boolean {
  if (error === 0 && Number.isInteger(value) && Math.abs(value) < EXACT_BELOW) {
    store.write(slot, value);
    return true;
  }
  if (!(error <= (BOOK_SHARE / 4) * Math.abs(value))) return false;
  store.writeNear(slot, value);
  return true;
}
