/** What a ladder is built from. */
import type { Price, Ratio, Size } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import type { GlftSolution } from './solve-glft.js';

export interface LadderInputs {
  readonly instrument: Instrument;
  readonly solution: GlftSolution;
  /** USD per length of the solution: the tick size where the model counts ticks, 1 for dollars. */
  readonly lengthUnit: Price;
  readonly mid: Price;
  /** The other makers' best prices, so that nothing crosses; null where a side is empty. */
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  /** Signed contracts. */
  readonly position: Size;
  /** Contracts of one unit of inventory, quoted per level. */
  readonly unitSize: Size;
  /** Per side. */
  readonly levels: number;
  /** Contracts each side may rest, of `allocateSides`. */
  readonly buyBudget: Size;
  readonly sellBudget: Size;
  /** Least distance from mid, as a fraction of mid; also keeps every quote on its side of mid. */
  readonly minHalfSpread: Ratio;
}
