/** The risk manager of a policy: the engine's judgement of orders that somebody else sends. */
import { Decimal, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { type Decision, type EngineEvent, type EngineState, takeOrder } from '../engine/index.js';
import type { Instrument } from '../market/index.js';
import { referenceInstruments } from '../simulator/index.js';
import { createExactDesk, type ExactDesk } from './exact-desk.js';
import { FastDesk } from './fast-desk.js';
import { clientOrderIdOf } from './quiet-news.js';
import { readAccount, readFill, readOrder, readPrice } from './read-input.js';
import type {
  BreakerReset,
  Figure,
  OrderDraft,
  OrderVerdict,
  PositionView,
  PriceUpdate,
  RiskManager,
  RiskManagerOptions,
} from './risk-verbs.js';
import { type JudgedOrder, type ReadOrder, Verdict } from './verdict.js';

/**
 * Judges orders by `policy`: the same rules, states and latches as the engine that quotes.
 * Throws a `RangeError` for a market whose lots and margin tiers are neither given nor known.
 */
export function createRiskManager(
  policy: CompiledPolicy,
  options: RiskManagerOptions = {},
): RiskManager {
  const instruments = policy.markets.map(({ coin }) => instrumentOf(coin, options.instruments));
  const desk = createExactDesk(policy, instruments, options.at ?? 0);
  return new Manager(policy, desk, options);
}

const NO_DECISIONS: readonly Decision[] = [];
const POSITION_NEWS: ReadonlySet<Decision['kind']> = new Set([
  'positionChanged',
  'positionRestated',
  'positionClosed',
]);

class Manager implements RiskManager {
  readonly policy: CompiledPolicy;
  readonly #desk: ExactDesk;
  /** Null where decimals decide everything. */
  readonly #fast: FastDesk | null;
  readonly #withoutPositionNews: boolean;
  #state: EngineState;
  #isAccountKnown = false;
  #nextOrderId = 1;

  constructor(policy: CompiledPolicy, desk: ExactDesk, options: RiskManagerOptions) {
    const { isDecimalOnly = false, withoutPositionNews = false } = options;
    this.policy = policy;
    this.#desk = desk;
    this.#state = desk.initialState;
    this.#withoutPositionNews = withoutPositionNews;
    this.#fast = isDecimalOnly
      ? null
      : new FastDesk(policy, desk, desk.initialState, withoutPositionNews);
  }

  checkOrder(draft: OrderDraft, at?: TimeMs): OrderVerdict {
    return this.#judge(draft, at, true);
  }

  judgeOrder(draft: OrderDraft, at?: TimeMs): OrderVerdict {
    return this.#judge(draft, at, false);
  }

  updateAccount(update: Parameters<RiskManager['updateAccount']>[0], at?: TimeMs) {
    const now = this.#time(at);
    if (this.#fast?.absorbReport(update, now) === true) return NO_DECISIONS;
    const account = readAccount(update, this.policy, this.#current(), now);
    if (this.#isAccountKnown) return this.#hear({ kind: 'accountReported', at: now, account });
    this.#isAccountKnown = true;
    return this.#hear({ kind: 'reconciled', at: now, account, openOrders: [], fills: [] });
  }

  updatePrice(coin: string, price: Parameters<RiskManager['updatePrice']>[1], at?: TimeMs) {
    const now = this.#time(at);
    const update: PriceUpdate = isUpdate(price) ? price : { mark: price };
    const { mark, oracle = mark, bid, ask } = update;
    if (bid === undefined && ask === undefined && mark !== undefined && oracle !== undefined) {
      const market = this.#fast?.marketOf(coin) ?? -1;
      if (market >= 0 && this.#fast?.absorbPrice(market, mark, oracle, now) === true) {
        return NO_DECISIONS;
      }
    }
    return readPrice(coin, update, now).flatMap((event) => this.#hear(event));
  }

  updateFromFill(fill: Parameters<RiskManager['updateFromFill']>[0], at?: TimeMs) {
    const now = this.#time(at);
    const news = this.#fast?.absorbFill(fill, now) ?? null;
    if (news !== null) return this.#told(news);
    return this.#hear({ kind: 'orderFilled', at: now, fill: readFill(fill, now) });
  }

  recordSuccess(orderId = 0, at?: TimeMs) {
    const news = this.#pass(at);
    if (this.#fast?.absorbSuccess(orderId) === true) return news;
    const now = this.#time(at);
    const clientOrderId = clientOrderIdOf(orderId);
    return [...news, ...this.#hear({ kind: 'orderAccepted', at: now, clientOrderId, orderId })];
  }

  recordError(orderId?: number, at?: TimeMs) {
    const news = this.#pass(at);
    const now = this.#time(at);
    const ids = { orderId: null, clientOrderId: null };
    const event: EngineEvent =
      orderId === undefined
        ? { kind: 'cancelOutcomeUnknown', at: now, ...ids, reason: 'failed' }
        : {
            kind: 'orderRejected',
            at: now,
            clientOrderId: clientOrderIdOf(orderId),
            reason: 'refused',
          };
    return [...news, ...this.#hear(event)];
  }

  recordTimeout(orderId: number, at?: TimeMs) {
    const news = this.#pass(at);
    const [now, clientOrderId] = [this.#time(at), clientOrderIdOf(orderId)];
    const reason = 'no reply';
    return [
      ...news,
      ...this.#hear({ kind: 'orderOutcomeUnknown', at: now, clientOrderId, reason }),
    ];
  }

  recordCancel(orderId: number, at?: TimeMs) {
    const news = this.#pass(at);
    if (this.#fast?.absorbCancel(orderId) === true) return news;
    const order = this.#current().orders.orders.find((each) => each.orderId === orderId);
    const event: EngineEvent = {
      kind: 'orderClosed',
      at: this.#time(at),
      coin: order?.coin ?? '',
      orderId,
      clientOrderId: null,
      status: 'canceled',
    };
    return [...news, ...this.#hear(event)];
  }

  hear(event: EngineEvent) {
    const mayTrade = event.kind === 'orderFilled' || event.kind === 'reconciled';
    if (mayTrade) this.#fast?.forgetTrades();
    return this.#hear(event);
  }

  tick(at: TimeMs) {
    if (this.#fast?.absorbTick(at) === true) return NO_DECISIONS;
    return this.#hear({ kind: 'clockTicked', at });
  }

  tripBreaker(reason: string, at?: TimeMs) {
    return this.#hear({ kind: 'operatorCommanded', at: this.#time(at), command: 'pause', reason });
  }

  resetBreaker(at?: TimeMs): BreakerReset {
    return this.#command('resume', 'breaker reset', at);
  }

  rearm(reason: string, at?: TimeMs): BreakerReset {
    return this.#command('re-arm', reason, at);
  }

  positions(): readonly PositionView[] {
    const { positions, markets } = this.#current();
    return Object.values(positions).map((position) => {
      const { coin, size, entryPrice, realizedPnl, fees } = position;
      const mark = markets[coin]?.mark ?? null;
      const unrealizedPnl =
        mark === null || entryPrice === null ? null : size.times(mark.minus(entryPrice));
      return { coin, size, entryPrice, realizedPnl, unrealizedPnl, fees };
    });
  }

  status() {
    return this.#desk.engine.view(this.#current());
  }

  #judge(draft: OrderDraft, at: TimeMs | undefined, isSent: boolean): OrderVerdict {
    const decisions = this.#pass(at);
    const quick = this.#judgeFast(draft, isSent, decisions);
    if (quick !== null) return quick;
    const state = this.#current();
    const mark = state.markets[draft.coin]?.mark ?? null;
    const order = readOrder(draft, this.policy, mark);
    const { inspector } = this.#desk;
    const { reducingSize, denials } = inspector.judgeOrder(state, order);
    const isAllowed = denials.length === 0;
    const orderId = isAllowed && isSent ? this.#nextOrderId++ : null;
    if (orderId !== null) this.#take(state, order, orderId, reducingSize.eq(order.size));
    return new Verdict(inspector, order, { recall: () => state }, 0, isAllowed, orderId, decisions);
  }

  /** Null where the engine has to say. */
  #judgeFast(
    draft: OrderDraft,
    isSent: boolean,
    decisions: readonly Decision[],
  ): OrderVerdict | null {
    const fast = this.#fast;
    const { coin, side, price, size } = draft;
    if (fast === null || price === undefined) return null;
    const judgement = fast.judge(coin, side, price, size);
    if (judgement === 'undecided') return null;
    const isAllowed = judgement !== 'denied';
    const orderId = isAllowed && isSent ? this.#nextOrderId++ : null;
    const { tape } = fast;
    const moment = tape.length;
    if (orderId !== null) fast.send(orderId, judgement === 'reducing');
    const { inspector } = this.#desk;
    const judged = draft as JudgedOrder;
    return new Verdict(inspector, judged, tape, moment, isAllowed, orderId, decisions);
  }

  #take(state: EngineState, order: ReadOrder, orderId: number, reduceOnly: boolean): void {
    const clientOrderId = clientOrderIdOf(orderId);
    this.#state = takeOrder(state, { ...order, orderId, clientOrderId, reduceOnly });
    if (!reduceOnly) this.#fast?.note(order, state.at);
    this.#fast?.load(this.#state);
  }

  /** Time passes up to what is told next. */
  #pass(at: TimeMs | undefined): readonly Decision[] {
    return at === undefined || at <= this.#now() ? NO_DECISIONS : this.tick(at);
  }

  #hear(event: EngineEvent): readonly Decision[] {
    const { state, decisions } = this.#desk.engine.step(this.#current(), event);
    this.#state = state;
    this.#fast?.load(state);
    return this.#told(decisions);
  }

  #told(decisions: readonly Decision[]): readonly Decision[] {
    if (!this.#withoutPositionNews || decisions.length === 0) return decisions;
    return decisions.filter(({ kind }) => !POSITION_NEWS.has(kind));
  }

  #current(): EngineState {
    return this.#fast?.now() ?? this.#state;
  }

  #now(): TimeMs {
    return this.#fast?.at ?? this.#state.at;
  }

  #command(command: 'resume' | 're-arm', reason: string, at?: TimeMs): BreakerReset {
    const decisions = this.#hear({
      kind: 'operatorCommanded',
      at: this.#time(at),
      command,
      reason,
    });
    const refused = decisions.find((decision) => decision.kind === 'operatorRefused');
    return refused === undefined ? { isReset: true } : { isReset: false, reason: refused.reason };
  }

  #time(at: TimeMs | undefined): TimeMs {
    return at ?? this.#now();
  }
}

function isUpdate(price: Figure | PriceUpdate): price is PriceUpdate {
  return typeof price === 'object' && !(price instanceof Decimal);
}

function instrumentOf(coin: string, given: readonly Instrument[] = []): Instrument {
  const instrument = [...given, ...referenceInstruments].find((each) => each.coin === coin);
  if (instrument === undefined) {
    throw new RangeError(
      `the lots and margin tiers of ${coin} are not known: pass \`instruments\``,
    );
  }
  return instrument;
}
