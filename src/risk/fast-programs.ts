/** A policy's rules as programs over one store of facts: all triggers, and limits by order side. */
import type { CompiledPolicy, CompiledRule, Condition } from '../compile/index.js';
import type { MeasureName } from '../check/index.js';
import type { RuleInstance } from '../engine/index.js';
import {
  absolute,
  ALWAYS,
  constant,
  createProgram,
  divide,
  FactStore,
  type Leaf,
  lessOrEqual,
  lowerCondition,
  measureScale,
  type Program,
  type SlotTerm,
  subtract,
  type Term,
  type TermCondition,
  total,
} from '../kernel/index.js';
import { ZERO } from '../base/index.js';
import type { Instrument, Side } from '../market/index.js';
import {
  addSlot,
  BOOK_SHARE,
  createMarketSlots,
  createOrderSlots,
  type MarketSlots,
  MONEY_DECIMALS,
  type OrderSlots,
} from './market-slots.js';
import { type MarketTerms, MeasureTerms, type TermContext } from './measure-terms.js';

/** A fact that is read from the engine whenever its state is taken in. */
export interface QuietFact {
  readonly leaf: Leaf;
  readonly coin: string | null;
  readonly slot: SlotTerm;
}

export interface LimitPrograms {
  readonly market: MarketSlots;
  readonly slots: OrderSlots;
  /** By side of the order. */
  readonly buy: LimitProgram;
  readonly sell: LimitProgram;
}

export interface LimitProgram {
  readonly program: Program;
  readonly truths: number[];
  /** Where the truths of a rule with a `when` stand, and of that. */
  readonly conditional: readonly { readonly rule: number; readonly applies: number }[];
}

/** Where its truths stand: of all rules that always apply together, and of what is built in. */
export const ALL_RULES = 0;
export const CAPACITY = 1;
export const RESERVED_MOST = 2;
export const RESERVED_LEAST = 3;

export interface AgeFact {
  readonly feed: 'mark' | 'account' | 'stream';
  /** Of a mark; −1 for the oldest of all. */
  readonly market: number;
  readonly slot: number;
}

export interface FastPrograms {
  readonly store: FactStore;
  readonly markets: readonly MarketTerms[];
  readonly balance: SlotTerm;
  /** The lowest peak of equity that any of the policy's books has. */
  readonly leastPeak: SlotTerm;
  readonly quiet: readonly QuietFact[];
  readonly ages: readonly AgeFact[];
  /** Those of them that limits read. */
  readonly limitAges: readonly AgeFact[];
  /** All windows that rates and duplicates look back by. */
  readonly windows: readonly number[];
  /** The longest in which repeats of an order count. */
  readonly likeMs: number;
  readonly sent: readonly {
    readonly market: number;
    readonly window: number;
    readonly slot: number;
  }[];
  readonly limits: readonly LimitPrograms[];
  readonly triggers: {
    readonly program: Program;
    /** The triggers, then the `until` of each that has a condition, then the peaks. */
    readonly truths: number[];
    readonly releases: readonly number[];
    readonly peaks: number;
    /** Whether any of them looks at orders. */
    readonly readOrders: boolean;
  };
}

export interface RulesToWrite {
  readonly policy: CompiledPolicy;
  readonly instruments: readonly Instrument[];
  readonly venueLeverage: readonly number[];
  readonly triggers: readonly RuleInstance[];
  readonly limitsOf: (coin: string) => readonly CompiledRule[];
}

/** What is not decided goes to the engine as a whole, but for peaks: they are no rule's. */
const ANY_RULE = 0;
export const PEAKS = 1;
const number = (): number => ANY_RULE;
/** Of those that have a term: what is sent or withdrawn changes them. */
const ORDER_MEASURES: readonly string[] = ['open_orders', 'orders'] satisfies MeasureName[];

