/** The manager that decides by doubles where it may says what decimals alone say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as riskRoom from '../../src/risk/index.js';
import { compile } from '../engine/engine-kit.js';
import { Dice } from '../soak/dice.js';
import { emptyRiskTally, playDay } from '../soak/risk-input.js';

const POLICY = compile(readFileSync('test/risk/risk-desk.policy', 'utf8'));
const SEED = 5;
const DAYS = 8;
const EVENTS = 150;

describe('a risk manager by doubles', () => {
  it('agrees with one by decimals in verdict, reasons, size that fits, states and trips', () => {
    const tally = emptyRiskTally();
    for (let day = 0; day < DAYS; day += 1) {
      const differs = playDay(new Dice(SEED, day), riskRoom, POLICY, EVENTS, tally);
      expect(differs, `day ${day} of seed ${SEED}`).toBeNull();
    }
    expect(tally.orders).toBeGreaterThan(200);
    expect(tally.denied).toBeGreaterThan(tally.orders / 5);
    expect(tally.orders - tally.denied).toBeGreaterThan(tally.orders / 10);
  }, 120_000);
});
