import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../../src/base/index.js';
import {
  type Comparator,
  type Condition,
  evaluateCondition,
  evaluateExpression,
  type Expression,
  type MeasureReader,
  type MeasureValue,
  type Truth,
} from '../../src/compile/index.js';

const NOTHING_KNOWN: MeasureReader = {
  read: () => ({ status: 'missing' }),
  readAccountWide: () => ({ status: 'stale' }),
  at: 0,
  ageOf: () => decimal(0),
};

/** Measures by name; whatever is not given is missing. */
function readerOf(values: Record<string, MeasureValue | number>): MeasureReader {
  return {
    ...NOTHING_KNOWN,
    read(name, coin) {
      const value = values[coin === null ? name : `${coin}.${name}`];
      if (value === undefined) return { status: 'missing' };
      return typeof value === 'number' ? { status: 'known', value: decimal(value) } : value;
    },
  };
}

const constant = (value: number): Expression => ({ kind: 'constant', value: decimal(value) });
const measure = (name: 'equity' | 'mark' | 'position', coin: string | null = null): Expression => ({
  kind: 'measure',
  name,
  coin,
});
const compare = (left: Expression, comparator: Comparator, right: Expression): Condition => ({
  kind: 'compare',
  comparator,
  left,
  right,
  text: 'left ? right',
  unit: 'number',
});
const known = (value: MeasureValue): Decimal | null =>
  value.status === 'known' ? value.value : null;

const TRUTHS: Record<Truth, Condition> = {
  true: compare(constant(1), '<', constant(2)),
  false: compare(constant(2), '<', constant(1)),
  unknown: compare(measure('equity'), '<', constant(1)),
};

describe('evaluateExpression', () => {
  it('keeps arithmetic exact where doubles would not', () => {
    const sum: Expression = { kind: 'add', left: constant(0.1), right: constant(0.2) };
    expect(known(evaluateExpression(sum, NOTHING_KNOWN))?.toString()).toBe('0.3');
  });

  it('has no value where it divides by zero or by less', () => {
    for (const divisor of [0, -1]) {
      const quotient: Expression = {
        kind: 'divide',
        left: constant(1),
        right: constant(divisor),
      };
      expect(evaluateExpression(quotient, NOTHING_KNOWN).status).toBe('none');
    }
  });

  it('reads a measure that is NaN as missing', () => {
    const reader = readerOf({ equity: Number.NaN });
    expect(evaluateExpression(measure('equity'), reader).status).toBe('missing');
  });

  it('passes on why an operand is not known', () => {
    const reader = readerOf({ equity: { status: 'stale' }, mark: 5 });
    const least: Expression = { kind: 'min', operands: [measure('mark'), measure('equity')] };
    expect(evaluateExpression(least, reader).status).toBe('stale');
    const wide: Expression = { kind: 'accountMeasure', name: 'unrealized_pnl' };
    expect(evaluateExpression(wide, reader).status).toBe('stale');
  });

  it('takes the least and the greatest of its operands', () => {
    const operands = [constant(3), constant(-2), constant(7)];
    expect(known(evaluateExpression({ kind: 'min', operands }, NOTHING_KNOWN))?.toNumber()).toBe(
      -2,
    );
    expect(known(evaluateExpression({ kind: 'max', operands }, NOTHING_KNOWN))?.toNumber()).toBe(7);
  });
});

describe('evaluateCondition', () => {
  it('shows both sides of each comparison, also where the first one decides', () => {
    const outcome = evaluateCondition(
      { kind: 'or', operands: [TRUTHS.true, TRUTHS.unknown, TRUTHS.false] },
      NOTHING_KNOWN,
    );
    expect(outcome.truth).toBe('true');
    expect(outcome.sides.map((side) => side.truth)).toEqual(['true', 'unknown', 'false']);
    expect(outcome.sides[1]?.left).toBeNull();
    expect(outcome.sides[1]?.right?.toNumber()).toBe(1);
  });

  it('measures `within` as a distance against the distance allowed', () => {
    const within: Condition = {
      kind: 'within',
      left: constant(26),
      tolerance: constant(0.05),
      toleranceIs: 'ratio',
      center: measure('mark', 'HYPE'),
      text: 'order.price within 5% of mark',
      unit: 'price',
    };
    const near = evaluateCondition(within, readerOf({ 'HYPE.mark': 27.11 }));
    expect(near.truth).toBe('true');
    expect(near.sides[0]?.left?.toString()).toBe('1.11');
    expect(near.sides[0]?.right?.toString()).toBe('1.3555');
    expect(evaluateCondition(within, readerOf({ 'HYPE.mark': 28 })).truth).toBe('false');
    expect(evaluateCondition(within, NOTHING_KNOWN).truth).toBe('unknown');
    const inMoney: Condition = { ...within, toleranceIs: 'money', tolerance: constant(3) };
    expect(evaluateCondition(inMoney, readerOf({ 'HYPE.mark': 28 })).truth).toBe('true');
  });

  it('compares by each comparator as the sign of the difference says', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (a, b) => {
        const truth = (comparator: Comparator): Truth =>
          evaluateCondition(compare(constant(a), comparator, constant(b)), NOTHING_KNOWN).truth;
        expect([truth('<'), truth('<='), truth('='), truth('>='), truth('>')]).toEqual(
          [a < b, a <= b, a === b, a >= b, a > b].map(String),
        );
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('joins truths as Kleene does', () => {
    const rank: Record<Truth, number> = { false: 0, unknown: 1, true: 2 };
    const truths = fc.array(fc.constantFrom<Truth>('true', 'false', 'unknown'), { minLength: 1 });
    fc.assert(
      fc.property(truths, (parts) => {
        const operands = parts.map((truth) => TRUTHS[truth]);
        const least = parts.reduce((a, b) => (rank[a] < rank[b] ? a : b));
        const greatest = parts.reduce((a, b) => (rank[a] > rank[b] ? a : b));
        expect(evaluateCondition({ kind: 'and', operands }, NOTHING_KNOWN).truth).toBe(least);
        expect(evaluateCondition({ kind: 'or', operands }, NOTHING_KNOWN).truth).toBe(greatest);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('never turns a known truth into its opposite when data is lost', () => {
    const numbers = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(numbers, numbers, numbers, fc.boolean(), (equity, mark, bound, isAnd) => {
        const condition: Condition = {
          kind: isAnd ? 'and' : 'or',
          operands: [
            compare(measure('equity'), '<', constant(bound)),
            compare(measure('mark'), '>=', constant(bound)),
          ],
        };
        const full = evaluateCondition(condition, readerOf({ equity, mark })).truth;
        for (const facts of [{ equity }, { mark }, {}]) {
          const less = evaluateCondition(condition, readerOf(facts)).truth;
          expect([full, 'unknown']).toContain(less);
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
