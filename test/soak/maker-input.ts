/**
 * A made-up day of a maker whose orders fill, in whole and in part, at few prices and sizes: so that
 * figures meet their thresholds often, or miss them by what a division rounds.
 */
import type { TimeMs } from '../../src/base/index.js';
import type { RiskManager } from '../../src/risk/index.js';
import type { Dice } from './dice.js';
import { type Act, type MadeDay, START, type Told, toldOf } from './risk-input.js';

const COINS = [
  { coin: 'BTC', price: 100_000, tick: 10, lot: 0.1 },
  { coin: 'HYPE', price: 25, tick: 0.5, lot: 100 },
] as const;
type Coin = (typeof COINS)[number];

/** Below the initial balance, so that peaks are seldom reached. */
const EQUITY = 990_000;

interface LiveOrder {
  readonly orderId: number;
  readonly index: number;
  readonly side: 'buy' | 'sell';
  readonly ticks: number;
  lots: number;
}

export class MakerDay implements MadeDay {
  readonly #dice: Dice;
  #at = START;
  #events = 0;
  #tradeId = 0;
  /** By coin, how many ticks its mark is away from where it began. */
  readonly #marks: number[] = COINS.map(() => 0);
  readonly #live: LiveOrder[] = [];
  #asked: Omit<LiveOrder, 'orderId'> | null = null;
  /** On how many markets it trades: where one position would be liquidated, others may move. */
  readonly #coins: number;
  /** Whether the venue reports equity as fills and marks make it, or what it likes. */
  readonly #isExact: boolean;
  /** USD of each fill; a rebate below 0. */
  readonly #fee: string;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#coins = dice.once(2) ? 1 : COINS.length;
    this.#isExact = !dice.once(3);
    this.#fee = dice.pick(['0', '-0.5', '1.25', '0.333333333']);
  }

  next(): Act {
    const dice = this.#dice;
    this.#events += 1;
    if (this.#events === 1) return (risk) => risk.updateAccount({ equity: EQUITY }, START);
    if (this.#events <= 1 + COINS.length) return this.#mark(this.#events - 2, 0);
    if (dice.once(3)) this.#at += dice.below(dice.once(50) ? 2_000 : 30);
    const at = this.#at;
    switch (dice.below(16)) {
      case 0:
      case 1:
      case 2:
        return this.#fill();
      case 3:
        return this.#stranger();
      case 4:
        return this.#report();
      case 5: {
        const orderId = this.#live.length === 0 ? 0 : dice.pick(this.#live).orderId;
        return dice.once(60)
          ? (risk) => risk.recordTimeout(orderId, at)
          : (risk) => risk.recordSuccess(orderId, at);
      }
      case 6: {
        if (this.#live.length < 4 && !dice.once(4)) return this.#order();
        const orderId = this.#live.shift()?.orderId ?? 0;
        return (risk) => risk.recordCancel(orderId, at);
      }
      case 7:
        return (risk) => risk.tick(at);
      case 8:
      case 9:
      case 10:
        return this.#order();
      default:
        return this.#mark(dice.below(this.#coins), dice.below(3) - 1);
    }
  }

  hear(verdict: Partial<Told>): void {
    const asked = this.#asked;
    this.#asked = null;
    if (typeof verdict.orderId !== 'number' || asked === null) return;
    this.#live.push({ ...asked, orderId: verdict.orderId });
  }

  #mark(index: number, ticks: number): Act {
    const moved = (this.#marks[index] ?? 0) + ticks;
    this.#marks[index] = Math.max(-4, Math.min(4, moved));
    const [{ coin }, at] = [coinAt(index), this.#at];
    const price = this.#priceOf(index, this.#marks[index] ?? 0);
    return (risk) => risk.updatePrice(coin, price, at);
  }

  #order(): Act {
    const dice = this.#dice;
    const index = dice.below(this.#coins);
    const side = dice.once(2) ? 'buy' : 'sell';
    const ticks = (this.#marks[index] ?? 0) + (side === 'buy' ? -1 : 1) * dice.below(3);
    const lots = 1 + dice.below(3);
    this.#asked = { index, side, ticks, lots };
    const { coin, lot } = coinAt(index);
    const order = { coin, side, price: this.#priceOf(index, ticks), size: round(lots * lot) };
    const at = this.#at;
    return (risk) => toldOf(risk.checkOrder({ ...order, side }, at));
  }

  /** Of an order that lives: all of it, a part of it, or now and then more. */
  #fill(): Act {
    const dice = this.#dice;
    if (this.#live.length === 0) return this.#order();
    const order = dice.pick(this.#live);
    const lots = dice.once(2) ? order.lots : 1 + dice.below(dice.once(20) ? 4 : order.lots);
    order.lots -= lots;
    if (order.lots <= 0) this.#live.splice(this.#live.indexOf(order), 1);
    const { index, side, orderId, ticks } = order;
    const price = dice.once(15) ? averageNear(this.#priceOf(index, ticks)) : null;
    return this.#trade(index, side, lots, price ?? this.#priceOf(index, ticks), orderId);
  }

  /** A trade of no order that is known, or one that is told again. */
  #stranger(): Act {
    const dice = this.#dice;
    const index = dice.below(this.#coins);
    if (dice.once(3)) this.#tradeId -= dice.below(3);
    const price = this.#priceOf(index, this.#marks[index] ?? 0);
    const side = dice.once(2) ? 'buy' : 'sell';
    return this.#trade(index, side, 1 + dice.below(2), price, dice.once(2) ? 77_777 : undefined);
  }

  #trade(index: number, side: 'buy' | 'sell', lots: number, price: number, orderId?: number): Act {
    const { coin, lot } = coinAt(index);
    this.#tradeId += 1;
    const [tradeId, at] = [this.#tradeId, this.#at];
    const fill = { tradeId, coin, side, price, size: round(lots * lot), fee: this.#fee };
    const ofOrder = orderId === undefined ? {} : { orderId };
    return (risk) => risk.updateFromFill({ ...fill, ...ofOrder }, at);
  }

  #report(): Act {
    const dice = this.#dice;
    const at: TimeMs = this.#at;
    const isStated = dice.once(2);
    const free = EQUITY + dice.below(400) - 200;
    return (risk) => {
      const equity = this.#isExact && isStated ? equityOf(risk) : free;
      const positions = risk
        .positions()
        .flatMap(({ coin, size, entryPrice }) =>
          entryPrice === null ? [] : [{ coin, size, entryPrice }],
        );
      return risk.updateAccount(isStated ? { equity, positions } : { equity }, at);
    };
  }

  #priceOf(index: number, ticks: number): number {
    const { price, tick } = coinAt(index);
    return round(price + ticks * tick);
  }
}

function equityOf(risk: RiskManager) {
  return risk.status().equity ?? EQUITY;
}

/** What several levels average to. */
function averageNear(price: number): number {
  return Number((price * 1.000_001_234_56).toPrecision(12));
}

function coinAt(index: number): Coin {
  return COINS[index] ?? COINS[0];
}

function round(value: number): number {
  return Number(value.toFixed(6));
}
