/** A trial as small as it gets: four samples, a position that is bought, a pause that trips. */
import type { Trial } from '../../src/notebook/index.js';

const START_MS = Date.UTC(2026, 0, 5, 12);

/** Margin is not known for a moment. */
const TRIAL: Trial = {
  label: 'demo.policy',
  policyName: 'demo',
  market: 'synthetic market, seed 1',
  venue: 'risk-averse queue, no latency, base fees',
  startMs: START_MS,
  endMs: START_MS + 3_000,
  outcome: { kind: 'stopped', reason: 'the time is over' },
  isWhole: true,
  figures: {
    profit: 0.25,
    spread: 0.5,
    inventory: -0.125,
    fees: 0.1,
    funding: -0.025,
    maxDrawdown: 0.05,
    sharpe: 12.5,
    fills: 2,
    volume: 216,
    ordersSent: 9,
    cancelsSent: 7,
    denied: 1,
    rejected: 0,
    fillRatio: 0.25,
    markOutsBps: [-0.5, 0.25, null],
    roundTrips: 1,
    winShare: 1,
    maxAdverse: -0.1,
    maxFavorable: 0.3,
    quotingShare: 0.75,
    marginMost: 0.02,
    trips: 1,
    actionBudgetUsed: 0.001,
  },
  times: [0, 1, 2, 3].map((second) => START_MS + 1_000 * second),
  equity: [null, 1_000, 1_000.5, 1_000.25],
  marginUtilization: [0, 0.01, null, 0.02],
  markets: [
    {
      coin: 'HYPE',
      position: [0, 4, 8, 8],
      marginCapacity: [368, 368, null, 368],
      mid: [27, 27.001, 27.002, 27.001],
      bid: [26.99, 26.991, null, null],
      ask: [27.01, 27.011, null, null],
    },
  ],
  headroom: [
    {
      rule: 'stale-quotes',
      kind: 'pause',
      coin: 'HYPE',
      fractionLeft: [1, 0.5, 0, 0],
    },
    { rule: 'daily-loss', kind: 'kill', coin: null, fractionLeft: [1, 1, 0.99, 0.98] },
    { rule: 'HYPE.over-size', kind: 'reduce-only', coin: 'HYPE', fractionLeft: [1, 1, 1, null] },
  ],
  moments: [
    {
      kind: 'tripped',
      at: START_MS + 2_000,
      rule: 'stale-quotes',
      ruleKind: 'pause',
      coin: 'HYPE',
      text: 'age(mark) > 7s',
    },
    { kind: 'state', at: START_MS + 2_000, coin: 'HYPE', to: 'paused', rule: 'stale-quotes' },
  ],
  fills: [],
};

/** As it is, or with what a test cares about otherwise. */
export function trialFixture(changes: Partial<Trial> = {}): Trial {
  return { ...TRIAL, ...changes };
}
