/**
 * What measures come to as terms over the facts that change with every event. A measure that has
 * no term here is decided by decimals, whatever it is.
 */
import { type Decimal, decimal, ZERO } from '../base/index.js';
import type { CompiledMarket } from '../compile/index.js';
import {
  absolute,
  add,
  constant,
  divide,
  type Leaf,
  multiply,
  type SlotTerm,
  subtract,
  type Term,
  total,
} from '../kernel/index.js';
import type { Instrument, Side } from '../market/index.js';
import type { MarketSlots, OrderSlots } from './market-slots.js';

/** What terms are made of; the same facts for all rules. */
export interface TermContext {
  readonly markets: readonly MarketTerms[];
  readonly balance: SlotTerm;
  /** A fact that only changes with the account, fills and the day. */
  quiet(leaf: Leaf, coin: string | null): SlotTerm;
  /** Orders sent in a window, the one under check not counted. */
  sent(coin: string, windowMs: number): SlotTerm;
  /** Null where its age is not at hand. */
  age(feed: string, coin: string | null): SlotTerm | null;
}

export interface MarketTerms {
  readonly slots: MarketSlots;
  readonly instrument: Instrument;
  readonly market: CompiledMarket;
  /** As the venue has it where it has told it, else the policy's. */
  readonly venueLeverage: number;
}

/** The order that a limit judges; null in a trigger. */
export type OrderAtHand = {
  readonly coin: string;
  readonly side: Side;
  readonly slots: OrderSlots;
} | null;

/** Terms of one kind of judgement, each made once. */
export class MeasureTerms {
  readonly #context: TermContext;
  readonly #order: OrderAtHand;
  readonly #made = new Map<string, Term | null>();

  constructor(context: TermContext, order: OrderAtHand) {
    this.#context = context;
    this.#order = order;
  }

  /** `coin` is the market at hand; null where the rule is the account's. */
  of(leaf: Leaf, coin: string | null): Term | null {
    const key = `${coin ?? ''} ${JSON.stringify(leaf)}`;
    const before = this.#made.get(key);
    if (before !== undefined) return before;
    const term = this.#make(leaf, coin);
    this.#made.set(key, term);
    return term;
  }

  /** Contracts: all that counts towards the worst case of a limit, or as things are. */
  position({ slots }: MarketTerms): Term {
    const { position, buys, sells, coin } = slots;
    const order = this.#order;
    if (order === null) return position;
    if (order.coin !== coin) {
      return { kind: 'larger', left: add(position, buys), right: subtract(position, sells) };
    }
    return order.side === 'buy'
      ? add(position, add(buys, order.slots.size))
      : subtract(position, add(sells, order.slots.size));
  }

  equity(): Term {
    return this.#once('equity', () =>
      add(this.#context.balance, total(this.#context.markets.map(unrealized))),
    );
  }

