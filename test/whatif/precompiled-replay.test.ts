/** Goal: a tape whose book was worked out beforehand replays as one taken row by row, to the bit. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantLatency,
  exponentialLatency,
  logQueue,
  powerQueue,
  riskAverseQueue,
} from '../../src/simulator/index.js';
import { type MarketTape, type ReplayOptions, replayTape } from '../../src/whatif/index.js';
import { precompileTape } from '../../src/whatif/precompile-tape.js';
import { compile } from '../engine/engine-kit.js';
import { dice } from './dice.js';
import { tapeOf } from './hand-made-tape.js';
import { randomMaker } from './random-maker.js';
import { randomTape } from './random-tape.js';

const CAP = compile(`policy desk
language 1

venue embedded

account {
  initial-balance   $1_000
  day-reset         00:00 UTC
  withdrawals       count-as-loss
}

market BTC {
  leverage 10x
}

limit position |position| <= 0.05 BTC
reduce-only over-value when position_value > $40 until < $20`);

const LOOKS_MOST = 300;

/** All that a maker came to see, look by look, and the result. */
function journalOf(tape: MarketTape, seed: number, options: ReplayOptions): unknown[] {
  const maker = randomMaker(seed, true);
  const seen: unknown[] = [];
  const result = replayTape(
    tape,
    (desk) => {
      const orders = [...desk.orders].map(({ id, left, status }) => [id, left, status]);
      seen.push([desk.position, desk.bestBidTick, desk.bestAskTick, orders]);
      // One that never ends would keep the replay from its end.
      if (seen.length < LOOKS_MOST) maker(desk);
    },
    options,
  );
  return [...seen, result];
}

function uniform(): () => number {
  const below = dice(3);
  return () => below(2 ** 30) / 2 ** 30;
}

const MODELS = fc.record({
  queue: fc.constantFrom(riskAverseQueue, powerQueue(2), powerQueue(3), logQueue),
  latency: fc.constantFrom(
    constantLatency(0, 0),
    constantLatency(5_000_000, 5_000_000),
    constantLatency(1_000_000, 40_000_000),
    exponentialLatency(200_000, 4_000_000, uniform),
  ),
  partialFills: fc.boolean(),
  repetitions: fc.integer({ min: 1, max: 6 }),
  stepNs: fc.constantFrom(3_000_000, 20_000_000, 170_000_000),
  isKept: fc.integer({ max: 9, min: 0 }).map((roll) => roll === 0),
});

describe('a tape that comes again', () => {
  it('gives every look and every fill that it gave row by row', () => {
    let fills = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 150 }), MODELS, (seed, count, models) => {
        const { isKept, ...rest } = models;
        const options: ReplayOptions = {
          ...rest,
          makerFee: 0.0001,
          takerFee: 0.0004,
          ...(isKept ? { enforce: { policy: CAP } } : {}),
        };
        const tape = randomTape(seed, count);
        const rowByRow = journalOf(tape, seed, { ...options, isRowByRow: true });
        expect(journalOf(tape, seed, options)).toEqual(rowByRow);
        expect(journalOf(tape, seed, options)).toEqual(rowByRow);
        fills += (rowByRow.at(-1) as { fills: number }).fills;
      }),
      { seed: 3, numRuns: 50 },
    );
    expect(fills).toBeGreaterThan(500);
  });

  it('may be replayed once, then many times over, then once', () => {
    const tape = randomTape(9, 300);
    const work = {
      queue: powerQueue(2),
      latency: constantLatency(1_000_000, 1_000_000),
      makerFee: 0,
      takerFee: 0,
      stepNs: 20_000_000,
    };
    for (const repetitions of [1, 1, 3, 1, 12]) {
      const options = { ...work, repetitions };
      const rowByRow = journalOf(tape, 4, { ...options, isRowByRow: true });
      expect(journalOf(tape, 4, options)).toEqual(rowByRow);
    }
  });
});

describe('a tape worked out beforehand', () => {
  it('ends each turn after the first as it began it, so that one stands for all', () => {
    const made = precompileTape(randomTape(5, 500), Number.POSITIVE_INFINITY);
    expect(made?.exchange).toHaveLength(2);
    expect(made?.receipt).toHaveLength(2);
  });

  it('keeps of a book that stands still no more than its beginning', () => {
    const made = precompileTape(tapeOf(), 1);
    // Two levels a side come, go with the second snapshot, and come again with a best of their own.
    expect(made?.exchange[0]?.bids.row).toHaveLength(6);
    expect(made?.exchange[0]?.hits.at).toHaveLength(4);
    expect(made?.receipt[0]?.at).toHaveLength(1);
  });
});
