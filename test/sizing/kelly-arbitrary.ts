/** Random inputs of a size, with ties and edges among them as often as plain numbers. */
import * as fc from 'fast-check';
import type { KellyNumbers } from '../../src/sizing/index.js';

const permille = fc.integer({ min: 1, max: 1000 }).map((value) => value / 1000);
const cents = fc.integer({ min: 1, max: 10_000_000 }).map((value) => value / 100);
const count = fc.integer({ min: 0, max: 400 });

const edge: fc.Arbitrary<KellyNumbers['edge']> = fc.oneof(
  fc.record({
    kind: fc.constant('known' as const),
    winRate: permille,
    payoff: fc.integer({ min: 1, max: 800 }).map((value) => value / 100),
  }),
  fc.record({
    kind: fc.constant('trades' as const),
    wins: count,
    losses: count,
    averageWin: cents,
    averageLoss: cents,
    history: fc.integer({ min: 1, max: 200 }),
    warmUpRisk: fc.integer({ min: 0, max: 100 }).map((value) => value / 1000),
  }),
);

export const kellyNumbers: fc.Arbitrary<KellyNumbers> = fc.record({
  equity: fc.oneof(cents, fc.constantFrom(10_000, 1_000, 100, 0, -50)),
  riskPerUnit: fc.oneof(cents, fc.constantFrom(0.1, 1, 2, 0.01)),
  edge,
  fraction: permille,
  fractionCeiling: fc.oneof(fc.constant(1), permille),
  atrRatio: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 400 }).map((value) => value / 100),
  ),
  shrinkAbove: fc.integer({ min: 100, max: 200 }).map((value) => value / 100),
  growBelow: permille,
  riskPerTrade: fc.oneof(fc.constantFrom(0.01, 0.02), permille),
  portfolioScale: fc.oneof(fc.constant(1), permille, fc.constant(0)),
  lot: fc.constantFrom(1, 0.1, 0.01, 0.001, 0.00001, 0.25),
  minimumSize: fc.oneof(fc.constant(0), fc.constantFrom(0.1, 0.29, 1, 10), cents),
});
