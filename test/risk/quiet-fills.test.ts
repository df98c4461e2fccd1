/** Goal: what fills and reports come to without a judgement is what the engine comes to with one. */
import { expect, it } from 'vitest';
import {
  type Decision,
  type EngineEvent,
  type EngineState,
  takeOrder,
} from '../../src/engine/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { createExactDesk, type ExactDesk } from '../../src/risk/exact-desk.js';
import { FastDesk } from '../../src/risk/fast-desk.js';
import { clientOrderIdOf } from '../../src/risk/quiet-news.js';
import { readAccount, readFill, readOrder, readPrice } from '../../src/risk/read-input.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { Dice } from '../soak/dice.js';
import { AT, riskPolicy } from './risk-kit.js';

const RULES = `limit order-size order.notional <= $40_000
limit order-rate orders <= 900 per 1s
limit no-duplicates order.duplicates <= 3 per 50ms
reduce-only near-liquidation when liquidation_buffer < 0.2 until >= 0.3
reduce-only large when position_value > $40_000 until < $30_000
pause losing when consecutive_losses >= 3 until 1s later
kill drawdown when equity < peak_equity - $900`;
/** What only the engine tells exactly: no fill waits for it. */
const ON_PEAKS = `
alert peak when balance < peak_balance - $30`;
const EVENTS = 500;
const COINS: ReadonlySet<string> = new Set(['BTC', 'HYPE']);

/** One engine that judges everything, and a desk that takes in what it can without it. */
class Twins {
  readonly policy: CompiledPolicy;
  readonly #desk: ExactDesk;
  readonly fast: FastDesk;
  exact: EngineState;
  orders = 0;
  /** Whether the engine may hear of fills later: then it is asked now and then. */
  readonly #isPatient: boolean;
  #events = 0;

