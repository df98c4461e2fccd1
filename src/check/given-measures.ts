/** Which measures a test may give: what the engine is told, not what it reckons from that. */
import type { Givenness } from './measure-meaning.js';
import { isMeasureName, MEASURE_TABLE, type MeasureName } from './measure-table.js';

export function givennessOf(name: string): Givenness {
  return isMeasureName(name) ? MEASURE_TABLE[name].given : 'computed';
}

/** What a computed measure follows from, for the remedy. */
export function sourcesOf(name: MeasureName): string {
  const { followsFrom } = MEASURE_TABLE[name];
  return followsFrom === null
    ? 'give what it is reckoned from, or let it happen by steps'
    : `give ${followsFrom}`;
}
