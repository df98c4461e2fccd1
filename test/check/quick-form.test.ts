/** The law of the shortcut: where doubles see room, exact arithmetic finds it too. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Decimal } from '../../src/base/index.js';
import { ANYTHING, AT_LEAST_ZERO, ZERO_TO_ONE } from '../../src/check/interval.js';
import { addForms, type LinearForm, rangeOfForm, scaleForm } from '../../src/check/linear-form.js';
import { QuickForm } from '../../src/check/quick-form.js';

const KEYS = ['x', 'y', 'z'];
const RANGES = [ANYTHING, AT_LEAST_ZERO, ZERO_TO_ONE];
/** Decimals that doubles round, and pairs of them that nearly cancel out. */
const figures = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.constantFrom('1', '0.1', '1e-20', '1e20', '3'))
  .map(([count, unit]) => decimal(count).times(unit));
const coefficients = figures.filter((value) => !value.isZero());

const forms: fc.Arbitrary<LinearForm> = fc
  .tuple(figures, fc.dictionary(fc.constantFrom(...KEYS), coefficients, { maxKeys: 3 }))
  .map(([constant, terms]) => ({
    constant,
    // A measure has one range, whatever the form.
    terms: new Map(
      Object.entries(terms).map(([key, coefficient]) => {
        const range = RANGES[KEYS.indexOf(key)] ?? ANYTHING;
        return [key, { coefficient, range, isWhole: false }];
      }),
    ),
  }));

function exactMost(first: LinearForm, second: LinearForm, key: string): Decimal | null {
  const ours = first.terms.get(key)?.coefficient;
  const theirs = second.terms.get(key)?.coefficient;
  if (ours === undefined || theirs === undefined) return null;
  if (ours.isNegative() === theirs.isNegative()) return null;
  const sum = addForms(scaleForm(first, theirs.abs()), scaleForm(second, ours.abs()));
  return rangeOfForm(sum).most;
}

const leavesRoom = (first: LinearForm, second: LinearForm, key: string): boolean =>
  new QuickForm(first).surelyLeavesRoom(new QuickForm(second), key);

describe('one inequality in doubles', () => {
  it('reaches above zero only where exact arithmetic says so', () => {
    let seen = 0;
    fc.assert(
      fc.property(forms, (form) => {
        if (!new QuickForm(form).surelyReaches()) return;
        seen += 1;
        expect(rangeOfForm(form).most.gt(0)).toBe(true);
      }),
      { seed: 5, numRuns: 10_000 },
    );
    expect(seen).toBeGreaterThan(1_000);
  });
});

describe('two inequalities in doubles', () => {
  it('leave room only where exact arithmetic says so', () => {
    let seen = 0;
    fc.assert(
      fc.property(forms, forms, fc.constantFrom(...KEYS), (first, second, key) => {
        const most = exactMost(first, second, key);
        if (most === null || !leavesRoom(first, second, key)) return;
        seen += 1;
        expect(most.gt(0)).toBe(true);
      }),
      { seed: 3, numRuns: 20_000 },
    );
    expect(seen).toBeGreaterThan(1_000);
  });

  it('are left to exact arithmetic where a term cancels out', () => {
    const range = ANYTHING;
    const form = (constant: number, x: string, y: string): LinearForm => ({
      constant: decimal(constant),
      terms: new Map([
        ['x', { coefficient: decimal(x), range, isWhole: false }],
        ['y', { coefficient: decimal(y), range, isWhole: false }],
      ]),
    });
    expect(leavesRoom(form(-1, '0.1', '0.3'), form(-1, '-0.1', '-0.3'), 'x')).toBe(false);
    expect(leavesRoom(form(-1, '0.1', '0.3'), form(-1, '-0.1', '-0.2'), 'x')).toBe(true);
  });
});
