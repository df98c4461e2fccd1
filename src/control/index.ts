/**
 * control (impure): the operator's line to a running process: which runs there are, one run per
 * account, and the socket over which a run is asked and told. It decides nothing.
 */
export { AccountLocked, lockAccount } from './account-lock.js';
export { askRun, openLine, type RunLine } from './control-client.js';
export { ControlError } from './control-error.js';
export {
  type CommandAnswer,
  type ControlAnswer,
  type ControlRequest,
  type StatusAnswer,
} from './control-protocol.js';
export { type ControlHandler, type ControlSocket, openControlSocket } from './control-server.js';
export { announceRun, type AnnouncedRun, findRuns, readRunOfJournal } from './run-registry.js';
export { socketPathFor } from './runtime-directory.js';
