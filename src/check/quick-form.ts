/**
 * Linear forms in doubles, to see cheaply that two inequalities leave each other room. Most pairs
 * of rules do; only the rest is worth exact arithmetic.
 */
import type { LinearForm } from './linear-form.js';
import { remembering } from './remembering.js';

interface QuickTerm {
  readonly coefficient: number;
  readonly least: number;
  readonly most: number;
}

interface QuickForm {
  readonly constant: number;
  readonly terms: ReadonlyMap<string, QuickTerm>;
  /** The sum of its finite parts without their signs, for the bound on what rounding may do. */
  readonly magnitude: number;
}

/** Far above what rounding a few dozen products and sums can come to. */
const ROUNDING = 1e-11;

/**
 * Whether the sum of both forms, each so many times that the term `key` drops out, surely reaches
 * values above zero. False where doubles cannot tell.
 */
export function surelyLeavesRoom(first: LinearForm, second: LinearForm, key: string): boolean {
  const a = quickFormOf(first);
  const b = quickFormOf(second);
  const byFirst = Math.abs(b.terms.get(key)?.coefficient ?? 0);
  const bySecond = Math.abs(a.terms.get(key)?.coefficient ?? 0);
  let most = a.constant * byFirst + b.constant * bySecond;
  for (const [name, term] of a.terms) {
    if (name === key) continue;
    const ours = term.coefficient * byFirst;
    const theirs = (b.terms.get(name)?.coefficient ?? 0) * bySecond;
    most += mostOf(term, ours, theirs);
  }
  for (const [name, term] of b.terms) {
    if (name !== key && !a.terms.has(name)) most += mostOf(term, term.coefficient * bySecond, 0);
  }
  // NaN, of what rounding leaves open or of infinities that meet, is no answer.
  return most > (a.magnitude * byFirst + b.magnitude * bySecond) * ROUNDING;
}

/** NaN where the two parts of the coefficient may have cancelled out. */
function mostOf({ least, most }: QuickTerm, ours: number, theirs: number): number {
  const coefficient = ours + theirs;
  if (Math.abs(coefficient) <= (Math.abs(ours) + Math.abs(theirs)) * ROUNDING) return Number.NaN;
  return coefficient * (coefficient > 0 ? most : least);
}

const quickFormOf = remembering((form: LinearForm): QuickForm => {
  const terms = new Map<string, QuickTerm>();
  const constant = form.constant.toNumber();
  let magnitude = Math.abs(constant);
  for (const [key, { coefficient, range }] of form.terms) {
    const term = {
      coefficient: coefficient.toNumber(),
      least: range.least.toNumber(),
      most: range.most.toNumber(),
    };
    terms.set(key, term);
    for (const end of [term.least, term.most]) {
      if (Number.isFinite(end)) magnitude += Math.abs(term.coefficient * end);
    }
  }
  return { constant, terms, magnitude };
});
