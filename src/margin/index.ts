/** margin (pure): what positions tie up, when they are liquidated, how both sides share margin. */
export { allocateLevels, type ValuedLevel } from './allocate-levels.js';
export { allocateSides, type SideAllocation } from './allocate-sides.js';
export { initialMargin } from './initial-margin.js';
export { liquidationBuffer } from './liquidation-buffer.js';
export { liquidationPrice, liquidationPriceBeside } from './liquidation-price.js';
export {
  maintenanceMargin,
  maintenanceRateAt,
  type MaintenanceTier,
  maintenanceTiers,
  tierLeverage,
} from './maintenance-margin.js';
export {
  distanceToLiquidation,
  type MarginCushion,
  marginCushion,
  type MarginedPosition,
} from './margin-cushion.js';
export { marginCapacity } from './margin-capacity.js';
export { sideSize } from './side-size.js';
