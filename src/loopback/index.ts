/**
 * loopback (impure): the simulator served over Hyperliquid's wire on this machine, so that the
 * live path runs for real: HTTP, WebSocket, recovered signatures, nonces, limits, and faults on
 * demand. All its time is the clock that is passed in, and all its chance one seed. Not there yet:
 * take-profits, sub-accounts and vaults, candles.
 */
export { FAULT_NAMES, type FaultName, FAULTS, type FaultSetting } from './fault.js';
export { type InProcessVenue, openInProcessVenue } from './in-process-venue.js';
export { LoopbackStartError } from './listen-locally.js';
export type {
  ExchangeModels,
  FaultOptions,
  LoopbackAccount,
  LoopbackVenueOptions,
  VenueLimits,
} from './loopback-options.js';
export { type LoopbackVenue, startLoopbackVenue } from './loopback-venue.js';
export { FaultSpecError, parseFaults } from './parse-faults.js';
export type { FaultNews } from './venue-faults.js';
