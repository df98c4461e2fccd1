/**
 * How large a polynomial of facts can be, and how far its double may be from its decimal. Sums
 * and products of whole numbers below 2^53 are exact in doubles and, with 16 digits at most, in
 * decimals of 40 digits; all else errs by half an ulp an operation at most, and four times that is
 * allowed here. What decimals themselves round is far below it.
 */
export interface Bound {
  /** Not below the magnitude of the double, nor of the decimal. */
  readonly most: number;
  /** 0: the double is the decimal, a whole number of the lattice. */
  readonly error: number;
}

/** What is known of each fact: how large it can be, and how far its double from its decimal. */
export interface FactBounds {
  boundOf(slot: number): Bound;
}

/** Reckons a bound from those of the facts. */
export type BoundOf = (facts: FactBounds) => Bound;

const EXACT_BELOW = 2 ** 53;
/** Four times half an ulp. */
const ROUNDING = 2 ** -51;
/** More than anything that is lost below the smallest doubles. */
export const TINY = 1e-290;
/** Beyond it products may run out of doubles: the whole program is left to decimals. */
const LARGEST = 1e100;
/** Room for the rounding of the bounds themselves. */
const SLACK = 1 + 2 ** -30;

export function boundOfSlot(slot: number): BoundOf {
  return (facts) => facts.boundOf(slot);
}

export function boundOfConstant(most: number, isExact: boolean): BoundOf {
  const bound = { most, error: isExact ? 0 : ROUNDING * most + TINY };
  return () => bound;
}

export function boundOfSum(left: BoundOf, right: BoundOf): BoundOf {
  return (facts) => {
    const [a, b] = [left(facts), right(facts)];
    return rounded(a.most + b.most, a.error + b.error);
  };
}

export function boundOfProduct(left: BoundOf, right: BoundOf): BoundOf {
  return (facts) => {
    const [a, b] = [left(facts), right(facts)];
    const carried = a.error * b.most + b.error * a.most + a.error * b.error;
    return rounded(a.most * b.most, carried);
  };
}

export function boundOfEither(operands: readonly BoundOf[]): BoundOf {
  return (facts) => {
    const bounds = operands.map((each) => each(facts));
    return {
      most: Math.max(...bounds.map(({ most }) => most)),
      error: Math.max(...bounds.map(({ error }) => error)),
    };
  };
}

function rounded(most: number, carried: number): Bound {
  if (!(most <= LARGEST))
    return { most: Number.POSITIVE_INFINITY, error: Number.POSITIVE_INFINITY };
  if (carried === 0 && most < EXACT_BELOW) return { most, error: 0 };
  const error = (carried + ROUNDING * most + TINY) * SLACK;
  return { most: most * SLACK + error, error };
}
