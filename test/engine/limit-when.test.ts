/** Goal: a limit with `when` denies where it applies, or may apply, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { Draft } from '../../src/engine/draft.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import type { Side } from '../../src/market/index.js';
import { compile, type EngineRig, liveRig, policyText } from './engine-kit.js';

function denied(rig: EngineRig, rules: string, side: Side = 'buy', size = '2'): readonly string[] {
  const policy = compile(policyText(rules));
  const draft = new Draft({ rules: createRuleBook(policy), solutions: new Map() }, rig.state);
  const order = { coin: 'HYPE', side, price: decimal(27), size: decimal(size) };
  return checkOrder(draft, order, []).denials.map(({ rule }) => rule);
}

const plain = () => liveRig(compile(policyText('')), { mark: 27 });

const night = (zone: string): string =>
  `limit night order.notional <= $20 when during 01:00 to 02:00 ${zone}`;

describe('a limit with a condition', () => {
  const limit = 'limit wide order.notional <= $20 when spread > 40bps';

  it('denies while its condition is true, and not while it is false', () => {
    const rig = plain();
    rig.top('26.9', '27.1');
    expect(denied(rig, limit)).toEqual(['wide']);
    rig.top('26.99', '27.01');
    expect(denied(rig, limit)).toEqual([]);
  });

  it('applies while its condition is unknown', () => {
    const rig = plain();
    expect(denied(rig, limit)).toEqual(['wide']);
    rig.top('26.99', '27.01');
    rig.at += 7_001;
    rig.mark(27);
    expect(denied(rig, limit)).toEqual(['wide']);
  });

  it('passes an order within it, whatever its condition', () => {
    expect(denied(plain(), limit, 'buy', '0.5')).toEqual([]);
  });

  it('looks at what would be: the order counts in its condition', () => {
    const large = 'limit large order.price <= $20 when |position| > 3 HYPE';
    const rig = plain();
    expect(denied(rig, large, 'buy', '3')).toEqual([]);
    expect(denied(rig, large, 'buy', '3.01')).toEqual(['large']);
  });

  it('never denies what only shrinks the position', () => {
    const rig = plain();
    rig.fill('buy', 2, 27);
    expect(denied(rig, limit, 'sell', '2')).toEqual([]);
    expect(denied(rig, limit, 'sell', '4')).toEqual(['wide']);
  });

  it('may hang on the time of day', () => {
    // The rig starts on 2001-09-09 at 01:46:40 UTC.
    expect(denied(plain(), night('UTC'))).toEqual(['night']);
    expect(denied(plain(), night('Europe/Prague'))).toEqual([]);
  });
});
