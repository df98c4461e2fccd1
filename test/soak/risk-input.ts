/**
 * A made-up day of a risk manager: prices, orders, fills and mishaps. The manager that decides by
 * doubles where it may has to say and do what the one of decimals alone does.
 */
import type { TimeMs } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import type * as RiskRoom from '../../src/risk/index.js';
import type { OrderVerdict, RiskManager } from '../../src/risk/index.js';
import type { Dice } from './dice.js';

export type RiskRooms = Pick<typeof RiskRoom, 'createRiskManager'>;

export interface RiskTally {
  events: number;
  orders: number;
  denied: number;
  decisions: number;
}

export function emptyRiskTally(): RiskTally {
  return { events: 0, orders: 0, denied: 0, decisions: 0 };
}

/** The day of the reset, shortly before it: 00:00 UTC comes within a long run. */
export const START: TimeMs = Date.UTC(2026, 10, 2, 23, 59, 50);
const COINS = [
  { coin: 'BTC', price: 100_000, tick: 1, lot: 0.00001, size: 1.2 },
  { coin: 'HYPE', price: 25, tick: 0.001, lot: 0.01, size: 3_000 },
] as const;

type Coin = (typeof COINS)[number];

/** One thing after another that managers are told. */
export interface MadeDay {
  next(): Act;
  /** Learns which orders live from what the manager said. */
  hear(verdict: Partial<Told>): void;
}

/** Null where both agree on everything; else what they differ in. */
export function playDay(
  day: MadeDay,
  rooms: RiskRooms,
  policy: CompiledPolicy,
  events: number,
  tally: RiskTally,
  withoutPositionNews = false,
): string | null {
  const manner = { at: START, withoutPositionNews };
  const fast = rooms.createRiskManager(policy, manner);
  const slow = rooms.createRiskManager(policy, { ...manner, isDecimalOnly: true });
  // What waits to be heard does so until somebody looks.
  const look = withoutPositionNews ? 60 : 25;
  for (let event = 0; event < events; event += 1) {
    const act = day.next();
    const [ours, theirs] = [act(fast), act(slow)].map(told);
    tally.events += 1;
    if (ours !== theirs) return `event ${event}: ${ours}\n  by decimals: ${theirs}`;
    day.hear(counted(ours ?? '', tally));
    if (event % look !== 0) continue;
    const [view, viewed] = [fast, slow].map((each) => told([each.status(), each.positions()]));
    if (view !== viewed) return `after event ${event}: ${view}\n  by decimals: ${viewed}`;
  }
  return null;
}

export type Act = (risk: RiskManager) => unknown;

function counted(said: string, tally: RiskTally): Partial<Told> {
  const verdict = JSON.parse(said) as Partial<Told>;
  if (verdict.isAllowed === undefined) {
    tally.decisions += Array.isArray(verdict) ? verdict.length : 0;
    return verdict;
  }
  tally.orders += 1;
  if (!verdict.isAllowed) tally.denied += 1;
  return verdict;
}

