/** Goal: what fills how far, by hand-made tapes of a few messages; money to the cent. */
import { describe, expect, it } from 'vitest';
import { constantLatency, riskAverseQueue } from '../../src/simulator/index.js';
import {
  type MakerDesk,
  type MarketTape,
  type ReplayOptions,
  type ReplayOrder,
  replayTape,
} from '../../src/whatif/index.js';
import { tapeOf } from './hand-made-tape.js';

const OPTIONS: ReplayOptions = {
  queue: riskAverseQueue,
  latency: constantLatency(0, 0),
  makerFee: 0.0001,
  takerFee: 0.0005,
  stepNs: 10_000_000,
};

/** Sends at the first step, and keeps what the orders look like at each one. */
function replay(
  tape: MarketTape,
  send: (desk: MakerDesk) => void,
  options: Partial<ReplayOptions> = {},
) {
  let step = 0;
  let sent: ReplayOrder | null = null;
  const positions = new Set<number>();
  const result = replayTape(
    tape,
    (desk) => {
      step += 1;
      if (step === 1) send(desk);
      for (const order of desk.orders) sent ??= order;
      positions.add(Math.round(desk.position * 10) / 10);
    },
    { ...OPTIONS, ...options },
  );
  return { result, order: sent as ReplayOrder | null, positions: [...positions] };
}

const bid4 = (desk: MakerDesk): void => void desk.submit('buy', 1000, 4);

describe('an order at the front of its queue', () => {
  const tape = tapeOf({ ms: 50, sold: 100, size: 7 }, { ms: 100, sold: 100, size: 1.5 });

  it('fills whole where partial fills are off', () => {
    const { result, order, positions } = replay(tape, bid4);
    expect(positions).toEqual([0, 4]);
    expect(order).toMatchObject({ status: 'filled' });
    // 4 × (100.05 − 100) less 400 × 0.0001.
    expect(result).toMatchObject({ fills: 1, takerFills: 0, position: 4 });
    expect(result.fees).toBeCloseTo(0.04, 12);
    expect(result.equity).toBeCloseTo(0.16, 9);
  });

  it('fills by what each trade has left for it where they are on', () => {
    const { result, order, positions } = replay(tape, bid4, { partialFills: true });
    // 7 − 5 of queue, then all of 1.5.
    expect(positions).toEqual([0, 2, 3.5]);
    expect(order).toMatchObject({ status: 'open' });
    expect(order?.left).toBeCloseTo(0.5, 9);
    expect(result.fills).toBe(2);
    expect(result.fees).toBeCloseTo(0.035, 12);
  });

  it('fills whole where the market goes through its price, whatever it traded', () => {
    const through = tapeOf({ ms: 50, sold: 99.9, size: 0.1 });
    const { result } = replay(through, bid4, { partialFills: true });
    expect(result).toMatchObject({ fills: 1, position: 4 });
  });

  it('ends filled by the part that was missing', () => {
    const more = tapeOf({ ms: 50, sold: 100, size: 7 }, { ms: 100, sold: 100, size: 30 });
    const { result, order } = replay(more, bid4, { partialFills: true });
    expect(order).toMatchObject({ status: 'filled' });
    expect(result).toMatchObject({ fills: 2, position: 4 });
  });
});

const take5 = (desk: MakerDesk): void => void desk.submit('buy', 1001, 5, 'ioc');

describe('an order that may take', () => {
  it('as immediate-or-cancel gets what is shown within its limit, and no more', () => {
    const { result, order } = replay(tapeOf(), take5);
    expect(order).toMatchObject({ status: 'cancelled' });
    expect(order?.left).toBeCloseTo(2, 9);
    expect(result).toMatchObject({ fills: 1, takerFills: 1, position: 3 });
    // 3 × 100.1 × 0.0005, and half a tick given away on each.
    expect(result.fees).toBeCloseTo(0.15015, 9);
    expect(result.equity).toBeCloseTo(3 * (100.05 - 100.1) - 0.15015, 6);
  });

  it('goes through the levels from the best on', () => {
    const { result, order } = replay(tapeOf(), (desk) => desk.submit('buy', 1005, 5, 'ioc'));
    expect(order).toMatchObject({ status: 'filled' });
    // 3 at 100.1 and 2 at 100.2.
    expect(result).toMatchObject({ fills: 1, position: 5 });
    expect(result.equity).toBeCloseTo(5 * 100.05 - 500.7 - 500.7 * 0.0005, 6);
    const sold = replay(tapeOf(), (desk) => desk.submit('sell', 999, 6, 'ioc'));
    expect(sold.result.equity).toBeCloseTo(599.9 - 6 * 100.05 - 599.9 * 0.0005, 6);
  });

  it('is refused as immediate-or-cancel where nothing is within its limit', () => {
    const { result, order } = replay(tapeOf(), (desk) => desk.submit('buy', 1000, 5, 'ioc'));
    expect(order).toMatchObject({ status: 'rejected' });
    expect(result).toMatchObject({ fills: 0, fees: 0, position: 0 });
  });

  it('rests what is left where it is good till cancelled, and then makes', () => {
    const tape = tapeOf({ ms: 100, sold: 100.1, size: 3 });
    const { result, positions } = replay(tape, (desk) => desk.submit('buy', 1001, 5, 'gtc'), {
      partialFills: true,
    });
    expect(positions).toEqual([0, 3, 5]);
    expect(result).toMatchObject({ fills: 2, takerFills: 1 });
    expect(result.fees).toBeCloseTo(300.3 * 0.0005 + 200.2 * 0.0001, 9);
  });

  it('is refused as post-only, which never takes', () => {
    const { result, order } = replay(tapeOf(), (desk) => desk.submit('buy', 1001, 5));
    expect(order).toMatchObject({ status: 'rejected' });
    expect(result.fills).toBe(0);
  });

  it('needs to know what taking costs', () => {
    const { takerFee: _, ...without } = OPTIONS;
    expect(() => replayTape(tapeOf(), take5, without)).toThrow(/needs a takerFee: ioc/u);
  });
});
