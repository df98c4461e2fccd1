/** Goal: a feed outage of the synthetic market pauses a policy with a rule for it, and costs it. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import type { Decision } from '../../src/engine/index.js';
import { createSimulatedVenue, referenceInstruments } from '../../src/simulator/index.js';
import { openMarket, runTrial } from '../../src/study/index.js';
import { policyText } from '../scenarios/live-kit.js';
import { compilePolicy } from '../scenarios/trade-on.js';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SOURCE = {
  kind: 'synthetic',
  seed: 3,
  startMs: START_MS,
  regime: [
    { regime: 'ordinary', durationMs: 20_000 },
    { regime: 'outage', durationMs: 40_000 },
    { regime: 'ordinary', durationMs: null },
  ],
} as const;

async function playThrough(rules: string) {
  const policy = compilePolicy(policyText(rules));
  const market = await openMarket(policy, SOURCE);
  const decisions: (readonly [number, Decision])[] = [];
  const trial = await runTrial({
    label: 'outage',
    policy,
    market,
    durationMs: 80_000,
    onStep: ({ at }, decided) =>
      decisions.push(...decided.map((each) => [at - START_MS, each] as const)),
  });
  return { trial, decisions };
}

describe('a market with a feed outage from 20 s to 60 s', () => {
  it('pauses a policy with a rule for stale quotes, and lets it go on when it is heard', async () => {
    const rule = 'pause stale-quotes when age(mark) > 7s until <= 3s';
    const { trial, decisions } = await playThrough(rule);
    const states = decisions.flatMap(([at, each]) =>
      each.kind === 'tradingStateChanged' && at > 5_000
        ? [{ at, from: each.from, to: each.to, rule: each.rule }]
        : [],
    );
    const paused = states.find(({ to }) => to === 'paused');
    expect(paused).toMatchObject({ from: 'active', rule: 'stale-quotes' });
    // The last mark came at 18 s.
    expect(paused?.at).toBeGreaterThan(25_000);
    expect(paused?.at).toBeLessThanOrEqual(25_500);
    expect(states.at(-1)).toMatchObject({ to: 'active' });
    expect(states.at(-1)?.at).toBeGreaterThanOrEqual(60_000);
    const during = decisions.filter(([at]) => at > 25_500 && at < 60_000);
    expect(during.filter(([, { kind }]) => kind === 'submitOrder')).toEqual([]);
    expect(decisions.some(([at, { kind }]) => at > 60_000 && kind === 'submitOrder')).toBe(true);
    expect(trial.market).toBe('synthetic market, seed 3, ordinary, outage, ordinary');
  });

  it('finds one without a rule reducing, its quotes gone: what is not known fails closed', async () => {
    const { decisions } = await playThrough('');
    const reducing = decisions.find(
      ([at, each]) => at > 5_000 && each.kind === 'tradingStateChanged',
    );
    expect(reducing?.[1]).toMatchObject({ to: 'reducing', rule: 'builtin.margin-capacity' });
    const during = decisions.filter(([at]) => at >= (reducing?.[0] ?? 0) && at < 60_000);
    expect(during.filter(([, { kind }]) => kind === 'cancelOrder').length).toBeGreaterThan(0);
    expect(during.filter(([, { kind }]) => kind === 'submitOrder')).toEqual([]);
  });

  it('runs over the quotes of who leaves them: they fill at their price, away from the market', async () => {
    const policy = compilePolicy(policyText(''));
    const { events } = await openMarket(policy, SOURCE);
    const venue = createSimulatedVenue({
      instruments: referenceInstruments,
      emit: () => undefined,
    });
    venue.addAccount('maker', decimal(10_000));
    for await (const event of events) {
      if (event.at >= START_MS + 61_000) break;
      venue.applyMarket(event);
      if (event.at - START_MS === 19_500) {
        const { bids, asks } = venue.market('HYPE');
        const rest = { coin: 'HYPE', size: decimal(10), reduceOnly: false } as const;
        const order = { ...rest, timeInForce: 'post-only', clientOrderId: '0x1' } as const;
        const [bid, ask] = [bids[0]?.price ?? ZERO, asks[0]?.price ?? ZERO];
        if (venue.openOrders('maker').length > 0) continue;
        venue.place('maker', { ...order, side: 'buy', price: bid.minus('0.01') }, event.at);
        venue.place('maker', { ...order, side: 'sell', price: ask.plus('0.01') }, event.at);
      }
    }
    const [fill] = venue.fills('maker', START_MS + 60_000, START_MS + 60_100);
    const mark = venue.market('HYPE').mark ?? ZERO;
    const away = fill?.price.minus(mark).times(fill.side === 'buy' ? 1 : -1);
    expect(away?.gt('0.02')).toBe(true);
    expect(venue.account('maker', 0).equity.lt(10_000)).toBe(true);
  });
});
