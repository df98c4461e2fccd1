/** The manager that decides by doubles where it may says what decimals alone say. */
import { describe, expect, it } from 'vitest';
import * as riskRoom from '../../src/risk/index.js';
import { compile } from '../engine/engine-kit.js';
import { Dice } from '../soak/dice.js';
import { emptyRiskTally, playDay } from '../soak/risk-input.js';
import { RISK_POLICIES } from '../soak/risk-policies.js';

const SEED = 5;
const DAYS = 4;
const EVENTS = 150;

describe('a risk manager by doubles', () => {
  it.each(Object.entries(RISK_POLICIES))(
    'agrees with one by decimals in all it says, %s',
    (_, text) => {
      const policy = compile(text);
      const tally = emptyRiskTally();
      for (let day = 0; day < DAYS; day += 1) {
        const differs = playDay(new Dice(SEED, day), riskRoom, policy, EVENTS, tally);
        expect(differs, `day ${day} of seed ${SEED}`).toBeNull();
      }
      expect(tally.orders).toBeGreaterThan(100);
      expect(tally.denied).toBeGreaterThan(tally.orders / 10);
      expect(tally.orders - tally.denied).toBeGreaterThan(tally.orders / 10);
    },
    120_000,
  );
});
