/** A pause that has ended starts its own count of a streak anew, and no other rule's. */
import { describe, expect, it } from 'vitest';
import { compile, type EngineRig, liveRig, policyText } from './engine-kit.js';

/** Buys and sells again, 10 cents lower: a round trip that loses. */
function lose(rig: EngineRig): void {
  trade(rig, '27.10', '27.00');
}

function win(rig: EngineRig): void {
  trade(rig, '27.00', '27.10');
}

let trades = 0;

function trade(rig: EngineRig, bought: string, sold: string): void {
  rig.at += 1_000;
  rig.fill('buy', 1, bought, { tradeId: (trades += 1) });
  rig.fill('sell', 1, sold, { tradeId: (trades += 1) });
  rig.mark('27.11');
}

const RULES = `pause        short-streak             when consecutive_losses >= 2 until 10s later
kill         long-streak              when consecutive_losses >= 4`;

const rigOf = (rules: string): EngineRig => liveRig(compile(policyText(rules, { quote: '' })));

const trippedRules = (rig: EngineRig): readonly string[] =>
  rig.of('ruleTripped').map(({ rule }) => rule);

describe('a streak', () => {
  it('goes on for the rules beside a pause that has ended', () => {
    const rig = rigOf(RULES);
    for (let losses = 1; losses <= 2; losses += 1) lose(rig);
    expect(trippedRules(rig)).toEqual(['short-streak']);
    rig.wait(11_000);
    expect(rig.of('ruleReleased')).toMatchObject([{ rule: 'short-streak' }]);
    lose(rig);
    expect(trippedRules(rig)).toEqual(['short-streak']);
    lose(rig);
    expect(trippedRules(rig)).toEqual(['short-streak', 'short-streak', 'long-streak']);
  });

  it('is broken by a win for all of them', () => {
    const rig = rigOf(RULES);
    for (let losses = 1; losses <= 2; losses += 1) lose(rig);
    rig.wait(11_000);
    lose(rig);
    win(rig);
    lose(rig);
    expect(trippedRules(rig)).toEqual(['short-streak']);
    lose(rig);
    expect(trippedRules(rig)).toEqual(['short-streak', 'short-streak']);
  });

  it('of a rule of its own stays its own across a restart', () => {
    const rig = rigOf(RULES);
    for (let losses = 1; losses <= 2; losses += 1) lose(rig);
    rig.wait(11_000);
    lose(rig);
    const again = liveRig(compile(policyText(RULES, { quote: '' })), { state: rig.state });
    again.wait(250);
    expect(trippedRules(again)).toEqual([]);
    lose(again);
    expect(trippedRules(again)).toEqual(['short-streak', 'long-streak']);
  });

  it('of errors is kept apart as well', () => {
    const rig =
      rigOf(`pause        few                      when consecutive_errors >= 2 until 10s later
pause        many                     when consecutive_errors >= 4 until resumed`);
    const err = (): void => {
      const clientOrderId = '0x01';
      rig.hear({ kind: 'orderOutcomeUnknown', at: rig.at, clientOrderId, reason: 'timeout' });
    };
    err();
    err();
    rig.wait(11_000);
    err();
    expect(trippedRules(rig)).toEqual(['few']);
    err();
    expect(trippedRules(rig)).toEqual(['few', 'few', 'many']);
    rig.hear({ kind: 'orderAccepted', at: rig.at, clientOrderId: '0x01', orderId: 1 });
    expect(rig.state).toMatchObject({ consecutiveErrors: 0 });
    expect(Object.values(rig.state.ownStreaks).map(({ errors }) => errors)).toEqual([0]);
  });
});
