/** An engine's state in which an account stands as it is described, every feed just heard. */
import { decimal, type Money, type Price, type Ratio, type Size } from '../base/index.js';
import { type TimeMs, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { createEngine, type EngineEvent, type EngineState } from '../engine/index.js';
import type { AccountReport, Instrument, OpenOrder, PositionReport } from '../market/index.js';

export interface MarketFacts {
  readonly mark: Price;
  /** Null: as the mark. */
  readonly oracle: Price | null;
  /** Null: a hair from the mark, which no rule on the spread minds. */
  readonly bid: Price | null;
  readonly ask: Price | null;
  /** Hourly. */
  readonly fundingRate: Ratio;
}

export interface PositionFacts {
  readonly coin: string;
  /** Signed contracts, not 0. */
  readonly size: Size;
  /** Null: entered at mark. */
  readonly entryPrice: Price | null;
  /** The venue's word; null: reckoned by the margin tiers. */
  readonly liquidationPrice: Price | null;
}

type Anchors = EngineState['books'][string]['anchors'];

/** What is left out stands at the equity: the day has just begun, and there was none higher. */
export type AnchorFacts = Partial<
  Pick<
    Anchors,
    | 'dayStartBalance'
    | 'dayStartEquity'
    | 'dayPeakEquity'
    | 'peakBalance'
    | 'peakEquity'
    | 'peakDayEndBalance'
    | 'peakDayEndEquity'
  >
>;

export interface AccountFacts {
  readonly at: TimeMs;
  /** Cash plus all open profit. */
  readonly equity: Money;
  /** A market that is not in it has no mark: what hangs on one is unknown. */
  readonly markets: ReadonlyMap<string, MarketFacts>;
  readonly positions: readonly PositionFacts[];
  readonly orders: readonly OpenOrder[];
  readonly anchors: AnchorFacts;
  readonly consecutiveLosses: number;
  readonly consecutiveErrors: number;
}

const RUN_ID = 'e'.repeat(16);
const HALF_SPREAD = decimal('0.0001');
const DEEP = decimal(1_000_000);

/** One policy's engine without its rules and quotes: what is so, not what it would do about it. */
export interface Scene {
  readonly policy: CompiledPolicy;
  readonly instruments: readonly Instrument[];
  /** No rule has been judged in it yet. */
  situate(facts: AccountFacts): EngineState;
  /** The same state with another mark in one market; the book follows it. */
  moveMark(state: EngineState, coin: string, mark: Price): EngineState;
}

/** `instruments` are those of the policy's markets. */
export function createScene(policy: CompiledPolicy, instruments: readonly Instrument[]): Scene {
  const engine = createEngine(withoutJudgement(policy));
  const hear = (state: EngineState, events: readonly EngineEvent[]): EngineState =>
    events.reduce<EngineState>((before, event) => engine.step(before, event).state, state);
  return {
    policy,
    instruments,
    situate: (facts) => {
      const state = hear(engine.initialState, eventsOf(policy, facts, instruments));
      const { consecutiveErrors, consecutiveLosses } = facts;
      const balance = state.account.balance ?? facts.equity;
      const books = Object.entries(state.books).map(([key, book]) => {
        return [key, { ...book, anchors: anchorsOf(book.anchors, balance, facts) }] as const;
      });
      const lossStreak = { before: consecutiveLosses, latest: [] };
      return { ...state, books: Object.fromEntries(books), consecutiveErrors, lossStreak };
    },
    moveMark: (state, coin, mark) => {
      const market = { mark, oracle: null, bid: null, ask: null, fundingRate: ZERO };
      return hear(state, marketEvents(coin, market, state.at));
    },
  };
}

function eventsOf(
  policy: CompiledPolicy,
  facts: AccountFacts,
  instruments: readonly Instrument[],
): readonly EngineEvent[] {
  const { at, orders: openOrders } = facts;
  const feeRates = { maker: ZERO, taker: ZERO };
  return [
    { kind: 'sessionStarted', at, runId: RUN_ID, instruments, feeRates },
    ...[...facts.markets].flatMap(([coin, market]) => marketEvents(coin, market, at)),
    { kind: 'reconciled', at, account: reportOf(policy, facts), openOrders, fills: [] },
  ];
}

function withoutJudgement(policy: CompiledPolicy): CompiledPolicy {
  return {
    ...policy,
    rules: [],
    markets: policy.markets.map((market) => ({ ...market, quote: null })),
  };
}

function marketEvents(coin: string, market: MarketFacts, at: TimeMs): readonly EngineEvent[] {
  const { mark, fundingRate } = market;
  const bid = market.bid ?? mark.times(decimal(1).minus(HALF_SPREAD));
  const ask = market.ask ?? mark.times(decimal(1).plus(HALF_SPREAD));
  return [
    { kind: 'contextChanged', at, coin, mark, oracle: market.oracle ?? mark, fundingRate },
    {
      kind: 'topChanged',
      at,
      coin,
      bid: { price: bid, size: DEEP },
      ask: { price: ask, size: DEEP },
      venueTime: at,
    },
  ];
}

function reportOf(policy: CompiledPolicy, facts: AccountFacts): AccountReport {
  const positions = facts.positions.map((held): PositionReport => {
    const market = policy.markets.find(({ coin }) => coin === held.coin);
    const leverage = market?.leverage ?? 1;
    const entry = held.entryPrice ?? facts.markets.get(held.coin)?.mark ?? ZERO;
    const mark = facts.markets.get(held.coin)?.mark ?? entry;
    return {
      coin: held.coin,
      size: held.size,
      entryPrice: entry,
      leverage,
      marginMode: market?.marginMode ?? 'cross',
      liquidationPrice: held.liquidationPrice,
      marginUsed: held.size.abs().times(mark).div(leverage),
      unrealizedPnl: held.size.times(mark.minus(entry)),
    };
  });
  const marginUsed = positions.reduce<Money>((sum, each) => sum.plus(each.marginUsed), ZERO);
  const { at: time, equity } = facts;
  return { time, equity, marginUsed, maintenanceMargin: ZERO, positions };
}

function anchorsOf(
  anchors: Anchors,
  balance: Money,
  { equity, anchors: given }: AccountFacts,
): Anchors {
  const dayStartBalance = given.dayStartBalance ?? balance;
  const dayStartEquity = given.dayStartEquity ?? equity;
  return {
    ...anchors,
    dayStartBalance,
    dayStartEquity,
    dayPeakEquity: given.dayPeakEquity ?? highest(dayStartEquity, equity),
    peakBalance: given.peakBalance ?? highest(dayStartBalance, balance),
    peakEquity: given.peakEquity ?? highest(dayStartEquity, equity),
    peakDayEndBalance: given.peakDayEndBalance ?? dayStartBalance,
    peakDayEndEquity: given.peakDayEndEquity ?? dayStartEquity,
  };
}

function highest(a: Money, b: Money): Money {
  return a.gt(b) ? a : b;
}
