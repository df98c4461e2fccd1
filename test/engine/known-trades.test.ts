/** Goal: a trade that is told twice counts once, however many came between. */
import { expect, it } from 'vitest';
import {
  isKnownTrade,
  type KnownTrades,
  NO_TRADES,
  rememberTrade,
} from '../../src/engine/known-trades.js';

const TOLD = 20_000;

it('knows the ten thousand latest trades and more, and forgets the oldest', () => {
  let trades: KnownTrades = NO_TRADES;
  for (let trade = 1; trade <= TOLD; trade += 1) {
    expect(isKnownTrade(trades, trade)).toBe(false);
    trades = rememberTrade(trades, trade);
    expect(isKnownTrade(trades, trade)).toBe(true);
  }
  const known = Array.from({ length: TOLD }, (_, index) => isKnownTrade(trades, index + 1));
  const first = known.indexOf(true);
  expect(TOLD - first).toBeGreaterThan(16_000);
  expect(TOLD - first).toBeLessThan(17_000);
  expect(known.slice(first).every(Boolean)).toBe(true);
});
