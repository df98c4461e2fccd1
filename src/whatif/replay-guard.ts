/** Holds a replay to a policy: the engine of the live loop, told of every look and every fill. */
import { assertInvariant, type Decimal, decimal, type TimeMs, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision } from '../engine/index.js';
import type { Instrument, OrderRequest, Side } from '../market/index.js';
import { createRiskManager, type OrderVerdict, type RiskManager } from '../risk/index.js';
import { referenceInstruments } from '../simulator/index.js';
import { DecimalGrid } from './decimal-grid.js';
import type { MarketTape } from './market-tape.js';
import { readsBook } from './reads-book.js';
import type { ReplayOrder, ReplayTrade, Travelling } from './replay-order.js';
import { VenueBooks } from './venue-books.js';

/** A policy to be kept to, and who hears what comes of it. */
export interface ReplayPolicy {
  /** Of one market, which is that of the tape. */
  readonly policy: CompiledPolicy;
  /** USD at the start; the policy's `initial-balance` where it is left out. */
  readonly equity?: number;
  /** Its margin tiers; left out, those of the embedded venue. Lots are the tape's. */
  readonly instrument?: Instrument;
  /** Every decision by decimals: the same answers, slower. */
  readonly isDecimalOnly?: boolean;
  /** Each order that the maker wanted to send. `at`: ms since the epoch. */
  readonly onVerdict?: (verdict: OrderVerdict, at: TimeMs) => void;
  /** Trips, releases, states and commands, in order. */
  readonly onDecision?: (decision: Decision) => void;
}

/** What came of a policy. */
export interface EnforcedTally {
  /** Orders that the maker wanted to send, and those that were not sent. */
  readonly judged: number;
  readonly denied: number;
  /** Orders that the policy took back, and those that it sent to flatten. */
  readonly withdrawn: number;
  readonly flattened: number;
  /** Rules that tripped, each time they did. */
  readonly trips: number;
}

/** Of the value traded. */
export interface ReplayFees {
  readonly makerFee: number;
  readonly takerFee?: number;
}

/** The ways from the policy to the exchange. */
export interface GuardPort {
  /** Does nothing where a cancel is under way. */
  withdraw(order: ReplayOrder): void;
  flatten(side: Side, tick: number, size: number): ReplayOrder;
}

/** As often as a venue is asked for the account, unless the policy wants it fresher. */
const REPORT_EVERY_MS = 10_000;
const NS_PER_MS = 1_000_000;
/** The venue's books keep USD to so many decimals. */
const MONEY_DECIMALS = 8;
/** Of the average price of what was taken at several levels. */
const AVERAGE_DIGITS = 12;

export class ReplayGuard {
  readonly #options: ReplayPolicy;
  readonly #risk: RiskManager;
  readonly #port: GuardPort;
  readonly #fees: ReplayFees;
  readonly #coin: string;
  readonly #prices: DecimalGrid;
  readonly #sizes: DecimalGrid;
  readonly #originMs: number;
  readonly #originRestNs: number;
  readonly #readsBook: boolean;
  readonly #reportEveryMs: number;
  readonly #equity: number;
  readonly #books: VenueBooks;
  /** Numbers that the risk manager knows the maker's orders by, and the orders by their numbers. */
  readonly #numbers = new Map<ReplayOrder, number>();
  readonly #orders = new Map<number, ReplayOrder>();
  /** Orders that the policy sent itself, by the names that the engine gave them, until heard of. */
  readonly #flattening = new Map<ReplayOrder, string>();
  #reportedAt = Number.NEGATIVE_INFINITY;
  #trades = 0;
  #judged = 0;
  #denied = 0;
  #withdrawn = 0;
  #flattened = 0;
  #trips = 0;

