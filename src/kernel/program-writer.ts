/** Turns terms into straight-line instructions, each number with a bound of its error beside it. */
import {
  assertInvariant,
  Decimal,
  isOnLattice,
  latticeOf,
  powerOfTen,
  unreachable,
} from '../base/index.js';
import {
  type BoundOf,
  boundOfConstant,
  boundOfEither,
  boundOfProduct,
  boundOfSlot,
  boundOfSum,
} from './bound.js';
import type { OperationName } from './operation.js';
import type { Term } from './term.js';

/** Where an operand stands: a fact, a reckoned error, an earlier result, or a number. */
export type Operand =
  | { readonly kind: 'fact'; readonly slot: number }
  | { readonly kind: 'bound'; readonly index: number }
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'number'; readonly value: number };

export interface Instruction {
  readonly register: number;
  readonly operation: OperationName;
  readonly operands: readonly Operand[];
}

/**
 * A value times 10^scale. Its error is reckoned beforehand from the sizes of facts (`bound`), or
 * step by step with the value itself where it was divided by a fact (`operand`).
 */
export interface Written {
  readonly operand: Operand;
  readonly scale: number;
  readonly error:
    | { readonly kind: 'bound'; readonly bound: BoundOf }
    | { readonly kind: 'operand'; readonly operand: Operand };
}

/** More decimal places than any figure of a policy or a venue has; doubles hold no more anyway. */
const SCALE_MAX = 12;
const ROUNDING_LITERAL: Operand = { kind: 'number', value: 2 ** -50 };
const ZERO_LITERAL: Operand = { kind: 'number', value: 0 };

export class ProgramWriter {
  readonly instructions: Instruction[] = [];
  /** Errors that are reckoned beforehand, in the order of their indices. */
  readonly bounds: BoundOf[] = [];
  readonly #written = new Map<Term, Written>();
  readonly #registers = new Map<string, Operand>();

  /** The instructions of `term`; a term that was written before is not reckoned again. */
  write(term: Term): Written {
    const before = this.#written.get(term);
    if (before !== undefined) return before;
    const written = this.#writeNew(term);
    this.#written.set(term, written);
    return written;
  }

  /** left − right with its error. */
  writeDifference(left: Term, right: Term): Written {
    return this.#sum('subtract', this.write(left), this.write(right));
  }

  /** The error as an operand, whichever way it is reckoned. */
  errorOf({ error }: Written): Operand {
    if (error.kind === 'operand') return error.operand;
    this.bounds.push(error.bound);
    return { kind: 'bound', index: this.bounds.length - 1 };
  }

  emit(operation: OperationName, ...operands: readonly Operand[]): Operand {
    const key = `${operation} ${operands.map(operandKey).join(' ')}`;
    const before = this.#registers.get(key);
    if (before !== undefined) return before;
    const register = this.instructions.length;
    this.instructions.push({ register, operation, operands });
    const result: Operand = { kind: 'register', register };
    this.#registers.set(key, result);
    return result;
  }

