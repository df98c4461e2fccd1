/** The margin of one account, quoted on both sides: what the venue must be able to accept. */
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../../src/base/index.js';
import { Draft } from '../../src/engine/draft.js';
import { checkOrder, sizeThatFits } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import { compile, liveRig, policyText, sizes } from '../engine/engine-kit.js';

const POLICY = compile(policyText(''));

/** USD that a venue at 10x reserves for orders that all open. */
function marginOf(orders: readonly { readonly price: Decimal; readonly size: Decimal }[]): number {
  return orders.reduce((sum, { price, size }) => sum + price.times(size).div(10).toNumber(), 0);
}

describe('an account of $397.49 at 10x and a mark of 27.11', () => {
  it('quotes about 73 contracts a side, which together fit its margin', () => {
    const rig = liveRig(POLICY);
    rig.top('27.10', '27.12');
    const [bids, asks] = [rig.submitted('buy'), rig.submitted('sell')];
    expect(rig.of('orderDenied')).toEqual([]);
    expect(sizes(bids)).toBeGreaterThan(71.5);
    expect(sizes(bids)).toBeLessThan(73.4);
    expect(sizes(asks)).toBeGreaterThan(71.5);
    expect(sizes(asks)).toBeLessThan(73.4);
    expect(marginOf([...bids, ...asks])).toBeLessThanOrEqual(397.49);
    expect(marginOf([...bids, ...asks])).toBeGreaterThan(385);
  });

  it('was given 146 on both sides by the old bug: more than its margin, and denied here', () => {
    const rig = liveRig(POLICY);
    const draft = new Draft({ rules: createRuleBook(POLICY), solutions: new Map() }, rig.state);
    const everything = decimal('397.49').times(10).div('27.11').toDecimalPlaces(2, 1);
    const bid = { coin: 'HYPE', side: 'buy', price: decimal('27.10'), size: everything } as const;
    const ask = { coin: 'HYPE', side: 'sell', price: decimal('27.12'), size: everything } as const;
    expect(everything.toString()).toBe('146.62');
    expect(marginOf([bid, ask])).toBeGreaterThan(2 * 397);

    const first = checkOrder(draft, bid, []);
    expect(first.denials.map(({ rule }) => rule)).toEqual(['builtin.margin-capacity']);
    expect(sizeThatFits(draft, bid, []).toString()).toBe('73.31');
    const second = checkOrder(draft, ask, [bid]);
    expect(second.denials.map(({ rule }) => rule)).toEqual([
      'builtin.margin-capacity',
      'builtin.margin-both-sides',
    ]);
    expect(sizeThatFits(draft, ask, [bid]).toNumber()).toBeLessThan(0.1);
  });

  it('leans its margin to the closing side as a position builds, within the same total', () => {
    const rig = liveRig(POLICY, { positions: [{ size: decimal(40) }] });
    rig.top('27.10', '27.12');
    const [bids, asks] = [rig.submitted('buy'), rig.submitted('sell')];
    expect(sizes(bids)).toBeLessThan(73.31 * 0.98 - 40 + 0.1);
    expect(sizes(asks)).toBeGreaterThan(40);
    expect(sizes(asks) - 40).toBeLessThan(73.4);
    const opening = marginOf(bids) + marginOf(asks) * (1 - 40 / sizes(asks));
    expect(opening + (40 * 27.11) / 10).toBeLessThan(397.49 * 1.001);
  });
});