  marginCapacity(at: MarketTerms): Term {
    return this.#once(`capacity ${at.slots.coin}`, () => {
      const others = this.#context.markets.filter((each) => each !== at);
      const elsewhere = total(others.map((each) => marginOf(each, each.slots.position)));
      const available = subtract(this.equity(), elsewhere);
      const leverage = Math.min(at.venueLeverage, at.market.leverage);
      const tiers = at.instrument.marginTiers;
      const least = (tier: number): Decimal => decimal(Math.min(leverage, tier));
      const allowed: Term = {
        kind: 'step',
        operand: multiply(available, constant(leverage)),
        bounds: tiers.slice(1).map(({ lowerBound }) => lowerBound),
        values: tiers.map(({ maxLeverage }) => least(maxLeverage)),
      };
      const first = tiers[0]?.maxLeverage ?? leverage;
      const times = tiers.length > 1 ? allowed : constant(least(first));
      const free: Term = { kind: 'max', operands: [constant(ZERO), available] };
      const margin = multiply(multiply(free, times), constant(0.5));
      return {
        kind: 'whenPositive',
        test: this.equity(),
        operand: divide(margin, at.slots.mark),
      };
    });
  }

  marginUsed(): Term {
    return this.#once('margin_used', () =>
      total(this.#context.markets.map((each) => marginOf(each, this.position(each)))),
    );
  }

  #make(leaf: Leaf, coin: string | null): Term | null {
    if (leaf.kind === 'age') return this.#context.age(leaf.feed, leaf.coin ?? coin);
    const { markets } = this.#context;
    if (leaf.kind === 'accountMeasure') {
      const parts = markets.map((each) =>
        this.#market({ ...leaf, kind: 'measure', coin: null }, each),
      );
      return parts.every((part) => part !== null) ? total(parts) : null;
    }
    const named = leaf.coin ?? coin;
    const at = markets.find(({ slots }) => slots.coin === named);
    return this.#account(leaf) ?? (at === undefined ? null : this.#market(leaf, at));
  }

  #account(leaf: Extract<Leaf, { kind: 'measure' }>): Term | null {
    const { markets } = this.#context;
    const order = this.#order?.slots;
    switch (leaf.name) {
      case 'order.price':
        return order?.price ?? null;
      case 'order.size':
        return order?.adding ?? null;
      case 'order.notional':
        return order === undefined ? null : multiply(order.adding, order.price);
      case 'order.duplicates':
        return order?.duplicates.find(({ windowMs }) => windowMs === leaf.windowMs)?.slot ?? null;
      case 'equity':
        return this.equity();
      case 'exposure':
        return total(
          markets.map((each) => multiply(absolute(this.position(each)), each.slots.mark)),
        );
      case 'net_exposure':
        return this.#netExposure();
      case 'open_positions':
        return total(markets.map((each) => isOpen(this.position(each), each.slots.sizeScale)));
      case 'margin_used':
        return this.marginUsed();
      case 'margin_utilization':
        return divide(this.marginUsed(), this.equity());
      case 'day_pnl':
        return subtract(
          this.equity(),
          this.#context.quiet({ ...leaf, name: 'day_start_equity' }, null),
        );
      case 'balance':
      case 'initial_balance':
      case 'day_start_balance':
      case 'day_start_equity':
      case 'day_peak_equity':
      case 'peak_balance':
      case 'peak_equity':
      case 'peak_day_end_balance':
      case 'peak_day_end_equity':
      case 'total_profit':
      case 'trading_days':
      case 'consecutive_losses':
      case 'consecutive_errors':
        return this.#context.quiet(leaf, null);
      default:
        return null;
    }
  }

  #market(leaf: Extract<Leaf, { kind: 'measure' }>, at: MarketTerms): Term | null {
    const { slots } = at;
    const order = this.#order;
    const isOrders = order?.coin === slots.coin ? constant(1) : constant(ZERO);
    switch (leaf.name) {
      case 'mark':
        return slots.mark;
      case 'oracle':
        return slots.oracle;
      case 'position':
        return this.position(at);
      case 'position_value':
        return multiply(absolute(this.position(at)), slots.mark);
      case 'unrealized_pnl':
        return unrealized(at);
      case 'margin_capacity':
        return this.marginCapacity(at);
      case 'liquidation_buffer':
        return liquidationBuffer(slots);
      case 'open_orders':
        return add(slots.openOrders, isOrders);
      case 'orders':
        if (leaf.windowMs === undefined) return null;
        return add(this.#context.sent(slots.coin, leaf.windowMs), isOrders);
      case 'entry_price':
      case 'unresolved_orders':
      case 'position_difference':
        return this.#context.quiet(leaf, slots.coin);
      default:
        return null;
    }
  }

  #netExposure(): Term {
    const order = this.#order;
    const { markets } = this.#context;
    const net = (positionIn: (at: MarketTerms) => Term): Term =>
      total(markets.map((each) => multiply(positionIn(each), each.slots.mark)));
    if (order === null) return net(({ slots }) => slots.position);
    const filled = (at: MarketTerms, elsewhere: Term): Term =>
      at.slots.coin === order.coin ? this.position(at) : elsewhere;
    return {
      kind: 'larger',
      left: net((at) => filled(at, add(at.slots.position, at.slots.buys))),
      right: net((at) => filled(at, subtract(at.slots.position, at.slots.sells))),
    };
  }

  #once(key: string, make: () => Term): Term {
    const before = this.#made.get(key);
    if (before !== undefined && before !== null) return before;
    const term = make();
    this.#made.set(key, term);
    return term;
  }
}

function unrealized({ slots }: MarketTerms): Term {
  return multiply(slots.position, subtract(slots.mark, slots.entry));
}

function marginOf({ slots, venueLeverage }: MarketTerms, position: Term): Term {
  return divide(multiply(absolute(position), slots.mark), constant(venueLeverage));
}

/** 1 where there is a position, else 0: half a lot lies between them. */
function isOpen(position: Term, sizeScale: number): Term {
  const bounds = [decimal(0.5).div(decimal(10).pow(sizeScale))];
  return { kind: 'step', operand: absolute(position), bounds, values: [ZERO, decimal(1)] };
}

/** d / (d + rate × mark), d = side × (mark − price) and above 0; 1 when flat. */
function liquidationBuffer(slots: MarketSlots): Term {
  const { liquidationSide, liquidationPrice, isFlat, maintenanceRate, mark } = slots;
  const distance = add(multiply(liquidationSide, subtract(mark, liquidationPrice)), isFlat);
  const whole = add(distance, multiply(maintenanceRate, mark));
  return { kind: 'whenPositive', test: distance, operand: divide(distance, whole) };
}