  #writeNew(term: Term): Written {
    switch (term.kind) {
      case 'slot': {
        const { slot, scale } = term;
        const error = { kind: 'bound', bound: boundOfSlot(slot) } as const;
        return { operand: { kind: 'fact', slot }, scale, error };
      }
      case 'constant':
        return writeConstant(term.value);
      case 'add':
      case 'subtract':
        return this.#sum(term.kind, this.write(term.left), this.write(term.right));
      case 'multiply':
        return this.#product(this.write(term.left), this.write(term.right));
      case 'divide':
        return this.#divide(term.left, term.right);
      case 'negate': {
        const { operand, scale, error } = this.write(term.operand);
        return { operand: this.emit('negate', operand), scale, error };
      }
      case 'absolute':
        return this.#absolute(term.operand);
      case 'min':
      case 'max':
        return this.#extreme(
          term.kind,
          term.operands.map((each) => this.write(each)),
        );
      case 'larger':
        return this.#larger(this.write(term.left), this.write(term.right));
      case 'whenPositive':
        return this.#whenPositive(this.write(term.test), this.write(term.operand));
      case 'step':
        return this.#step(term);
      default:
        return unreachable(term);
    }
  }

  #sum(operation: 'add' | 'subtract', left: Written, right: Written): Written {
    const [a, b, scale] = this.#aligned(left, right);
    const operand = this.emit(operation, a.operand, b.operand);
    if (a.error.kind === 'bound' && b.error.kind === 'bound') {
      const bound = boundOfSum(a.error.bound, b.error.bound);
      return { operand, scale, error: { kind: 'bound', bound } };
    }
    const carried = this.emit('add', this.errorOf(a), this.errorOf(b));
    return {
      operand,
      scale,
      error: { kind: 'operand', operand: this.#plusRounding(carried, operand) },
    };
  }

  #product(left: Written, right: Written): Written {
    const operand = this.emit('multiply', left.operand, right.operand);
    const scale = left.scale + right.scale;
    if (left.error.kind === 'bound' && right.error.kind === 'bound') {
      const bound = boundOfProduct(left.error.bound, right.error.bound);
      return { operand, scale, error: { kind: 'bound', bound } };
    }
    const [leftError, rightError] = [this.errorOf(left), this.errorOf(right)];
    // (|l| + el) er + el |r|
    const most = this.emit('add', this.emit('absolute', left.operand), leftError);
    const carried = this.emit(
      'add',
      this.emit('multiply', most, rightError),
      this.emit('multiply', leftError, this.emit('absolute', right.operand)),
    );
    return {
      operand,
      scale,
      error: { kind: 'operand', operand: this.#plusRounding(carried, operand) },
    };
  }

  #divide(leftTerm: Term, rightTerm: Term): Written {
    const left = this.write(leftTerm);
    if (rightTerm.kind === 'constant' && rightTerm.value.gt(0)) {
      const reciprocal = new Decimal(1).div(rightTerm.value);
      return this.#product(left, writeConstant(reciprocal));
    }
    const right = this.write(rightTerm);
    const [a, b] = this.#aligned(left, right);
    const [leftError, rightError] = [this.errorOf(a), this.errorOf(b)];
    const operand = this.emit('quotient', a.operand, b.operand, rightError);
    const error = this.emit('quotientError', operand, b.operand, leftError, rightError);
    return { operand, scale: 0, error: { kind: 'operand', operand: error } };
  }

  #absolute(operandTerm: Term): Written {
    // Of two magnitudes the larger is the same number, whichever sign it came with.
    if (operandTerm.kind === 'larger') {
      const { left, right } = operandTerm;
      return this.#extreme('max', [this.#absolute(left), this.#absolute(right)]);
    }
    const { operand, scale, error } = this.write(operandTerm);
    return { operand: this.emit('absolute', operand), scale, error };
  }

  #extreme(operation: 'min' | 'max', operands: readonly Written[]): Written {
    const scale = Math.max(...operands.map((each) => each.scale));
    const aligned = operands.map((each) => this.#rescaled(each, scale));
    const operand = this.emit(operation, ...aligned.map((each) => each.operand));
    const bounds = aligned.flatMap(({ error }) => (error.kind === 'bound' ? [error.bound] : []));
    if (bounds.length === aligned.length) {
      return { operand, scale, error: { kind: 'bound', bound: boundOfEither(bounds) } };
    }
    const errors = aligned.map((each) => this.errorOf(each));
    return { operand, scale, error: { kind: 'operand', operand: this.emit('max', ...errors) } };
  }

  #larger(left: Written, right: Written): Written {
    const [a, b, scale] = this.#aligned(left, right);
    const [leftError, rightError] = [this.errorOf(a), this.errorOf(b)];
    const operand = this.emit('larger', a.operand, b.operand);
    const error = this.emit('largerError', a.operand, b.operand, leftError, rightError);
    return { operand, scale, error: { kind: 'operand', operand: error } };
  }

  #whenPositive(test: Written, other: Written): Written {
    const testError = this.errorOf(test);
    const operand = this.emit('whenPositive', test.operand, testError, other.operand);
    const error = this.emit('whenPositiveError', test.operand, testError, this.errorOf(other));
    return { operand, scale: other.scale, error: { kind: 'operand', operand: error } };
  }

  #step({ operand: operandTerm, bounds, values }: Extract<Term, { kind: 'step' }>): Written {
    const test = this.write(operandTerm);
    const rungs = bounds.map((bound): Operand => number(latticeOf(bound, test.scale)));
    assertInvariant(
      values.every((value) => value.isInteger()),
      'a step leads to whole numbers',
    );
    const [first = ZERO_LITERAL, ...rest] = values.map((value) => number(value.toNumber()));
    const ladder = [first, ...rungs.flatMap((rung, at) => [rung, rest[at] ?? first])];
    const operand = this.emit('step', test.operand, ...ladder);
    const error = this.emit('stepError', test.operand, this.errorOf(test), ...rungs);
    return { operand, scale: 0, error: { kind: 'operand', operand: error } };
  }

  #aligned(left: Written, right: Written): readonly [Written, Written, number] {
    const scale = Math.max(left.scale, right.scale);
    return [this.#rescaled(left, scale), this.#rescaled(right, scale), scale];
  }

  #rescaled(written: Written, scale: number): Written {
    if (written.scale === scale) return written;
    const factor = powerOfTen(scale - written.scale);
    if (written.operand.kind === 'number' && written.operand.value === 0) {
      return { ...written, scale };
    }
    const by: Written = {
      operand: number(factor),
      scale: scale - written.scale,
      error: { kind: 'bound', bound: boundOfConstant(factor, factor <= 1e22) },
    };
    return this.#product(written, by);
  }

  #plusRounding(error: Operand, value: Operand): Operand {
    const own = this.emit('multiply', this.emit('absolute', value), ROUNDING_LITERAL);
    return this.emit('add', error, own);
  }
}

function writeConstant(value: Decimal): Written {
  const scale = Math.min(Math.max(0, value.decimalPlaces()), SCALE_MAX);
  const whole = latticeOf(value, scale);
  const bound = boundOfConstant(Math.abs(whole), isOnLattice(value, scale));
  return { operand: number(whole), scale, error: { kind: 'bound', bound } };
}

function number(value: number): Operand {
  return { kind: 'number', value };
}

function operandKey(operand: Operand): string {
  switch (operand.kind) {
    case 'fact':
      return `f${operand.slot}`;
    case 'bound':
      return `b${operand.index}`;
    case 'register':
      return `r${operand.register}`;
    case 'number':
      return String(operand.value);
    default:
      return unreachable(operand);
  }
}
