/**
 * What an order's limits read, as terms: what the order moves is reckoned in doubles, all else is
 * read once a step and kept as a fact.
 */
import type { MeasureName } from '../check/index.js';
import {
  absolute,
  add,
  divide,
  FactStore,
  type Leaf,
  lessOrEqual,
  measureScale,
  multiply,
  type SlotTerm,
  subtract,
  type Term,
  type TermCondition,
} from '../kernel/index.js';
import type { Side } from '../market/index.js';

/** Of a measure that an order under check moves no more than anything else does. */
const ALONE: ReadonlySet<MeasureName> = new Set<MeasureName>([
  'mark',
  'mid',
  'oracle',
  'spread',
  'funding_rate',
  'margin_capacity',
  'entry_price',
  'unrealized_pnl',
  'liquidation_price',
  'liquidation_buffer',
  'position_difference',
  'unresolved_orders',
  'equity',
  'balance',
  'initial_balance',
  'day_start_balance',
  'day_start_equity',
  'day_peak_equity',
  'peak_balance',
  'peak_equity',
  'peak_day_end_balance',
  'peak_day_end_equity',
  'day_pnl',
  'total_profit',
  'maintenance_margin',
  'free_margin',
  'consecutive_losses',
  'consecutive_errors',
  'action_budget',
]);

/** What is not sure is reckoned anew as a whole. */
const NEVER_ASKED = -1;

/** A fact that is read again when the state is another. */
export interface ReadFact {
  readonly leaf: Leaf;
  readonly slot: SlotTerm;
}

export class ScreenTerms {
  readonly store = new FactStore();
  readonly price = this.#add('mark');
  /** The whole order, and the part that does not merely shrink the position. */
  readonly size = this.#add('position');
  readonly adding = this.#add('position');
  readonly position = this.#add('position');
  readonly mark = this.#add('mark');
  readonly capacity = this.#add('position');
  /** USD: equity less what positions use. */
  readonly free = this.#add('equity');
  /** Contracts that may fill, and USD that they are worth at their limits. */
  readonly live = { buy: this.#add('position'), sell: this.#add('position') };
  readonly notional = { buy: this.#add('equity'), sell: this.#add('equity') };
  /** What orders are reserved by, and what the venue reckons a position's margin by. */
  readonly orderLeverage = this.#add('open_orders');
  readonly positionLeverage = this.#add('open_orders');
  readonly openOrders = this.#add('open_orders');
  /** USD in all markets but this one. */
  readonly elsewhere = {
    exposure: this.#add('equity'),
    marginUsed: this.#add('equity'),
    reserved: this.#add('equity'),
  };
  readonly facts: ReadFact[] = [];
  /** Whether a limit reads `open_orders`, which is counted for every order. */
  isCountingOrders = false;
  readonly #coin: string;
  readonly #made = new Map<string, SlotTerm>();

  constructor(coin: string) {
    this.#coin = coin;
  }

  /** Null for what is left to the decimals. */
  of(leaf: Leaf, side: Side): Term | null {
    if (leaf.kind === 'age') return this.#fact(leaf, 0);
    const isHere = leaf.kind === 'measure' && (leaf.coin ?? this.#coin) === this.#coin;
    const moved = isHere ? this.#moved(leaf.name, side) : null;
    return moved ?? (ALONE.has(leaf.name) ? this.#fact(leaf, measureScale(leaf.name)) : null);
  }

  /** Contracts: the position once all of its side has filled. */
  after(side: Side): Term {
    const filled = add(this.live[side], this.size);
    return side === 'buy' ? add(this.position, filled) : subtract(this.position, filled);
  }

  isWithinCapacity(side: Side): TermCondition {
    return lessOrEqual(absolute(this.after(side)), this.capacity, NEVER_ASKED);
  }

  /** As though none of the orders closed anything: what does reserves less. */
  isWithinFreeMargin(): TermCondition {
    const { buy, sell } = this.notional;
    const here = add(add(buy, sell), multiply(this.size, this.price));
    const reserved = add(this.elsewhere.reserved, divide(here, this.orderLeverage));
    return lessOrEqual(reserved, this.free, NEVER_ASKED);
  }

  #moved(name: MeasureName, side: Side): Term | null {
    switch (name) {
      case 'order.price':
        return this.price;
      case 'order.size':
        return this.adding;
      case 'order.notional':
        return multiply(this.adding, this.price);
      case 'position':
        return this.after(side);
      case 'position_value':
        return this.#value(side);
      case 'exposure':
        return add(this.elsewhere.exposure, this.#value(side));
      case 'margin_used':
        return this.#marginUsed(side);
      case 'margin_utilization':
        return divide(this.#marginUsed(side), this.#equity());
      case 'open_orders':
        this.isCountingOrders = true;
        return this.openOrders;
      default:
        return null;
    }
  }

  #value(side: Side): Term {
    return multiply(absolute(this.after(side)), this.mark);
  }

  #marginUsed(side: Side): Term {
    return add(this.elsewhere.marginUsed, divide(this.#value(side), this.positionLeverage));
  }

  #equity(): Term {
    return this.#fact({ kind: 'measure', name: 'equity', coin: null }, measureScale('equity'));
  }

  #fact(leaf: Leaf, scale: number): SlotTerm {
    const key = JSON.stringify(leaf);
    const before = this.#made.get(key);
    if (before !== undefined) return before;
    const slot: SlotTerm = { kind: 'slot', slot: this.store.add(scale), scale };
    this.#made.set(key, slot);
    this.facts.push({ leaf, slot });
    return slot;
  }

  /** On the lattice of a measure. */
  #add(like: MeasureName): SlotTerm {
    const scale = measureScale(like);
    return { kind: 'slot', slot: this.store.add(scale), scale };
  }
}
