/** The chain of inventories that the exact quotes solve v' = M v on, t seconds before the end. */

/**
 * M = diag(costs) − fillGain on both neighbouring diagonals, per second. What is wanted is
 * ln (v_(q+1) / v_q): with hundreds of units v spans thousands of orders of magnitude, where a
 * plain eigendecomposition returns negative values.
 */
export interface InventoryChain {
  /** Convex in the inventory, so that v has one peak. */
  readonly costs: Float64Array;
  /** η; > 0. */
  readonly fillGain: number;
  /** ln (v_(q+1) / v_q) at the end of the horizon; one fewer than the costs. */
  readonly terminalLogRatios: Float64Array;
  /**
   * 2 where the chain is the upper half of one that is alike on both sides of its site 0: M's first
   * entry beside the diagonal is then −2η, and every site but the first stands for two.
   */
  readonly copies: 1 | 2;
}

/** A wrong index would show as NaN in the quotes, which `solveGlft` refuses. */
export function valueAt(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}
