/** The risk manager of a policy: the engine's judgement of orders that somebody else sends. */
import { Decimal, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { type Decision, type EngineEvent, type EngineState, takeOrder } from '../engine/index.js';
import type { Instrument } from '../market/index.js';
import { referenceInstruments } from '../simulator/index.js';
import { createExactDesk, type ExactDesk } from './exact-desk.js';
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
import { Verdict } from './verdict.js';

/**
 * Judges orders by `policy`: the same rules, states and latches as the engine that quotes.
 * Throws a `RangeError` for a market whose lots and margin tiers are neither given nor known.
 */
export function createRiskManager(
  policy: CompiledPolicy,
  options: RiskManagerOptions = {},
): RiskManager {
  const instruments = policy.markets.map(({ coin }) => instrumentOf(coin, options.instruments));
  return new Manager(policy, createExactDesk(policy, instruments, options.at ?? 0));
}

const NO_DECISIONS: readonly Decision[] = [];

class Manager implements RiskManager {
  readonly policy: CompiledPolicy;
  readonly #desk: ExactDesk;
  #state: EngineState;
  #isAccountKnown = false;
  #nextOrderId = 1;

  constructor(policy: CompiledPolicy, desk: ExactDesk) {
    this.policy = policy;
    this.#desk = desk;
    this.#state = desk.initialState;
  }

  checkOrder(draft: OrderDraft, at?: TimeMs): OrderVerdict {
    return this.#judge(draft, at, true);
  }

  judgeOrder(draft: OrderDraft, at?: TimeMs): OrderVerdict {
    return this.#judge(draft, at, false);
  }

  updateAccount(update: Parameters<RiskManager['updateAccount']>[0], at?: TimeMs) {
    const now = this.#time(at);
    const account = readAccount(update, this.policy, this.#state, now);
    if (this.#isAccountKnown) return this.#hear({ kind: 'accountReported', at: now, account });
    this.#isAccountKnown = true;
    return this.#hear({ kind: 'reconciled', at: now, account, openOrders: [], fills: [] });
  }

  updatePrice(coin: string, price: Parameters<RiskManager['updatePrice']>[1], at?: TimeMs) {
    const update: PriceUpdate = isUpdate(price) ? price : { mark: price };
    return readPrice(coin, update, this.#time(at)).flatMap((event) => this.#hear(event));
  }

  updateFromFill(fill: Parameters<RiskManager['updateFromFill']>[0], at?: TimeMs) {
    const now = this.#time(at);
    return this.#hear({ kind: 'orderFilled', at: now, fill: readFill(fill, now) });
  }

  recordSuccess(orderId = 0, at?: TimeMs) {
    const clientOrderId = clientOrderIdOf(orderId);
    return this.#hear({ kind: 'orderAccepted', at: this.#time(at), clientOrderId, orderId });
  }

  recordError(orderId?: number, at?: TimeMs) {
    const now = this.#time(at);
    if (orderId === undefined) {
      const ids = { orderId: null, clientOrderId: null };
      return this.#hear({ kind: 'cancelOutcomeUnknown', at: now, ...ids, reason: 'failed' });
    }
    const clientOrderId = clientOrderIdOf(orderId);
    return this.#hear({ kind: 'orderRejected', at: now, clientOrderId, reason: 'refused' });
  }

  recordTimeout(orderId: number, at?: TimeMs) {
    const now = this.#time(at);
    const clientOrderId = clientOrderIdOf(orderId);
    return this.#hear({ kind: 'orderOutcomeUnknown', at: now, clientOrderId, reason: 'no reply' });
  }

  recordCancel(orderId: number, at?: TimeMs) {
    const order = this.#state.orders.orders.find((each) => each.orderId === orderId);
    const [coin, status] = [order?.coin ?? '', 'canceled'];
    const now = this.#time(at);
    return this.#hear({ kind: 'orderClosed', at: now, coin, orderId, clientOrderId: null, status });
  }

  tick(at: TimeMs) {
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
    return Object.values(this.#state.positions).map((position) => {
      const { coin, size, entryPrice, realizedPnl, fees } = position;
      const mark = this.#state.markets[coin]?.mark ?? null;
      const unrealizedPnl =
        mark === null || entryPrice === null ? null : size.times(mark.minus(entryPrice));
      return { coin, size, entryPrice, realizedPnl, unrealizedPnl, fees };
    });
  }

  status() {
    return this.#desk.engine.view(this.#state);
  }

  #judge(draft: OrderDraft, at: TimeMs | undefined, isSent: boolean): OrderVerdict {
    const now = this.#time(at);
    const decisions = now > this.#state.at ? this.tick(now) : NO_DECISIONS;
    const state = this.#state;
    const mark = state.markets[draft.coin]?.mark ?? null;
    const order = readOrder(draft, this.policy, mark);
    const { inspector } = this.#desk;
    const { size, reducingSize, denials } = { ...order, ...inspector.judgeOrder(state, order) };
    const isAllowed = denials.length === 0;
    const orderId = isAllowed && isSent ? this.#nextOrderId++ : null;
    if (orderId !== null) {
      const reduceOnly = reducingSize.eq(size);
      const clientOrderId = clientOrderIdOf(orderId);
      this.#state = takeOrder(state, { ...order, orderId, clientOrderId, reduceOnly });
    }
    return new Verdict({
      inspector,
      order: () => order,
      state: () => state,
      isAllowed,
      orderId,
      decisions,
    });
  }

  #hear(event: EngineEvent): readonly Decision[] {
    const { state, decisions } = this.#desk.engine.step(this.#state, event);
    this.#state = state;
    return decisions;
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
    return at ?? this.#state.at;
  }
}

function clientOrderIdOf(orderId: number): string {
  return `risk-${orderId}`;
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
