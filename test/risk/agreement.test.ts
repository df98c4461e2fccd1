/** The manager that decides by doubles where it may says what decimals alone say. */
import { describe, expect, it } from 'vitest';
import * as riskRoom from '../../src/risk/index.js';
import type { RiskManager } from '../../src/risk/index.js';
import { compile } from '../engine/engine-kit.js';
import { Dice } from '../soak/dice.js';
import { emptyRiskTally, playDay } from '../soak/risk-input.js';
import { RISK_CASES } from '../soak/risk-policies.js';
import { AT, riskManager } from './risk-kit.js';

const SEED = 5;
const DAYS = 4;
const EVENTS = 150;

describe('a risk manager by doubles', () => {
  it.each(Object.entries(RISK_CASES))(
    'agrees with one by decimals in all it says, %s',
    (_, { text, dayOf, withoutPositionNews }) => {
      const policy = compile(text);
      const tally = emptyRiskTally();
      for (let day = 0; day < DAYS; day += 1) {
        const differs = playDay(
          dayOf(new Dice(SEED, day)),
          riskRoom,
          policy,
          EVENTS,
          tally,
          withoutPositionNews,
        );
        expect(differs, `day ${day} of seed ${SEED}`).toBeNull();
      }
      expect(tally.orders).toBeGreaterThan(100);
      expect(tally.denied).toBeGreaterThan(tally.orders / 10);
      expect(tally.orders - tally.denied).toBeGreaterThan(tally.orders / 10);
    },
    120_000,
  );
});

/** What both ways tell of the same calls, for one is as good as the other. */
function toldByBoth(rules: string, play: (risk: RiskManager) => readonly unknown[]): string[] {
  return [false, true].map((isDecimalOnly) =>
    JSON.stringify(play(riskManager(rules, { isDecimalOnly }))),
  );
}

it('a cancel of an order whose reply was lost ends what counts such orders', () => {
  const [fast, exact] = toldByBoth('alert lost when unresolved_orders > 0', (risk) => {
    const { orderId } = risk.checkOrder({ coin: 'BTC', side: 'buy', price: 49_990, size: 0.01 });
    const lost = risk.recordTimeout(orderId ?? 0, AT + 1);
    return [lost, risk.updatePrice('BTC', 50_001, AT + 2), risk.recordCancel(orderId ?? 0, AT + 3)];
  });
  expect(fast).toBe(exact);
  expect(fast).toContain('ruleReleased');
});

it('a tick at the instant of an order judges what counts orders', () => {
  const [fast, exact] = toldByBoth('alert many when open_orders > 0', (risk) => {
    risk.checkOrder({ coin: 'BTC', side: 'buy', price: 49_990, size: 0.01 }, AT + 1);
    return [risk.tick(AT + 1), risk.tick(AT + 1)];
  });
  expect(fast).toBe(exact);
  expect(fast).toContain('ruleTripped');
});
