/** The manager that decides by doubles where it may says what decimals alone say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as riskRoom from '../../src/risk/index.js';
import { compile } from '../engine/engine-kit.js';
import { Dice } from '../soak/dice.js';
import { emptyRiskTally, playDay } from '../soak/risk-input.js';

const TEXT = readFileSync('test/risk/risk-desk.policy', 'utf8');
/** With limits that look at time, at when they apply, and at what waits for orders. */
const MORE = `
limit        small-when-late          order.notional <= $40_000 when age(mark) > 20ms
limit        small-when-unheard       order.notional <= $60_000 when age(account) > 1s
`;
const POLICIES = { 'as it is': TEXT, 'with limits on ages': TEXT + MORE };
const SEED = 5;
const DAYS = 6;
const EVENTS = 150;

describe('a risk manager by doubles', () => {
  it.each(Object.entries(POLICIES))('agrees with one by decimals in all it says, %s', (_, text) => {
    const policy = compile(text);
    const tally = emptyRiskTally();
    for (let day = 0; day < DAYS; day += 1) {
      const differs = playDay(new Dice(SEED, day), riskRoom, policy, EVENTS, tally);
      expect(differs, `day ${day} of seed ${SEED}`).toBeNull();
    }
    expect(tally.orders).toBeGreaterThan(200);
    expect(tally.denied).toBeGreaterThan(tally.orders / 10);
    expect(tally.orders - tally.denied).toBeGreaterThan(tally.orders / 10);
  }, 120_000);
});