export class WildDay implements MadeDay {
  readonly #dice: Dice;
  readonly #prices: number[] = COINS.map(({ price }) => price);
  #at = START;
  #events = 0;
  #tradeId = 1;
  #orderId = 0;
  #live: number[] = [];
  #equity = 1_000_000;
  /** A day without fills, on which reports mostly say what the last one said. */
  readonly #isFlat: boolean;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#isFlat = dice.once(3);
  }

  next(): Act {
    const dice = this.#dice;
    this.#events += 1;
    if (this.#events === 1) return (risk) => risk.updateAccount({ equity: 1_000_000 }, START);
    if (this.#events <= 1 + COINS.length) return this.#price(this.#events - 2);
    if (dice.once(3)) this.#at += dice.once(60) ? dice.below(9_000) : dice.below(40);
    const at = this.#at;
    switch (dice.below(24)) {
      case 0:
        return this.#isFlat ? this.#account() : this.#fill();
      case 1:
        return this.#account();
      case 2:
        return dice.once(4) ? (risk) => risk.recordError(undefined, at) : (risk) => risk.tick(at);
      case 3:
      case 4:
      case 5:
        return this.#order(dice.once(2));
      case 6:
      case 7: {
        const orderId = this.#live.length === 0 ? 0 : dice.pick(this.#live);
        return (risk) => risk.recordSuccess(orderId, at);
      }
      case 8:
      case 9: {
        const orderId = this.#live.shift() ?? 0;
        if (dice.once(12)) return (risk) => risk.recordError(orderId, at);
        return (risk) => risk.recordCancel(orderId, at);
      }
      case 10:
        return this.#mishap();
      default:
        return dice.once(3) ? this.#order(true) : this.#price(dice.below(COINS.length));
    }
  }

  hear(verdict: Partial<Told>): void {
    if (typeof verdict.orderId === 'number') {
      this.#orderId = verdict.orderId;
      this.#live.push(this.#orderId);
    }
  }

  #price(index: number): Act {
    const { coin, tick } = coinAt(index);
    const steps = this.#dice.below(21) - 10;
    const by = this.#dice.once(200) ? 40 : 1;
    const price = round((this.#prices[index] ?? 1) + steps * by * tick * 8, tick);
    this.#prices[index] = price;
    const at = this.#at;
    return (risk) => risk.updatePrice(coin, price, at);
  }

  #order(isSent: boolean): Act {
    const dice = this.#dice;
    const index = dice.below(COINS.length);
    const { coin, tick, lot, size } = coinAt(index);
    const mark = this.#prices[index] ?? 1;
    const away = dice.once(6) ? 0.02 * mark : dice.below(200) * tick;
    const price = round(mark + (dice.once(2) ? away : -away), tick);
    const lots = round(dice.once(4) ? size * 1.25 : (size * (1 + dice.below(100))) / 100, lot);
    const side = dice.once(2) ? 'buy' : 'sell';
    const at = this.#at;
    const order = { coin, side, size: lots, price } as const;
    const market = { coin, side, size: lots } as const;
    const draft = dice.once(40) ? market : order;
    return (risk) => toldOf(isSent ? risk.checkOrder(draft, at) : risk.judgeOrder(draft, at));
  }

  #fill(): Act {
    const index = this.#dice.below(COINS.length);
    const { coin, lot, size } = coinAt(index);
    const side = this.#dice.once(2) ? 'buy' : 'sell';
    const lots = round((size * (1 + this.#dice.below(60))) / 100, lot);
    const orderId = this.#dice.once(2) ? this.#live.shift() : undefined;
    const fill = { coin, side, size: lots, price: this.#prices[index] ?? 1, fee: '0.37' } as const;
    const [tradeId, at] = [this.#tradeId, this.#at];
    // Now and then the same trade is told again.
    if (!this.#dice.once(10)) this.#tradeId += 1;
    return (risk) =>
      risk.updateFromFill({ ...fill, tradeId, ...(orderId === undefined ? {} : { orderId }) }, at);
  }

  #account(): Act {
    const at = this.#at;
    const gain = this.#dice.once(30) ? 60_000 : 500;
    const isSame = this.#isFlat && !this.#dice.once(5);
    if (!isSame) this.#equity = 1_000_000 + this.#dice.below(2 * gain) - gain;
    const equity = this.#equity;
    const isPriced = this.#dice.once(2);
    return (risk) => {
      const positions = risk.positions().flatMap(({ coin, size, entryPrice }) => {
        if (entryPrice === null) return [];
        const liquidationPrice = entryPrice.times(size.isPos() ? '0.9' : '1.1');
        return [{ coin, size, entryPrice, liquidationPrice: isPriced ? liquidationPrice : null }];
      });
      return risk.updateAccount({ equity, positions }, at);
    };
  }

  #mishap(): Act {
    const dice = this.#dice;
    const at = this.#at;
    switch (dice.below(7)) {
      case 0:
        return dice.once(3) ? (risk) => risk.tripBreaker('by hand', at) : (risk) => risk.tick(at);
      case 1:
        return (risk) => risk.resetBreaker(at);
      case 2:
        return (risk) => risk.rearm('looked at it', at);
      case 3:
        return (risk) => risk.recordTimeout(this.#live[0] ?? 0, at);
      case 4:
        return (risk) => risk.updatePrice('BTC', { bid: 99_990, ask: 100_010 }, at);
      case 5:
        return dice.once(4) ? (risk) => risk.updatePrice('HYPE', 0, at) : this.#price(1);
      default:
        return (risk) => risk.recordSuccess(undefined, at);
    }
  }
}

export interface Told {
  readonly isAllowed: boolean;
  readonly orderId: number | null;
}

/** All that a verdict says. */
export function toldOf(verdict: OrderVerdict): Told & Readonly<Record<string, unknown>> {
  const { isAllowed, orderId, failedRules, denials, sizeThatFits, reducingSize, price } = verdict;
  const { decisions } = verdict;
  return { isAllowed, orderId, failedRules, denials, sizeThatFits, reducingSize, price, decisions };
}

function told(said: unknown): string {
  return JSON.stringify(said ?? null);
}

function coinAt(index: number): Coin {
  return COINS[index] ?? COINS[0];
}

function round(value: number, unit: number): number {
  return Number((Math.round(value / unit) * unit).toFixed(6));
}