export function writePrograms(rules: RulesToWrite): FastPrograms {
  const store = new FactStore();
  const markets = rules.policy.markets.map((market, index): MarketTerms => {
    const instrument = rules.instruments[index];
    if (instrument === undefined) throw new RangeError(`no instrument of ${market.coin}`);
    const slots = createMarketSlots(store, instrument);
    return { slots, instrument, market, venueLeverage: rules.venueLeverage[index] ?? 1 };
  });
  const facts = new Registry(store, markets);
  const leastPeak = addSlot(store, MONEY_DECIMALS);
  const triggers = writeTriggers(rules.triggers, facts, leastPeak);
  facts.isWritingLimits = true;
  const limits = markets.map((at) => writeLimits(at, rules.limitsOf(at.slots.coin), facts));
  return {
    store,
    markets,
    balance: facts.context.balance,
    leastPeak,
    quiet: facts.quiet,
    ages: facts.ages,
    limitAges: [...facts.limitAges],
    windows: facts.windows,
    likeMs: facts.likeMs,
    sent: facts.sent,
    limits,
    triggers,
  };
}

/** Gives each fact its slot once. */
class Registry {
  readonly store: FactStore;
  readonly context: TermContext;
  readonly quiet: QuietFact[] = [];
  readonly #ages = new Map<number, AgeFact>();
  readonly limitAges = new Set<AgeFact>();
  isWritingLimits = false;
  readonly windows: number[] = [];
  likeMs = 0;
  readonly sent: { market: number; window: number; slot: number }[] = [];
  readonly #slots = new Map<string, SlotTerm>();

  constructor(store: FactStore, markets: readonly MarketTerms[]) {
    this.store = store;
    this.context = {
      markets,
      balance: addSlot(store, MONEY_DECIMALS, BOOK_SHARE),
      quiet: (leaf, coin) =>
        this.#once(`${coin ?? ''} ${JSON.stringify(leaf)}`, scaleOf(leaf), (slot) =>
          this.quiet.push({ leaf, coin, slot }),
        ),
      sent: (coin, windowMs) =>
        this.#once(`sent ${coin} ${windowMs}`, 0, ({ slot }) => {
          const market = markets.findIndex(({ slots }) => slots.coin === coin);
          this.sent.push({ market, window: this.windowOf(windowMs), slot });
        }),
      age: (feed, coin) => {
        if (feed !== 'mark' && feed !== 'account' && feed !== 'stream') return null;
        const isMark = feed === 'mark';
        const market = isMark ? markets.findIndex(({ slots }) => slots.coin === coin) : -1;
        const term = this.#once(`age ${feed} ${market}`, 0, ({ slot }) =>
          this.#ages.set(slot, { feed, market, slot }),
        );
        const age = this.#ages.get(term.slot);
        if (this.isWritingLimits && age !== undefined) this.limitAges.add(age);
        return term;
      },
    };
  }

  get ages(): readonly AgeFact[] {
    return [...this.#ages.values()];
  }

  windowOf(windowMs: number): number {
    const before = this.windows.indexOf(windowMs);
    return before >= 0 ? before : this.windows.push(windowMs) - 1;
  }

  #once(key: string, scale: number, register: (slot: SlotTerm) => void): SlotTerm {
    const before = this.#slots.get(key);
    if (before !== undefined) return before;
    const slot = addSlot(this.store, scale);
    this.#slots.set(key, slot);
    register(slot);
    return slot;
  }
}

function scaleOf(leaf: Leaf): number {
  return leaf.kind === 'age' ? 0 : measureScale(leaf.name);
}

