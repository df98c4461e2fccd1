/** session (impure): the live loop between a venue and the engine, its clocks and its recovery. */
export { createDirectVenue, type DirectVenue } from './direct-venue.js';
export {
  createEmbeddedVenue,
  type EmbeddedVenue,
  type EmbeddedVenueOptions,
} from './embedded-venue.js';
export { type RecoveredJournal, recoverJournal } from './journal-recovery.js';
export { JournalWriter } from './journal-writer.js';
export { mergeMarkets, mergeRecordings, startingAt } from './merge-markets.js';
export { createPacedClock, type PacedClock, type Settlement } from './paced-clock.js';
export { rehearseStart } from './rehearse-start.js';
export { openRemoteVenue } from './remote-venue.js';
export { Shadow } from './shadow.js';
export { startSession } from './session.js';
export {
  type OperatorOutcome,
  type Session,
  type SessionJournal,
  type SessionNotice,
  type SessionObserver,
  type SessionOptions,
  type SessionOutcome,
  StartRefused,
} from './session-port.js';
export type { GateAnswer } from './start-gate.js';
export { createSystemClock } from './system-clock.js';
