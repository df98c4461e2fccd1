/** Goal: a replay keeps to a policy as the live loop does, and what the policy stops never trades. */
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/engine/index.js';
import { constantLatency, powerQueue, riskAverseQueue } from '../../src/simulator/index.js';
import {
  type MakerDesk,
  type MarketTape,
  type ReplayOptions,
  type ReplayPolicy,
  type ReplayResult,
  replayTape,
} from '../../src/whatif/index.js';
import { compile } from '../engine/engine-kit.js';
import { tapeOf } from './hand-made-tape.js';
import { randomMaker } from './random-maker.js';
import { randomTape } from './random-tape.js';

function policyOf(rules: string, markets = 'market BTC {\n  leverage 10x\n}') {
  return compile(`policy desk
language 1

venue embedded

account {
  initial-balance   $1_000
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
}

${markets}

${rules}
`);
}

const WORK: ReplayOptions = {
  queue: powerQueue(2),
  latency: constantLatency(5_000_000, 5_000_000),
  makerFee: -0.00005,
  takerFee: 0.0007,
  stepNs: 20_000_000,
};

/** All that a replay comes to, decision by decision. */
function enforced(
  tape: MarketTape,
  maker: (desk: MakerDesk) => void,
  options: ReplayOptions & { readonly enforce: ReplayPolicy },
) {
  const told: unknown[] = [];
  const decisions: Decision[] = [];
  const enforce: ReplayPolicy = {
    ...options.enforce,
    onVerdict: (verdict, at) => told.push([at, verdict.isAllowed, verdict.failedRules]),
    onDecision: (decision) => {
      decisions.push(decision);
      told.push(JSON.stringify(decision));
    },
  };
  const result = replayTape(tape, maker, { ...options, enforce });
  return { result, told, decisions };
}

function withoutTally(result: ReplayResult): ReplayResult {
  return { ...result, enforced: null };
}

/** Contracts in thousandths, so that sums are exact. */
const lots = (size: number): number => Math.round(size * 1000);

/** Quotes 5 lots at both bests, and keeps to a cap by its own reckoning where it is given one. */
function bothBests(capLots: number | null): (desk: MakerDesk) => void {
  return (desk) => {
    for (const order of desk.orders) {
      const best = order.side === 'buy' ? desk.bestBidTick : desk.bestAskTick;
      const isFree = order.status === 'open' && !order.isCancelRequested;
      if (isFree && order.tick !== best) desk.cancel(order);
    }
    if (!Number.isFinite(desk.bestBidTick + desk.bestAskTick)) return;
    for (const side of ['buy', 'sell'] as const) {
      const sign = side === 'buy' ? 1 : -1;
      const live = [...desk.orders].filter((order) => order.side === side);
      const tick = side === 'buy' ? desk.bestBidTick : desk.bestAskTick;
      if (live.some((order) => order.tick === tick)) continue;
      const resting = live.reduce((sum, order) => sum + lots(order.left), 0);
      const after = sign * lots(desk.position) + resting + 5;
      // What only shrinks the position may always go.
      if (capLots !== null && after > capLots && after > 0) continue;
      desk.submit(side, tick, 0.005);
    }
  };
}

describe('a replay under a position cap', () => {
  const policy = policyOf('limit position |position| <= 0.012 BTC');

  it('trades as a maker does that keeps to the cap by its own reckoning', () => {
    const tape = randomTape(7, 3_000);
    const free = replayTape(tape, bothBests(null), WORK);
    const capped = replayTape(tape, bothBests(12), WORK);
    const held = replayTape(tape, bothBests(null), { ...WORK, enforce: { policy } });
    expect(withoutTally(held)).toEqual(withoutTally(capped));
    expect(held.fills).toBeGreaterThan(100);
    expect(held.fills).toBeLessThan(free.fills);
    expect(held.enforced?.denied).toBeGreaterThan(100);
    expect(Math.abs(lots(free.position))).toBeGreaterThan(12);
  });

  it('denies the order that would pass it, with the rule', () => {
    const told: unknown[] = [];
    const sent: boolean[] = [];
    replayTape(
      tapeOf(),
      (desk) => {
        if (sent.length > 0) return;
        sent.push(desk.submit('buy', 999, 0.8), desk.submit('buy', 1000, 0.2));
        sent.push(desk.submit('buy', 998, 0.3), desk.submit('sell', 1002, 1));
      },
      {
        ...WORK,
        enforce: {
          policy: policyOf('limit position |position| <= 1 BTC'),
          onVerdict: ({ failedRules }) => told.push(failedRules),
        },
      },
    );
    expect(sent).toEqual([true, true, false, true]);
    expect(told).toEqual([[], [], ['position'], []]);
  });
});

