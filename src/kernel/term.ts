/** Arithmetic over numbered facts: an expression once each measure has its place. */
import type { Decimal } from '../base/index.js';

/** One fact of a store: it holds the value times 10^scale, a whole number where that is exact. */
export interface SlotTerm {
  readonly kind: 'slot';
  readonly slot: number;
  readonly scale: number;
}

/** A fact that is not known makes whatever is reckoned from it not known. */
export type Term =
  | SlotTerm
  | { readonly kind: 'constant'; readonly value: Decimal }
  /** Dividing by zero or less has no value. */
  | {
      readonly kind: 'add' | 'subtract' | 'multiply' | 'divide';
      readonly left: Term;
      readonly right: Term;
    }
  | { readonly kind: 'negate' | 'absolute'; readonly operand: Term }
  | { readonly kind: 'min' | 'max'; readonly operands: readonly Term[] }
  /** The one of both whose magnitude is larger, `left` where they are equal. */
  | { readonly kind: 'larger'; readonly left: Term; readonly right: Term }
  /** The operand where `test` is above zero, else zero. */
  | { readonly kind: 'whenPositive'; readonly test: Term; readonly operand: Term }
  /** `values[n]`, where n counts the bounds (ascending) that the operand has reached. */
  | {
      readonly kind: 'step';
      readonly operand: Term;
      readonly bounds: readonly Decimal[];
      readonly values: readonly Decimal[];
    };
