/**
 * loopback (impure): the simulator served over Hyperliquid's wire on this machine, so that the
 * live path runs for real: HTTP, WebSocket, recovered signatures, nonces. All its time is the
 * clock that is passed in. Not there yet: trigger orders, modify, margin transfers, sub-accounts
 * and vaults, candles, funding history, rate limits, faults on demand.
 */
export { type InProcessVenue, openInProcessVenue } from './in-process-venue.js';
export { LoopbackStartError } from './listen-locally.js';
export type { ExchangeModels, LoopbackAccount, LoopbackVenueOptions } from './loopback-options.js';
export { type LoopbackVenue, startLoopbackVenue } from './loopback-venue.js';