function writeTriggers(
  instances: readonly RuleInstance[],
  facts: Registry,
  leastPeak: SlotTerm,
): FastPrograms['triggers'] {
  const terms = new MeasureTerms(facts.context, null);
  let readOrders = false;
  const look = (leaf: Leaf, term: Term | null): Term | null => {
    readOrders ||= leaf.kind !== 'age' && ORDER_MEASURES.includes(leaf.name);
    return term;
  };
  const lower = (condition: Condition, coin: string | null): TermCondition =>
    lowerCondition(condition, (leaf) => look(leaf, terms.of(leaf, coin)), number);
  const conditions = instances.map(({ rule, coin }) => lower(rule.condition, coin));
  const releases = instances.map(({ rule: { release }, coin }) =>
    release.kind === 'condition' ? conditions.push(lower(release.condition, coin)) - 1 : -1,
  );
  const peaks = conditions.push(lessOrEqual(terms.equity(), leastPeak, PEAKS)) - 1;
  const program = createProgram(facts.store, conditions);
  return { program, truths: conditions.map(() => 0), releases, peaks, readOrders };
}

function writeLimits(
  at: MarketTerms,
  rules: readonly CompiledRule[],
  facts: Registry,
): LimitPrograms {
  const slots = createOrderSlots(facts.store, at.slots);
  for (const windowMs of duplicateWindows(rules)) {
    facts.windowOf(windowMs);
    facts.likeMs = Math.max(facts.likeMs, windowMs);
    slots.duplicates.push({ windowMs, slot: addSlot(facts.store, 0) });
  }
  return {
    market: at.slots,
    slots,
    buy: writeLimitsOf(at, 'buy', slots, rules, facts),
    sell: writeLimitsOf(at, 'sell', slots, rules, facts),
  };
}

function writeLimitsOf(
  at: MarketTerms,
  side: Side,
  slots: OrderSlots,
  rules: readonly CompiledRule[],
  facts: Registry,
): LimitProgram {
  const { coin } = at.slots;
  const { markets } = facts.context;
  const terms = new MeasureTerms(facts.context, { coin, side, slots });
  const lower = (condition: Condition): TermCondition =>
    lowerCondition(condition, (leaf) => terms.of(leaf, coin), number);
  const standing = rules.filter(({ applies }) => applies === null);
  const all: TermCondition = {
    kind: 'and',
    operands: standing.map((rule) => lower(rule.condition)),
  };
  const worst = absolute(terms.position(at));
  const free = subtract(terms.equity(), new MeasureTerms(facts.context, null).marginUsed());
  const conditions = [
    all.operands.length > 0 ? all : ALWAYS,
    lessOrEqual(worst, terms.marginCapacity(at), ANY_RULE),
    ...(['reservedMost', 'reservedLeast'] as const).map((bound) =>
      lessOrEqual(reservedBy(bound, at, slots, markets), free, ANY_RULE),
    ),
  ];
  const conditional = rules.flatMap(({ condition, applies }) =>
    applies === null
      ? []
      : [
          {
            rule: conditions.push(lower(condition)) - 1,
            applies: conditions.push(lower(applies)) - 1,
          },
        ],
  );
  const program = createProgram(facts.store, conditions);
  return { program, truths: conditions.map(() => 0), conditional };
}

/** What the live orders of all markets reserve, those of `at` with the one under check. */
function reservedBy(
  bound: 'reservedMost' | 'reservedLeast',
  at: MarketTerms,
  slots: OrderSlots,
  markets: readonly MarketTerms[],
): Term {
  return total(
    markets.map((each) => {
      const leverage = Math.min(each.venueLeverage, each.market.leverage);
      return divide(each === at ? slots[bound] : each.slots[bound], constant(leverage));
    }),
  );
}

/** The windows of `order.duplicates`, wherever the rules read it. */
function duplicateWindows(rules: readonly CompiledRule[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { condition, applies } of rules) {
    for (const each of [condition, applies]) {
      if (each === null) continue;
      lowerCondition(
        each,
        (leaf) => {
          const isIt = leaf.kind === 'measure' && leaf.name === 'order.duplicates';
          if (isIt && leaf.windowMs !== undefined) found.add(leaf.windowMs);
          return { kind: 'constant', value: ZERO };
        },
        number,
      );
    }
  }
  return found;
}
