/** The universe is a list in which an asset's id is its place, so gaps have to be filled. */
import type { Instrument } from '../market/index.js';

/** One entry a place, up to the highest asset id; null where no instrument has that id. */
export function universeOf(instruments: readonly Instrument[]): readonly (Instrument | null)[] {
  const length = Math.max(0, ...instruments.map((instrument) => instrument.assetId + 1));
  const universe = Array.from<Instrument | null>({ length }).fill(null);
  for (const instrument of instruments) universe[instrument.assetId] = instrument;
  return universe;
}
