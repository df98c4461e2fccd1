/** A busy stretch of a risk manager's day, made beforehand: prices, orders and what becomes of them. */
import type { RiskManager } from '../../src/risk/index.js';
import { heapAfterCollection } from './heap-after-collection.js';

/** An order every four milliseconds of market time; every ten seconds of it the account. */
const ORDER_EVERY_MS = 4;
const REPORT_EVERY = 2_500;
const EQUITY = 1_000_000;
export const START_AT = Date.UTC(2026, 10, 2, 12);

export interface RiskDay {
  readonly coins: Uint8Array;
  readonly marks: Float64Array;
  readonly prices: Float64Array;
  readonly sizes: Float64Array;
  readonly buys: Uint8Array;
}

const COINS = ['BTC', 'HYPE'] as const;

/** `count` orders, each after a price: about two in five break a rule. */
export function makeRiskDay(count: number, seed: number): RiskDay {
  const day: RiskDay = {
    coins: new Uint8Array(count),
    marks: new Float64Array(count),
    prices: new Float64Array(count),
    sizes: new Float64Array(count),
    buys: new Uint8Array(count),
  };
  let state = seed;
  const below = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  const marks = [100_000, 25_000];
  for (let index = 0; index < count; index += 1) {
    const coin = below(2);
    // Ticks: dollars of BTC, tenths of a cent of HYPE; back to the middle in the long run.
    const middle = coin === 0 ? 100_000 : 25_000;
    const pull = Math.sign(middle - (marks[coin] ?? middle)) * (below(4) === 0 ? 1 : 0);
    marks[coin] = (marks[coin] ?? middle) + below(3) - 1 + pull;
    const tick = coin === 0 ? 1 : 1_000;
    const mark = marks[coin] ?? middle;
    const isFar = below(6) === 0;
    const isLarge = below(3) === 0;
    const away = isFar ? Math.round(0.025 * mark) : below(100);
    const isBuy = below(2) === 0;
    const price = isBuy ? mark - away : mark + away;
    const lots = 1 + below(90) + (isLarge ? 130 : 0);
    day.coins[index] = coin;
    day.marks[index] = mark / tick;
    day.prices[index] = price / tick;
    day.sizes[index] = coin === 0 ? lots / 100 : (lots * 40) / 100;
    day.buys[index] = isBuy ? 1 : 0;
  }
  return day;
}

export interface RiskDayTally {
  orders: number;
  denied: number;
  /** Orders and prices: each judged by all the rules that bear on it. */
  events: number;
  /** Those, and acceptances and cancels: all that changes what the manager holds. */
  told: number;
  /** Nanoseconds of each order's check after the first tenth, in buckets of 10. */
  readonly buckets: Uint32Array | null;
  /** The same of all that was told, orders among it. */
  readonly toldBuckets: Uint32Array | null;
  /** Bytes alive after each quarter of the day; null where they are not wanted. */
  readonly heap: number[] | null;
}

/** Plays all of it: a price, then an order, then its acceptance and the cancel of an older one. */
export function playRiskDay(risk: RiskManager, day: RiskDay, tally: RiskDayTally): void {
  const live: number[] = [];
  const { buckets, toldBuckets, heap } = tally;
  const quarter = Math.ceil(day.coins.length / 4);
  // A manager's programs are compiled for as long as they are new.
  const timedFrom = buckets === null ? Number.POSITIVE_INFINITY : day.coins.length / 10;
  let at = START_AT;
  risk.updateAccount({ equity: EQUITY }, at);
  for (const [index, coin] of COINS.entries()) risk.updatePrice(coin, index === 0 ? 1e5 : 25, at);
  for (let index = 0; index < day.coins.length; index += 1) {
    at = START_AT + index * ORDER_EVERY_MS;
    const coin = COINS[day.coins[index] ?? 0] ?? 'BTC';
    const isTimed = index >= timedFrom;
    let startedMs = isTimed ? performance.now() : 0;
    risk.updatePrice(coin, day.marks[index] ?? 0, at);
    if (isTimed) file(toldBuckets, startedMs);
    const order = {
      coin,
      side: day.buys[index] === 1 ? ('buy' as const) : ('sell' as const),
      price: day.prices[index] ?? 0,
      size: day.sizes[index] ?? 0,
    };
    if (isTimed) startedMs = performance.now();
    const verdict = risk.checkOrder(order, at);
    if (isTimed) file(buckets, startedMs, toldBuckets);
    tally.orders += 1;
    tally.events += 2;
    tally.told += 2;
    const { orderId } = verdict;
    if (orderId === null) {
      tally.denied += 1;
    } else {
      if (isTimed) startedMs = performance.now();
      risk.recordSuccess(orderId, at);
      if (isTimed) file(toldBuckets, startedMs);
      tally.told += 1;
      live.push(orderId);
      if (live.length > 8) {
        const oldest = live.shift() ?? 0;
        if (isTimed) startedMs = performance.now();
        risk.recordCancel(oldest, at);
        if (isTimed) file(toldBuckets, startedMs);
        tally.told += 1;
      }
    }
    if (heap !== null && (index + 1) % quarter === 0) heap.push(heapAfterCollection());
    if (index % REPORT_EVERY === REPORT_EVERY - 1) risk.updateAccount({ equity: EQUITY }, at);
  }
}

/** Files what has passed since `startedMs`, in both where there are two. */
function file(
  buckets: Uint32Array | null,
  startedMs: number,
  also: Uint32Array | null = null,
): void {
  const passed = Math.floor((performance.now() - startedMs) * 1e5);
  for (const each of [buckets, also]) {
    if (each === null) continue;
    const bucket = Math.min(each.length - 1, passed);
    each[bucket] = (each[bucket] ?? 0) + 1;
  }
}
