/** session (impure): the live loop between a venue and the engine, its clocks and its recovery. */
export { createPacedClock, type PacedClock, type Settlement } from './paced-clock.js';
export { createSystemClock } from './system-clock.js';
