/** Where a position is liquidated, as facts. */
import { ZERO } from '../base/index.js';
import type { FactStore } from '../kernel/index.js';
import type { MarketSlots } from './market-slots.js';
import type { OwnLiquidation } from './own-liquidation.js';

/** Far beyond what any price may be off by; where it is all the distance, its size is no matter. */
const FAR_AWAY = 2 ** 40;

/** `null`: nothing liquidates it, or it is flat; undefined: not known. `side`: by its sign. */
export function writeLiquidation(
  store: FactStore,
  { liquidationSide, liquidationPrice, isFlat, maintenanceRate }: MarketSlots,
  found: OwnLiquidation | null | undefined,
  side: number,
): void {
  // What nothing liquidates is as far from it as what is flat.
  const isSafe = found === null;
  const known = isSafe ? 0 : Math.sign(side);
  store.write(liquidationSide.slot, found === undefined ? Number.NaN : known);
  const price = isSafe ? ZERO : (found?.price ?? null);
  const { slot, scale } = liquidationPrice;
  if (typeof price === 'number') store.writeNear(slot, price * 10 ** scale);
  else store.writeDecimal(slot, price);
  store.write(isFlat.slot, isSafe ? FAR_AWAY : 0);
  store.writeDecimal(maintenanceRate.slot, found?.rate ?? ZERO);
}