  constructor(isPatient: boolean) {
    this.#isPatient = isPatient;
    this.policy = riskPolicy(isPatient ? RULES : RULES + ON_PEAKS);
    const instruments = referenceInstruments.filter(({ coin }) => COINS.has(coin));
    this.#desk = createExactDesk(this.policy, instruments, AT);
    this.exact = this.#desk.initialState;
    this.fast = new FastDesk(this.policy, this.#desk, this.#desk.initialState, isPatient);
  }

  /** `absorb` tells what the desk came to by itself; null where the engine had to. */
  tell(event: EngineEvent, absorb: () => readonly Decision[] | null): boolean {
    const { state, decisions } = this.#desk.engine.step(this.exact, event);
    this.exact = state;
    const absorbed = absorb();
    if (absorbed === null) {
      const step = this.#desk.engine.step(this.fast.now(), event);
      this.fast.load(step.state);
      agree(event.kind, step.decisions, decisions);
    } else {
      const told = this.#isPatient ? [] : absorbed;
      agree(event.kind, told, this.#isPatient ? decisions.filter(isOfRules) : decisions);
    }
    this.compare();
    return absorbed !== null;
  }

  send(side: 'buy' | 'sell', price: number, size: number): number | null {
    const order = readOrder({ coin: 'BTC', side, price, size }, this.policy, null);
    const { denials, reducingSize } = this.#desk.inspector.judgeOrder(this.exact, order);
    const judgement = this.fast.judge('BTC', side, price, size);
    if (judgement !== 'undecided') agree('order', judgement !== 'denied', denials.length === 0);
    if (denials.length > 0) return null;
    const orderId = ++this.orders;
    const reduceOnly = reducingSize.eq(order.size);
    const taken = { ...order, orderId, clientOrderId: clientOrderIdOf(orderId), reduceOnly };
    this.exact = takeOrder(this.exact, taken);
    if (judgement === 'undecided') {
      const before = this.fast.now();
      if (!reduceOnly) this.fast.note(order, before.at);
      this.fast.load(takeOrder(before, taken));
    } else {
      this.fast.send(orderId, reduceOnly);
    }
    this.compare();
    return orderId;
  }

  compare(): void {
    this.#events += 1;
    if (this.#isPatient && this.#events % 23 !== 0) return;
    const [ours, theirs] = [plain(this.fast.now()), plain(this.exact)];
    for (const [name, value] of Object.entries(theirs)) {
      agree(name, ours[name as keyof typeof ours], value);
    }
  }
}

function isOfRules({ kind }: Decision): boolean {
  return !kind.startsWith('position');
}

function agree(what: string, ours: unknown, theirs: unknown): void {
  const [told, exact] = [ours, theirs].map((each) => JSON.stringify(each));
  if (told !== exact) throw new Error(`${what}: ${told}\n  by the engine: ${exact}`);
}

/**
 * Without what nobody can see: how logs are cut into chunks, when what is false was judged, and
 * which orders have ended that no list of the venue's brings back here.
 */
function plain({ log, rules, trades, orders, ...state }: EngineState) {
  const standing = Object.entries(rules).filter(([, { truth }]) => truth !== 'false');
  return {
    ...state,
    live: orders.orders,
    early: orders.earlyFills,
    logged: Object.entries(log.fills).map(([coin, chunks]) => [coin, chunks.flat()]),
    standing,
    trades: trades.flatMap((chunk) => [...chunk]),
  };
}

it.each([false, true])(
  'a desk has the state of the engine, whether it is patient (%s) or not',
  (isPatient) => {
    const absorbed = { fills: 0, reports: 0, waited: 0 };
    let fills = 0;
    for (const seed of [1, 2, 3]) {
      const dice = new Dice(seed, 0);
      const twins = new Twins(isPatient);
      const { fast } = twins;
      const live: { orderId: number; side: 'buy' | 'sell'; price: number; lots: number }[] = [];
      let [at, mark, tradeId] = [AT, 50_000, 0];
      const report = (equity: number, isStated: boolean): boolean => {
        const positions = Object.values(twins.exact.positions).flatMap(
          ({ coin, size, entryPrice }) => (entryPrice === null ? [] : [{ coin, size, entryPrice }]),
        );
        const update = isStated ? { equity, positions } : { equity };
        const account = readAccount(update, twins.policy, twins.exact, at);
        const event: EngineEvent =
          twins.exact.account.report === null
            ? { kind: 'reconciled', at, account, openOrders: [], fills: [] }
            : { kind: 'accountReported', at, account };
        return twins.tell(event, () => (fast.absorbReport(update, at) ? [] : null));
      };
      const price = (market: number, coin: string, figure: number): void => {
        const [event] = readPrice(coin, { mark: figure }, at);
        if (event === undefined) throw new Error('a mark is an event');
        twins.tell(event, () => (fast.absorbPrice(market, figure, figure, at) ? [] : null));
      };
      const fill = (side: 'buy' | 'sell', lots: number, number: number, orderId?: number): void => {
        const fee = dice.pick(['0.1', '-0.03', '0']);
        const trade = { tradeId: number, coin: 'BTC', side, price: mark, size: lots / 100, fee };
        const told = orderId === undefined ? trade : { ...trade, orderId };
        const read = readFill(told, at);
        fills += 1;
        const event: EngineEvent = { kind: 'orderFilled', at, fill: read };
        if (twins.tell(event, () => fast.absorbFill(told, at))) absorbed.fills += 1;
      };
      report(9_900, true);
      price(1, 'HYPE', 25);
      for (let event = 0; event < EVENTS; event += 1) {
        if (fast.tape.isBehind) absorbed.waited += 1;
        at += dice.once(2) ? 0 : dice.below(dice.once(100) ? 900 : 40);
        switch (dice.below(8)) {
          case 0:
            if (report(9_900 + dice.below(20), dice.once(2))) absorbed.reports += 1;
            break;
          case 1: {
            const order = live[dice.below(live.length)];
            if (order === undefined) break;
            const lots = Math.min(order.lots, 1 + dice.below(3));
            order.lots -= lots;
            if (order.lots === 0) live.splice(live.indexOf(order), 1);
            fill(order.side, lots, ++tradeId, order.orderId);
            break;
          }
          case 2:
            fill(dice.once(2) ? 'buy' : 'sell', 1 + dice.below(6), dice.once(9) ? 1 : ++tradeId);
            break;
          case 3: {
            const side = dice.once(2) ? 'buy' : 'sell';
            const lots = 1 + dice.below(4);
            const orderId = twins.send(side, mark, lots / 100);
            if (orderId !== null) live.push({ orderId, side, price: mark, lots });
            break;
          }
          case 4: {
            const orderId = live[dice.below(live.length)]?.orderId ?? 0;
            const clientOrderId = clientOrderIdOf(orderId);
            twins.tell({ kind: 'orderAccepted', at: fast.at, clientOrderId, orderId }, () =>
              fast.absorbSuccess(orderId) ? [] : null,
            );
            break;
          }
          case 5: {
            const orderId = live.shift()?.orderId ?? 0;
            const ids = { coin: 'BTC', orderId, clientOrderId: null } as const;
            twins.tell({ kind: 'orderClosed', at: fast.at, ...ids, status: 'canceled' }, () =>
              fast.absorbCancel(orderId) ? [] : null,
            );
            break;
          }
          default:
            mark += dice.below(41) - 20;
            price(0, 'BTC', mark);
        }
      }
    }
    expect(absorbed.fills).toBeGreaterThan(fills / 3);
    expect(absorbed.reports).toBeGreaterThan(60);
    expect(absorbed.waited > EVENTS / 2).toBe(isPatient);
  },
);
