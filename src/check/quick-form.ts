/**
 * A linear form in doubles, to see cheaply that inequalities leave room. Most rules, and most pairs
 * of them, do; only the rest is worth exact arithmetic.
 */
import type { Decimal } from '../base/index.js';
import type { LinearForm } from './linear-form.js';

interface QuickTerm {
  readonly coefficient: number;
  readonly least: number;
  readonly most: number;
}

export type Side = 'above' | 'below' | 'unsure';

/** Far above what rounding a few dozen products and sums can come to. */
const ROUNDING = 1e-11;

export class QuickForm {
  readonly #constant: number;
  readonly #terms = new Map<string, QuickTerm>();
  /** The sum of its finite parts without their signs, for the bound on what rounding may do. */
  readonly #magnitude: number;

  constructor({ constant, terms }: LinearForm) {
    this.#constant = doubleOf(constant);
    let magnitude = Math.abs(this.#constant);
    for (const [key, { coefficient, range }] of terms) {
      const factor = doubleOf(coefficient);
      const [least, most] = [doubleOf(range.least), doubleOf(range.most)];
      this.#terms.set(key, { coefficient: factor, least, most });
      if (Number.isFinite(least)) magnitude += Math.abs(factor * least);
      if (Number.isFinite(most)) magnitude += Math.abs(factor * most);
    }
    this.#magnitude = magnitude;
  }

  /** Whether its most is surely above zero, or below; `unsure` where doubles cannot tell. */
  most(): Side {
    let most = this.#constant;
    for (const term of this.#terms.values()) most += mostOf(term, term.coefficient, 0);
    return sideOf(most, this.#magnitude);
  }

  /** The same of the sum of both forms, each so many times that the term `key` drops out. */
  mostBeside(second: QuickForm, key: string): Side {
    const byFirst = Math.abs(second.#terms.get(key)?.coefficient ?? 0);
    const bySecond = Math.abs(this.#terms.get(key)?.coefficient ?? 0);
    let most = this.#constant * byFirst + second.#constant * bySecond;
    for (const [name, term] of this.#terms) {
      if (name === key) continue;
      const ours = term.coefficient * byFirst;
      const theirs = (second.#terms.get(name)?.coefficient ?? 0) * bySecond;
      most += mostOf(term, ours, theirs);
    }
    for (const [name, term] of second.#terms) {
      if (name === key || this.#terms.has(name)) continue;
      most += mostOf(term, term.coefficient * bySecond, 0);
    }
    return sideOf(most, this.#magnitude * byFirst + second.#magnitude * bySecond);
  }
}

/** Most bounds are zero or infinite, which need no text to be made of them. */
function doubleOf(value: Decimal): number {
  if (value.isZero()) return 0;
  if (value.isFinite()) return value.toNumber();
  return value.isNegative() ? -Infinity : Infinity;
}

/** NaN, of what rounding leaves open or of infinities that meet, is no answer. */
function sideOf(most: number, magnitude: number): Side {
  if (most > magnitude * ROUNDING) return 'above';
  return most < -magnitude * ROUNDING ? 'below' : 'unsure';
}

/** NaN where the two parts of the coefficient may have cancelled out. */
function mostOf({ least, most }: QuickTerm, ours: number, theirs: number): number {
  const coefficient = ours + theirs;
  if (Math.abs(coefficient) <= (Math.abs(ours) + Math.abs(theirs)) * ROUNDING) return Number.NaN;
  return coefficient * (coefficient > 0 ? most : least);
}
