/** venue (pure): the port that the live loop speaks to; adapters and simulators stand behind it. */
export type {
  AccountStanding,
  LeverageSetting,
  ActionBudget,
  CancelOutcome,
  CancelRequest,
  OrderStatusAnswer,
  SubmitOutcome,
  Venue,
  VenueEvent,
} from './venue.js';
export { VenueError } from './venue.js';
