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

const besides = (first: LinearForm, second: LinearForm, key: string): string =>
  new QuickForm(first).mostBeside(new QuickForm(second), key);

const exactSide = (most: Decimal): string => (most.gt(0) ? 'above' : most.lt(0) ? 'below' : 'zero');

describe('one inequality in doubles', () => {
  it('is above or below zero only where exact arithmetic says so', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(forms, (form) => {
        const side = new QuickForm(form).most();
        seen.set(side, (seen.get(side) ?? 0) + 1);
        if (side !== 'unsure') expect(exactSide(rangeOfForm(form).most)).toBe(side);
      }),
      { seed: 5, numRuns: 10_000 },
    );
    expect(seen.get('above')).toBeGreaterThan(1_000);
    expect(seen.get('below')).toBeGreaterThan(500);
  });
});

describe('two inequalities in doubles', () => {
  it('leave room, or none, only where exact arithmetic says so', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(forms, forms, fc.constantFrom(...KEYS), (first, second, key) => {
        const most = exactMost(first, second, key);
        if (most === null) return;
        const side = besides(first, second, key);
        seen.set(side, (seen.get(side) ?? 0) + 1);
        if (side !== 'unsure') expect(exactSide(most)).toBe(side);
      }),
      { seed: 3, numRuns: 20_000 },
    );
    expect(seen.get('above')).toBeGreaterThan(1_000);
    expect(seen.get('below')).toBeGreaterThan(50);
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
    expect(besides(form(-1, '0.1', '0.3'), form(-1, '-0.1', '-0.3'), 'x')).toBe('unsure');
    expect(besides(form(-1, '0.1', '0.3'), form(-1, '-0.1', '-0.2'), 'x')).toBe('above');
  });
});
