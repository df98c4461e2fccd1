/** The work on which the replay is held against hftbacktest: two quotes around a reservation price. */
import type { MakerDesk, ReplayOptions } from '../../src/whatif/index.js';

/** USD. */
export const TICK = 0.1;
export const LATENCY_NS = 5_000_000;

/** All but the models: the square queue, and 5 ms each way. */
export const PEER_WORK: Omit<ReplayOptions, 'queue' | 'latency'> = {
  makerFee: -0.00005,
  stepNs: 100_000_000,
  repetitions: 10,
};

/** Half to even, as the peer's language rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export function twoQuotes(desk: MakerDesk): void {
  const mid = (desk.bestBidTick * TICK + desk.bestAskTick * TICK) / 2;
  const reservation = mid - desk.position * TICK * 10;
  const bidTick = roundHalfEven((reservation - TICK * 5) / TICK);
  const askTick = roundHalfEven((reservation + TICK * 5) / TICK);
  const there = new Set<number>();
  for (const order of desk.orders) {
    there.add(order.tick);
    if (order.status !== 'open' || order.isCancelRequested) continue;
    if (order.tick !== (order.side === 'buy' ? bidTick : askTick)) desk.cancel(order);
  }
  if (desk.position < 5 && !there.has(bidTick)) desk.submit('buy', bidTick, 0.01);
  if (desk.position > -5 && !there.has(askTick)) desk.submit('sell', askTick, 0.01);
}
