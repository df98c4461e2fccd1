/** simulator (pure): a venue in process: matching, fees, margin and liquidation prices. */
export type {
  MarketSnapshot,
  OrderRecord,
  PlaceResult,
  RejectReason,
  SimulatedVenue,
  SimulatedVenueEvent,
} from './simulated-venue.js';
