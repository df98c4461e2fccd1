import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBinanceStream } from '../../src/feed/index.js';
import { type MakerDesk, powerQueue, replayTape, TapeBuilder } from '../../src/whatif/index.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const TICK = 0.1;

/** Half to even, as the peer's language rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function twoQuotes(desk: MakerDesk): void {
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

describe.skipIf(!existsSync(RECORDED))(
  'a replay of the shared Binance recording, ten times',
  () => {
    it('agrees with hftbacktest 1.8.4 to the last fill and the last bit', async () => {
      const builder = new TapeBuilder({ tickSize: TICK, lotSize: 0.001 });
      for await (const batch of readBinanceStream(RECORDED))
        for (const each of batch) builder.add(each);
      const tape = builder.finish();
      expect(tape.ticks).toHaveLength(19_191);
      const result = replayTape(tape, twoQuotes, {
        queue: powerQueue(2),
        orderLatencyNs: 5_000_000,
        responseLatencyNs: 5_000_000,
        makerFee: -0.00005,
        stepNs: 100_000_000,
        repetitions: 10,
      });
      expect(result).toMatchObject({
        fills: 3679,
        position: 0.02999999999999997,
        equity: -168.7219510500552,
      });
    }, 30_000);
  },
);
