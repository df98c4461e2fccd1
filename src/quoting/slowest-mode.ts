/** The mode of the chain that lasts longest: what any terminal values turn into in the end. */
import { type InventoryChain, valueAt } from './inventory-chain.js';

/**
 * The chain seen from the peak of its slowest mode: two arms that leave it, or the one of a chain
 * that stands for both sides.
 */
export interface SlowestMode {
  /** Index of the peak in the chain. */
  readonly peak: number;
  readonly fillGain: number;
  /** Of M, less the least cost of the chain: within [−2η, 0]. */
  readonly eigenvalue: number;
  readonly arms: readonly ModeArm[];
}

/** Site 0 is the peak, the last one is an inventory bound. */
export interface ModeArm {
  /** 1 towards higher inventory, −1 towards lower. */
  readonly direction: 1 | -1;
  /** How many alike arms this one stands for. */
  readonly copies: 1 | 2;
  /** Of every site, less the least cost of the chain. */
  readonly costs: Float64Array;
  /** The mode at site j + 1 over the mode at site j; one fewer than the costs. */
  readonly ratios: Float64Array;
}

/** Two sites of all but the same height are both the peak. */
const PEAK_TOLERANCE = 1e-8;
const PEAK_TRIES_MAX = 8;

export function slowestMode(chain: InventoryChain): SlowestMode {
  const { costs, fillGain, copies } = chain;
  let peak = 0;
  costs.forEach((cost, i) => {
    if (cost < valueAt(costs, peak)) peak = i;
  });
  const cheapest = valueAt(costs, peak);
  for (let tries = 1; ; tries += 1) {
    const arms = [armFrom(chain, peak, 1, cheapest)];
    if (copies === 1) arms.push(armFrom(chain, peak, -1, cheapest));
    const eigenvalue = smallestEigenvalue(arms, fillGain);
    // Ratios are only exact when they are taken towards the peak, which the bounds can move.
    const higher = arms.find(({ ratios }) => valueAt(ratios, 0) > 1 + PEAK_TOLERANCE);
    if (higher === undefined || tries === PEAK_TRIES_MAX)
      return { peak, fillGain, eigenvalue, arms };
    const top = higher.ratios.findIndex((ratio) => ratio <= 1);
    peak += higher.direction * (top < 0 ? higher.ratios.length : top);
  }
}

/** ln (v_(q+1) / v_q) along the chain, where v is the mode times 1 + `excess`, per arm and site. */
export function logRatiosOf(
  { peak, arms }: SlowestMode,
  excess: readonly Float64Array[] | null = null,
): Float64Array {
  const logRatios = new Float64Array(arms.reduce((sum, { ratios }) => sum + ratios.length, 0));
  for (const [index, { ratios, direction }] of arms.entries()) {
    const extra = excess?.[index];
    for (let j = 0; j < ratios.length; j += 1) {
      let ratio = Math.log(valueAt(ratios, j));
      if (extra !== undefined) {
        const before = valueAt(extra, j);
        ratio += Math.log1p((valueAt(extra, j + 1) - before) / (1 + before));
      }
      if (direction === 1) logRatios[peak + j] = ratio;
      else logRatios[peak - 1 - j] = -ratio;
    }
  }
  return logRatios;
}

function armFrom(
  { costs, copies }: InventoryChain,
  peak: number,
  direction: 1 | -1,
  cheapest: number,
): ModeArm {
  const sites = direction === 1 ? costs.length - peak : peak + 1;
  const own = new Float64Array(sites);
  for (let j = 0; j < sites; j += 1) own[j] = valueAt(costs, peak + direction * j) - cheapest;
  return { direction, copies, costs: own, ratios: new Float64Array(sites - 1) };
}

/**
 * Newton's method on the pivot of M − x at the peak, which falls ever faster from x = −∞ to where
 * the arms' own smallest eigenvalue lies: once above the root it descends to it without a miss.
 * Leaves the ratios of the mode in the arms.
 */
function smallestEigenvalue(arms: readonly ModeArm[], fillGain: number): number {
  let below = -2 * fillGain;
  let above = 0;
  let x = below;
  for (;;) {
    const { pivot, slope } = pivotAtPeak(arms, fillGain, x);
    if (pivot > 0) below = x;
    else above = x;
    // NaN where an arm has an eigenvalue below x, which the whole chain then has too.
    let next = x + pivot / slope;
    if (Math.abs(next - x) <= Number.EPSILON * fillGain) return x;
    if (!(next > below && next < above)) next = below + (above - below) / 2;
    if (next <= below || next >= above) {
      if (x !== below) pivotAtPeak(arms, fillGain, below);
      return below;
    }
    x = next;
  }
}

/** The pivot at the peak and how fast it falls with x, NaN unless both arms are above x. */
function pivotAtPeak(
  arms: readonly ModeArm[],
  fillGain: number,
  x: number,
): { readonly pivot: number; readonly slope: number } {
  let pivot = -x;
  let slope = 1;
  for (const { copies, costs, ratios } of arms) {
    let ratio = 0;
    // Of the squared mode, from here outwards, over its square at the site before.
    let mass = 0;
    for (let j = ratios.length; j > 0; j -= 1) {
      const left = valueAt(costs, j) - x - fillGain * ratio;
      if (!(left > 0)) return { pivot: NaN, slope: NaN };
      ratio = fillGain / left;
      ratios[j - 1] = ratio;
      mass = (1 + mass) * ratio * ratio;
    }
    pivot -= copies * fillGain * ratio;
    slope += copies * mass;
  }
  const [first] = arms;
  return { pivot: pivot + (first === undefined ? NaN : valueAt(first.costs, 0)), slope };
}
