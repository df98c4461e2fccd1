/** Goal: a waived rule is silent until its date, and holds from that instant on. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { Draft } from '../../src/engine/draft.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import { compile, type EngineRig, liveRig, policyText } from './engine-kit.js';

const RULES =
  'limit        small  order.notional <= $50\n' +
  'reduce-only  low    when equity < $900\n' +
  'reduce-only  cheap  when entry_price < $5';

function waived(until: number, ...names: readonly string[]): CompiledPolicy {
  const policy = compile(policyText(RULES, { quote: '' }));
  const rules = policy.rules.map((rule) =>
    names.includes(rule.name) ? { ...rule, waivedUntil: until } : rule,
  );
  return { ...policy, rules };
}

function denialsOf(policy: CompiledPolicy, rig: EngineRig): readonly string[] {
  const draft = new Draft({ rules: createRuleBook(policy), solutions: new Map() }, rig.state);
  const order = { coin: 'HYPE', side: 'buy', size: decimal(4), price: decimal(27) } as const;
  return checkOrder(draft, order, []).denials.map(({ rule }) => rule);
}

describe('a waived rule', () => {
  const start = liveRig(waived(0)).at;

  it('denies nothing before its date, and denies from that instant on', () => {
    const later = start + 60_000;
    const policy = waived(later, 'small', 'cheap');
    const rig = liveRig(policy, { equity: 1_000 });
    expect(denialsOf(policy, rig)).toEqual([]);
    rig.at = later;
    rig.mark(27);
    expect(denialsOf(policy, rig)).toContain('small');
  });

  it('trips nothing before its date, and trips with what it finds then', () => {
    const later = start + 60_000;
    const policy = waived(later, 'low', 'cheap');
    const rig = liveRig(policy, { equity: 500 });
    expect(rig.of('ruleTripped')).toEqual([]);
    rig.at = later;
    rig.account(500);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toEqual(['low']);
  });

  it('holds nothing back by being unknown before its date', () => {
    const later = start + 60_000;
    // Nobody knows the entry price of a flat position.
    const heldBy = [waived(0), waived(later, 'cheap')].map(
      (policy) => liveRig(policy, { equity: 1_000 }).view().markets[0]?.heldBy,
    );
    expect(heldBy).toEqual(['cheap', null]);
  });
});

describe('a waived setting', () => {
  it('is back in a running engine at its date', () => {
    const policy = compile(policyText('', { quote: '' }));
    const [market] = policy.markets;
    if (market === undefined) throw new Error('the policy has a market');
    const { account, books, staleAfter } = policy;
    const from = liveRig(policy).at + 60_000;
    const tighter = { account, books, staleAfter, markets: [{ ...market, leverage: 2 }], from };
    const rig = liveRig({ ...policy, laterSettings: [tighter] }, { equity: 1_000 });
    const capacity = (): number => rig.view().markets[0]?.marginCapacity?.toNumber() ?? 0;
    rig.mark(27);
    const before = capacity();
    rig.at = from;
    rig.mark(27);
    rig.account(1_000);
    expect(before).toBeGreaterThan(0);
    expect(before / capacity()).toBeCloseTo(market.leverage / 2, 9);
  });
});
