/** Goal: what may leave, why the rest may not, and how much of it would. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { Draft } from '../../src/engine/draft.js';
import type { LiveOrder } from '../../src/engine/live-orders.js';
import { checkOrder, sizeThatFits } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import type { Side } from '../../src/market/index.js';
import { compile, type EngineRig, liveRig, policyText } from './engine-kit.js';

function order(side: Side, size: number | string, price: number | string): LiveOrder {
  return { coin: 'HYPE', side, size: decimal(size), price: decimal(price) };
}

function draftOf(policy: CompiledPolicy, rig: EngineRig): Draft {
  return new Draft({ rules: createRuleBook(policy), solutions: new Map() }, rig.state);
}

function judge(
  rulesText: string,
  proposal: LiveOrder,
  options: { position?: number; others?: readonly LiveOrder[]; equity?: number } = {},
) {
  const policy = compile(policyText(rulesText, { quote: '' }));
  const { position = 0, others = [], equity = 10_000 } = options;
  const positions = position === 0 ? [] : [{ size: decimal(position) }];
  const rig = liveRig(policy, { equity, positions });
  const draft = draftOf(policy, rig);
  return {
    ...checkOrder(draft, proposal, others),
    fits: sizeThatFits(draft, proposal, others).toString(),
  };
}

describe('a denial', () => {
  it('names rule, place, text, value, threshold, unit and the size that would fit', () => {
    const { denials, fits } = judge(
      'limit order-notional order.notional <= $1_000',
      order('buy', '65.19', '27.11'),
    );
    expect(denials).toHaveLength(1);
    expect(denials[0]).toMatchObject({
      rule: 'order-notional',
      kind: 'limit',
      text: 'order.notional <= $1_000',
      unit: 'money',
    });
    expect(denials[0]?.place?.file).toBe('test.policy');
    expect(denials[0]?.place?.line).toBeGreaterThan(1);
    expect(denials[0]?.value?.toString()).toBe('1767.3009');
    expect(denials[0]?.threshold?.toString()).toBe('1000');
    expect(fits).toBe('36.88');
  });

  it('lists every failed rule: holds first, then what is built in, then limits by line', () => {
    const policy = compile(
      policyText(
        'limit small order.notional <= $10\n' +
          'reduce-only full when exposure > $100 until < $50\n' +
          'limit tiny |position| <= 1 HYPE\n' +
          'pause crowd when exposure > $100 until < $50\n' +
          'kill much when exposure > $100',
        { quote: '' },
      ),
    );
    const rig = liveRig(policy);
    rig.fill('buy', 60, '27.11');
    rig.operator('pause');
    const { denials } = checkOrder(draftOf(policy, rig), order('buy', 100, '27.11'), []);
    expect(denials.map(({ rule, kind }) => `${kind} ${rule}`)).toEqual([
      'operator operator.pause',
      'kill much',
      'pause crowd',
      'reduce-only full',
      'builtin builtin.margin-capacity',
      'builtin builtin.margin-both-sides',
      'limit small',
      'limit tiny',
    ]);
  });

  it('says so where a measure is unknown, and denies', () => {
    const { denials } = judge('limit near order.price within 5% of mid', order('buy', 1, 27));
    expect(denials).toMatchObject([
      { rule: 'near', value: null, text: 'order.price within 5% of mid' },
    ]);
  });
});

describe('a limit', () => {
  it('looks at the worst case: all that rests on its side, and the whole order', () => {
    const resting = [order('buy', 30, 27), order('sell', 80, 28)];
    const rule = 'limit position |position| <= 50 HYPE';
    const options = { position: 10, others: resting };
    expect(judge(rule, order('buy', 10, 27), options).denials).toEqual([]);
    expect(judge(rule, order('buy', '10.01', 27), options).denials).toMatchObject([
      { rule: 'position', value: decimal('50.01') },
    ]);
  });

  it('takes as order.size only what goes beyond flat', () => {
    const rule = 'limit size order.size <= 5 HYPE';
    expect(judge(rule, order('sell', 15, 27), { position: 10 }).denials).toEqual([]);
    const denied = judge(rule, order('sell', '15.01', 27), { position: 10 });
    expect(denied.denials).toMatchObject([{ rule: 'size', value: decimal('5.01') }]);
    expect(denied.reducingSize.toString()).toBe('10');
    expect(denied.fits).toBe('15');
  });

  it('counts resting orders and this one', () => {
    const others = [order('buy', 1, 27), order('sell', 1, 28)];
    const rule = 'limit open-orders open_orders <= 2';
    expect(judge(rule, order('buy', 1, 26), { others }).denials).toMatchObject([
      { rule: 'open-orders', value: decimal(3) },
    ]);
  });

  it('keeps a price within its band of mark', () => {
    const rule = 'limit price-sanity order.price within 5% of mark';
    expect(judge(rule, order('buy', 1, '25.76')).denials).toEqual([]);
    expect(judge(rule, order('buy', 1, '25.75')).denials).toMatchObject([{ rule: 'price-sanity' }]);
  });
});

describe('what is built in', () => {
  it('denies a market that the policy does not list', () => {
    const { denials } = judge('', { ...order('buy', 1, 100), coin: 'BTC' });
    expect(denials.map(({ rule }) => rule)).toContain('builtin.market-listed');
  });

  it('never lets the worst case exceed margin capacity', () => {
    const { denials, fits } = judge('', order('buy', 100, '27.11'), { equity: 397.49 });
    expect(denials).toMatchObject([{ rule: 'builtin.margin-capacity', unit: 'size' }]);
    expect(denials[0]?.threshold?.toFixed(2)).toBe('73.31');
    expect(fits).toBe('73.31');
  });

  it('never lets both sides together exceed free margin', () => {
    const others = [order('buy', 73, '27.11')];
    const inside = judge('', order('sell', 73, '27.13'), { equity: 397.49, others });
    expect(inside.denials).toEqual([]);
    const above = judge('', order('sell', 73, '28.00'), { equity: 397.49, others });
    expect(above.denials).toMatchObject([{ rule: 'builtin.margin-both-sides', unit: 'money' }]);
  });
});

describe('an order that reduces', () => {
  const harsh =
    'limit none order.notional <= $0.01\nkill much when exposure > $1\npause p when exposure > $1 until < $0.5';

  it('passes whatever the rules say, up to the position less what rests on its side', () => {
    const whole = judge(harsh, order('sell', 10, 27), { position: 10 });
    expect([whole.denials, whole.reducingSize.toString()]).toEqual([[], '10']);
    const others = [order('sell', 4, 28)];
    const clipped = judge(harsh, order('sell', 10, 27), { position: 10, others });
    expect(clipped.reducingSize.toString()).toBe('6');
    expect(clipped.fits).toBe('6');
    expect(clipped.denials.length).toBeGreaterThan(0);
  });

  it('is not one while the position is unknown', () => {
    const policy = compile(policyText('', { quote: '' }));
    const rig = liveRig(policy, { positions: [{ size: decimal(10) }] });
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    const verdict = checkOrder(draftOf(policy, rig), order('sell', 5, 27), []);
    expect(verdict.reducingSize.isZero()).toBe(true);
    expect(verdict.denials.map(({ rule }) => rule)).toContain('builtin.position-known');
  });
});

describe('the size that fits', () => {
  it('passes, and one lot more does not', () => {
    const policy = compile(
      policyText('limit n order.notional <= $700\nlimit p |position| <= 40 HYPE', { quote: '' }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -3_000, max: 3_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.constantFrom<Side>('buy', 'sell'),
        (position, size, side) => {
          const positions = position === 0 ? [] : [{ size: decimal(position).div(100) }];
          const rig = liveRig(policy, { equity: 2_000, positions });
          const draft = draftOf(policy, rig);
          const proposal = order(side, decimal(size).div(100).toString(), '27.11');
          const fits = sizeThatFits(draft, proposal, []);
          expect(fits.decimalPlaces()).toBeLessThanOrEqual(2);
          const passes = (each: typeof fits): boolean =>
            each.isZero() ||
            checkOrder(draft, { ...proposal, size: each }, []).denials.length === 0;
          expect(passes(fits)).toBe(true);
          const isWhole = fits.eq(proposal.size);
          expect(isWhole || !passes(fits.plus('0.01'))).toBe(true);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });
});