  /** Throws `RangeError` for a policy that this market cannot be held to. */
  constructor(tape: MarketTape, fees: ReplayFees, options: ReplayPolicy, port: GuardPort) {
    const { policy, isDecimalOnly = false } = options;
    const [market] = policy.markets;
    if (market === undefined || policy.markets.length > 1) {
      throw new RangeError(`a tape is one market, and ${policy.name} is of more or of none`);
    }
    const equity = options.equity ?? policy.account.initialBalance?.toNumber();
    if (equity === undefined) {
      throw new RangeError(`${policy.name} has no \`initial-balance\`: pass \`equity\``);
    }
    if (fees.takerFee === undefined && policy.rules.some(({ flatten }) => flatten)) {
      throw new RangeError(`${policy.name} may flatten, which takes: it needs a takerFee`);
    }
    this.#options = options;
    this.#port = port;
    this.#fees = fees;
    this.#coin = market.coin;
    this.#prices = new DecimalGrid(tape.tickSize);
    this.#sizes = new DecimalGrid(tape.lotSize);
    this.#originMs = Number(tape.originNs / BigInt(NS_PER_MS));
    this.#originRestNs = Number(tape.originNs % BigInt(NS_PER_MS));
    this.#readsBook = readsBook(policy);
    const { account, stream } = policy.staleAfter;
    this.#reportEveryMs = Math.min(REPORT_EVERY_MS, account / 2, stream / 2);
    this.#equity = equity;
    const instruments = [instrumentOf(options.instrument, market.coin, this.#sizes.decimals)];
    const at = this.#timeOf(tape.receivedNs[0] ?? 0);
    const withoutPositionNews = options.onDecision === undefined;
    const manner = { isDecimalOnly, withoutPositionNews };
    this.#risk = createRiskManager(policy, { instruments, at, ...manner });
    this.#books = new VenueBooks(equity, this.#prices, this.#sizes);
    this.#obey(this.#risk.updateAccount({ equity, positions: [] }, at));
  }

  get tally(): EnforcedTally {
    const [judged, denied, withdrawn] = [this.#judged, this.#denied, this.#withdrawn];
    return { judged, denied, withdrawn, flattened: this.#flattened, trips: this.#trips };
  }

  /** The market as the maker sees it now; the mark is its mid. A side that is empty tells none. */
  look(nowNs: number, bidTick: number, askTick: number): void {
    const at = this.#timeOf(nowNs);
    const isKnown = Number.isFinite(bidTick) && Number.isFinite(askTick);
    if (!isKnown) {
      this.#obey(this.#risk.tick(at));
    } else if (this.#readsBook) {
      const [bid, ask] = [this.#at(bidTick), this.#at(askTick)];
      const mark = this.#at((bidTick + askTick) / 2);
      this.#obey(this.#risk.updatePrice(this.#coin, { mark, bid, ask }, at));
    } else {
      this.#obey(this.#risk.updatePrice(this.#coin, this.#at((bidTick + askTick) / 2), at));
    }
    if (isKnown && at - this.#reportedAt >= this.#reportEveryMs) {
      this.#report(at, (bidTick + askTick) / 2);
    }
  }

  /** Whether the order may go; where it may, it counts from now on. */
  admit(order: ReplayOrder, nowNs: number): boolean {
    const { side, tick, size } = order;
    if (!this.#sizes.holds(size)) {
      throw new RangeError(`under a policy an order is of whole lots, and ${size} is not`);
    }
    const at = this.#timeOf(nowNs);
    const price = this.#at(tick);
    const verdict = this.#risk.checkOrder({ coin: this.#coin, side, price, size }, at);
    this.#judged += 1;
    this.#obey(verdict.decisions);
    this.#options.onVerdict?.(verdict, at);
    const { orderId } = verdict;
    if (orderId === null) {
      this.#denied += 1;
      return false;
    }
    this.#numbers.set(order, orderId);
    this.#orders.set(orderId, order);
    return true;
  }

  /** What the exchange said of an order, as it is heard. */
  hear({ order, news, at: atNs, trade }: Travelling): void {
    const at = this.#timeOf(atNs);
    const number = this.#numbers.get(order) ?? this.#nameFlatten(order, at);
    if (trade !== null) this.#hearTrade(order, trade, number, at);
    if (news === 'traded') return;
    if (news === 'open') return this.#obey(this.#risk.recordSuccess(number, at));
    // What came too late to rest, or found nothing to take, did its duty: no error of ours.
    if (news !== 'filled') this.#obey(this.#risk.recordCancel(number, at));
    this.#numbers.delete(order);
    this.#orders.delete(number);
  }

  #hearTrade(order: ReplayOrder, trade: ReplayTrade, orderId: number, at: TimeMs): void {
    const { isTaker, value } = trade;
    const { makerFee, takerFee = 0 } = this.#fees;
    const lots = this.#sizes.nearest(trade.size);
    const size = this.#sizes.at(lots);
    const fill = {
      tradeId: ++this.#trades,
      coin: this.#coin,
      side: order.side,
      price: isTaker ? Number((value / size).toPrecision(AVERAGE_DIGITS)) : this.#at(order.tick),
      size,
      fee: Number((value * (isTaker ? takerFee : makerFee)).toFixed(MONEY_DECIMALS)),
      orderId,
    };
    this.#books.trade(order.side, isTaker ? null : order.tick, lots, fill.fee);
    this.#obey(this.#risk.updateFromFill(fill, at));
  }

  /** The engine knows its own orders by their names, until it is told a number. */
  #nameFlatten(order: ReplayOrder, at: TimeMs): number {
    const clientOrderId = this.#flattening.get(order);
    assertInvariant(
      clientOrderId !== undefined,
      `order ${order.id} is the maker's or the policy's`,
    );
    const number = -order.id;
    this.#flattening.delete(order);
    this.#numbers.set(order, number);
    this.#orders.set(number, order);
    this.#obey(this.#risk.hear({ kind: 'orderAccepted', at, clientOrderId, orderId: number }));
    return number;
  }

  /** The venue's word on what our fills have made. `tick`: of the mark. */
  #report(at: TimeMs, tick: number): void {
    this.#reportedAt = at;
    const equity = this.#books.equityAt(tick) ?? this.#equityByFills();
    this.#obey(this.#risk.updateAccount({ equity }, at));
  }

  #equityByFills(): Decimal {
    return this.#risk.positions().reduce(
      (sum, { realizedPnl, unrealizedPnl, fees }) =>
        sum
          .plus(realizedPnl)
          .plus(unrealizedPnl ?? ZERO)
          .minus(fees),
      decimal(this.#equity),
    );
  }

  #obey(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      this.#options.onDecision?.(decision);
      if (decision.kind === 'ruleTripped') this.#trips += 1;
      else if (decision.kind === 'cancelOrder') this.#withdraw(decision.orderId);
      else if (decision.kind === 'submitOrder') this.#flatten(decision.order);
    }
  }

  #withdraw(orderId: number | null): void {
    const order = orderId === null ? undefined : this.#orders.get(orderId);
    if (order === undefined || order.isCancelRequested) return;
    this.#withdrawn += 1;
    this.#port.withdraw(order);
  }

  /** The engine's price is a limit: the tape's tick within it. */
  #flatten({ side, price, size, clientOrderId }: OrderRequest): void {
    const ticks = price.div(this.#at(1));
    const tick = (side === 'buy' ? ticks.floor() : ticks.ceil()).toNumber();
    this.#flattened += 1;
    this.#flattening.set(this.#port.flatten(side, tick, size.toNumber()), clientOrderId);
  }

  #at(tick: number): number {
    return this.#prices.at(tick);
  }

  #timeOf(ns: number): TimeMs {
    return this.#originMs + Math.floor((ns + this.#originRestNs) / NS_PER_MS);
  }
}

function instrumentOf(given: Instrument | undefined, coin: string, sizeDecimals: number) {
  const instrument = given ?? referenceInstruments.find((each) => each.coin === coin);
  if (instrument === undefined) {
    throw new RangeError(`the margin tiers of ${coin} are not known: pass \`instrument\``);
  }
  return { ...instrument, coin, sizeDecimals };
}
