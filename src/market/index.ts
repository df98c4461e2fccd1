/** market (pure): the words of trading as values, for the engine, the simulator and venues. */
export type { AccountReport, FeeRates, PositionReport } from './account.js';
export type { Fill } from './fill.js';
export type { Instrument, MarginTier } from './instrument.js';
export type { LedgerEntry } from './ledger-entry.js';
export type {
  BookChanged,
  BookLevel,
  ContextChanged,
  MarketEvent,
  TopChanged,
  TradePrinted,
} from './market-event.js';
export type { OpenOrder, OrderRequest, TimeInForce } from './order.js';
export {
  isOnPriceGrid,
  isOnSizeGrid,
  roundPriceDown,
  roundPriceUp,
  roundSizeDown,
  tickSizeAt,
} from './price-grid.js';
export { oppositeOf, type Side, signOf } from './side.js';