describe('a replay under any policy', () => {
  const policy = policyOf(`limit position |position| <= 0.09 BTC
limit exposure exposure <= 40% of equity
limit order-rate orders <= 12 per 1s
limit open-orders open_orders <= 5
limit price-sanity order.price within 0.03% of mark
reduce-only near-liquidation when liquidation_buffer < 0.95 until >= 0.96 for 2s
reduce-only over-value when position_value > $70 until < $40
pause losing-streak when consecutive_losses >= 4 until 3s later
kill drawdown when equity < peak_equity - $0.08 then flatten`);

  it('decides by doubles as it does by decimals, and changes nothing where nothing is denied', () => {
    let flattened = 0;
    for (const seed of [1, 2]) {
      const tape = randomTape(seed, 900);
      const fast = enforced(tape, randomMaker(seed, true), { ...WORK, enforce: { policy } });
      const enforce = { policy, isDecimalOnly: true };
      const exact = enforced(tape, randomMaker(seed, true), { ...WORK, enforce });
      expect(fast.told).toEqual(exact.told);
      expect(fast.result).toEqual(exact.result);
      expect(fast.result.enforced?.denied).toBeGreaterThan(20);
      // Where nobody hears of positions, the engine hears of fills when it is asked.
      const unheard = { ...WORK, enforce: { policy } };
      expect(replayTape(tape, randomMaker(seed, true), unheard)).toEqual(exact.result);
      flattened += fast.result.enforced?.flattened ?? 0;
      const idle = policyOf('limit position |position| <= 500 BTC');
      const free = replayTape(tape, randomMaker(seed, true), WORK);
      const held = replayTape(tape, randomMaker(seed, true), {
        ...WORK,
        enforce: { policy: idle, equity: 1e9 },
      });
      expect(withoutTally(held)).toEqual(withoutTally(free));
    }
    expect(flattened).toBeGreaterThan(0);
  });
});

describe('a rule that trips in a replay', () => {
  const options: ReplayOptions = {
    ...WORK,
    queue: riskAverseQueue,
    latency: constantLatency(1_000_000, 1_000_000),
    stepNs: 10_000_000,
    makerFee: 0,
    takerFee: 0,
  };
  const sold = { ms: 50, sold: 100, size: 7 } as const;

  it('as reduce-only takes back what adds, at the fill and not at the next look', () => {
    const policy = policyOf('reduce-only cap when |position| > 1 BTC until <= 0 BTC');
    // At 53.5 ms the lower bid would fill: its cancel arrives 2 ms after the fill at 50 ms.
    const through = { ms: 53.5, sold: 99.8, size: 1 } as const;
    const run = (enforce?: ReplayPolicy) => {
      let step = 0;
      return replayTape(
        tapeOf(sold, through),
        (desk) => {
          step += 1;
          if (step !== 1) return;
          desk.submit('buy', 1000, 2);
          desk.submit('buy', 999, 2);
        },
        { ...options, ...(enforce === undefined ? {} : { enforce }) },
      );
    };
    expect(run()).toMatchObject({ fills: 2, position: 4 });
    expect(run({ policy })).toMatchObject({
      fills: 1,
      position: 2,
      enforced: { judged: 2, denied: 0, withdrawn: 1, trips: 1, flattened: 0 },
    });
  });

  it('as a kill that flattens sells what is held, and lets nothing be sent any more', () => {
    const policy = policyOf('kill cap when |position| > 1 BTC then flatten');
    const sent: boolean[] = [];
    const positions = new Set<number>();
    const result = replayTape(
      tapeOf(sold),
      (desk) => {
        if (sent.length === 0 || sent.length > 8) sent.push(desk.submit('buy', 1000, 2));
        else sent.push(false);
        positions.add(desk.position);
      },
      { ...options, enforce: { policy } },
    );
    // Bought at 50 ms and sold at 52 ms, between two looks.
    expect([...positions]).toEqual([0]);
    expect(sent.filter(Boolean)).toHaveLength(1);
    // Bought at 100 and sold at the best bid, which is 100.
    expect(result).toMatchObject({ fills: 2, takerFills: 1, position: 0 });
    expect(result.equity).toBeCloseTo(0, 9);
    expect(result.enforced).toMatchObject({ flattened: 1, trips: 1, denied: result.steps - 9 });
  });
});

const sendTooFine = (desk: MakerDesk): void => void desk.submit('buy', 1000, 0.05);

function runUnder(policy: ReplayPolicy['policy'], options: ReplayOptions = WORK): ReplayResult {
  return replayTape(tapeOf(), sendTooFine, { ...options, enforce: { policy } });
}

it('a policy that a replay cannot keep to is refused with the reason', () => {
  const one = 'market BTC {\n  leverage 10x\n}';
  const two = `${one}\n\nmarket HYPE {\n  leverage 5x\n}`;
  expect(() => runUnder(policyOf('', two))).toThrow(/a tape is one market/u);
  const unknown = policyOf('', 'market ABC {\n  leverage 2x\n}');
  expect(() => runUnder(unknown)).toThrow(/margin tiers of ABC/u);
  const { takerFee: _, ...without } = WORK;
  const kill = policyOf('kill cap when |position| > 1 BTC then flatten');
  expect(() => runUnder(kill, without)).toThrow(/needs a takerFee/u);
  expect(() => runUnder(policyOf(''))).toThrow(/whole lots, and 0.05 is not/u);
});
