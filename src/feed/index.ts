/**
 * feed (pure, edges: csv-file.ts, open-recording.ts, write-recording.ts): what drives a simulated
 * venue: recordings read from disk, and a synthetic market out of a seed.
 */
export { type MarketDynamics, scaledToPrice, solDynamics } from './market-dynamics.js';
export { openRecording, type RecordedCoin, type RecordingListing } from './open-recording.js';
export { readRecording, type RecordingCounts, type RecordingOptions } from './read-recording.js';
export { RecordingError, type RecordingProblem } from './recording-error.js';
export { syntheticMarket, type SyntheticMarketOptions } from './synthetic-market.js';
export { writeRecording, type WrittenCounts } from './write-recording.js';
