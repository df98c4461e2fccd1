/**
 * The engine's word on an order against a second reading: the measures in hundredths by hand, the
 * limits by the reference interpreter, and the size that fits by trying every lot.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { ProblemList } from '../../src/diagnostic/index.js';
import { Draft } from '../../src/engine/draft.js';
import type { LiveOrder } from '../../src/engine/live-orders.js';
import { checkOrder, sizeThatFits } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import type { Side } from '../../src/market/index.js';
import { type ConditionNode, parsePolicy } from '../../src/syntax/index.js';
import {
  type Fraction,
  referenceCondition,
  type Values,
} from '../compile/reference-interpreter.js';
import { compile, liveRig, policyText } from './engine-kit.js';

/** Sizes in lots of 0.01, prices in cents: whole numbers, so that nothing is rounded. */
interface Situation {
  readonly side: Side;
  readonly size: number;
  readonly price: number;
  readonly position: number;
  readonly others: readonly { readonly side: Side; readonly size: number }[];
}

const MARK = 2711;
const side = fc.constantFrom<Side>('buy', 'sell');
const situations: fc.Arbitrary<Situation> = fc.record({
  side,
  size: fc.integer({ min: 1, max: 120 }),
  price: fc.integer({ min: 2550, max: 2870 }),
  position: fc.integer({ min: -80, max: 80 }),
  others: fc.array(fc.record({ side, size: fc.integer({ min: 1, max: 60 }) }), { maxLength: 3 }),
});

const cents = (count: number): string => `$${(count / 100).toFixed(2)}`;
const lots = (count: number): string => `${(count / 100).toFixed(2)} HYPE`;
/** Bounds of the order of what is measured; those from a size and a price meet it exactly. */
const limits = fc.oneof(
  fc.integer({ min: 1, max: 4000 }).map((bound) => `order.notional <= ${cents(bound)}`),
  fc
    .tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 2550, max: 2870 }))
    .map(([size, price]) => `order.notional <= ${lots(size)} * ${cents(price)}`),
  fc.integer({ min: 1, max: 200 }).map((bound) => `|position| <= ${lots(bound)}`),
  fc.integer({ min: 1, max: 200 }).map((bound) => `|position| < ${lots(bound)}`),
  fc.integer({ min: 1, max: 200 }).map((bound) => `exposure <= ${lots(bound)} * mark`),
  fc.integer({ min: 1, max: 120 }).map((bound) => `order.size <= ${lots(bound)}`),
  fc.integer({ min: 1, max: 4 }).map((bound) => `open_orders <= ${bound}`),
  fc.constantFrom('order.price within 5% of mark', 'order.price within $1 of mark'),
  fc.integer({ min: 1, max: 6000 }).map((b) => `order.notional + position_value <= ${cents(b)}`),
);

const hundredths = (count: number): Fraction => ({ top: BigInt(count), over: 100n });
const product = (size: number, price: number): Fraction => ({
  top: BigInt(size) * BigInt(price),
  over: 10_000n,
});

/** The measures of the worst case, and how much of the order adds. */
function measuresOf(at: Situation, size: number): { adding: number; values: Values } {
  const sign = at.side === 'buy' ? 1 : -1;
  const resting = at.others
    .filter((other) => other.side === at.side)
    .reduce((sum, other) => sum + other.size, 0);
  const open = Math.max(0, -sign * at.position - resting);
  const adding = size - Math.min(open, size);
  const worst = at.position + sign * (resting + size);
  const value = product(Math.abs(worst), MARK);
  const values = new Map<string, Fraction>([
    ['order.price', hundredths(at.price)],
    ['order.size', hundredths(adding)],
    ['order.notional', product(adding, at.price)],
    ['mark', hundredths(MARK)],
    ['position', hundredths(worst)],
    ['position_value', value],
    ['exposure', value],
    ['open_orders', { top: BigInt(at.others.length + 1), over: 1n }],
  ]);
  return { adding, values };
}

function treesOf(conditions: readonly string[]): readonly ConditionNode[] {
  const text = conditions.map((condition, at) => `limit l${at} ${condition}\n`).join('');
  const tree = parsePolicy(`policy a\n${text}`, new ProblemList('a.policy'));
  return (tree?.entries ?? []).flatMap((entry) => (entry.kind === 'rule' ? [entry.condition] : []));
}

function deniedByReference(trees: readonly ConditionNode[], at: Situation, size: number) {
  const { adding, values } = measuresOf(at, size);
  const denied = trees.flatMap((tree, number) =>
    referenceCondition(tree, values).truth === 'true' ? [] : [`l${number}`],
  );
  return adding === 0 ? [] : denied;
}

function orderOf(each: { readonly side: Side; readonly size: number }, price: number): LiveOrder {
  const size = decimal(each.size).div(100);
  return { coin: 'HYPE', side: each.side, size, price: decimal(price).div(100) };
}

describe('the engine and the reference', () => {
  it('deny an order by the same limits and let the same part of it fit', () => {
    const several = fc.array(limits, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(several, situations, (conditions, at) => {
        const rules = conditions.map((condition, number) => `limit l${number} ${condition}`);
        const policy = compile(policyText(rules.join('\n'), { quote: '' }));
        const positions = at.position === 0 ? [] : [{ size: decimal(at.position).div(100) }];
        const rig = liveRig(policy, { equity: 100_000, positions });
        const draft = new Draft({ rules: createRuleBook(policy), solutions: new Map() }, rig.state);
        const order = orderOf(at, at.price);
        const others = at.others.map((other) => orderOf(other, MARK));
        const trees = treesOf(conditions);
        const { denials } = checkOrder(draft, order, others);
        expect(denials.map(({ rule }) => rule)).toEqual(deniedByReference(trees, at, at.size));
        let fits = at.size;
        while (fits > 0 && deniedByReference(trees, at, fits).length > 0) fits -= 1;
        expect(sizeThatFits(draft, order, others).times(100).toNumber()).toBe(fits);
      }),
      { seed: 51, numRuns: 500 },
    );
  });
});
