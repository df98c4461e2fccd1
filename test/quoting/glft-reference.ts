/**
 * GLFT's quotes to some thirty digits, by another way than the solver's: with B = ρ − M, which has no
 * negative entry, v(T) is in proportion to Σ (T B)ⁿ/n! · 1 (uniformisation). Every term is a sum of
 * positive numbers, so that fixed-point arithmetic in large integers loses nothing that matters.
 */
import { Decimal as DecimalJs } from 'decimal.js';
import type { SolveGlftInputs } from '../../src/quoting/index.js';

const Decimal = DecimalJs.clone({ precision: 60 });
const BITS = 140n;
/** A term this much smaller than its sum is the last. */
const BITS_THAT_MATTER = 100n;
const ONE = 1n << BITS;

/** Distances of the bids at each inventory but the highest; without drift and impact. */
export function glftReference(inputs: SolveGlftInputs & { horizonSeconds: number }): number[] {
  const { inventoryMin, inventoryMax, horizonSeconds } = inputs;
  const [k, gamma] = [new Decimal(inputs.decay), new Decimal(inputs.riskAversion)];
  const alpha = k.div(2).times(gamma).times(new Decimal(inputs.volatility).pow(2));
  const growth = gamma.div(k).plus(1);
  const eta = growth.pow(k.div(gamma).plus(1).neg()).times(inputs.intensity);
  const units = Array.from({ length: inventoryMax - inventoryMin + 1 }, (_, i) => inventoryMin + i);
  const diagonal = units.map((q) => fixed(alpha.times(q * q)));
  const most = diagonal.reduce((a, b) => (a > b ? a : b));
  const sums = sumOfTerms(
    diagonal.map((each) => most - each),
    fixed(eta),
    BigInt(horizonSeconds),
  );
  const base = growth.ln().div(gamma);
  return sums.slice(1).map((above, index) => {
    const ratio = new Decimal(String(sums[index])).div(new Decimal(String(above)));
    return ratio.ln().div(k).plus(base).toNumber();
  });
}

/** Until a term is too small to matter anywhere. */
function sumOfTerms(diagonal: readonly bigint[], beside: bigint, seconds: bigint): bigint[] {
  let term = diagonal.map(() => ONE);
  let sums = term;
  for (let n = 1n; ; n += 1n) {
    const before = term;
    term = before.map((value, index) => {
      const neighbours = (before[index - 1] ?? 0n) + (before[index + 1] ?? 0n);
      const moved = (diagonal[index] ?? 0n) * value + beside * neighbours;
      return (moved * seconds) / (n << BITS);
    });
    sums = sums.map((sum, index) => sum + (term[index] ?? 0n));
    if (term.every((value, index) => value << BITS_THAT_MATTER < (sums[index] ?? 0n))) return sums;
  }
}

function fixed(value: DecimalJs): bigint {
  return BigInt(value.times(new Decimal(2).pow(Number(BITS))).toFixed(0));
}
