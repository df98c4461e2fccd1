/** check (pure): from the tree as written to a policy whose units, names and directions hold. */
export { FEED_NAMES, type FeedName, MEASURE_NAMES, type MeasureName } from './measure-name.js';
