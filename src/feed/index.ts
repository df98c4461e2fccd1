/**
 * feed (pure, edges: csv-file.ts, line-blocks.ts, open-recording.ts, write-recording.ts): what
 * drives a simulated venue: recordings read from disk, and a synthetic market out of a seed. Also
 * the raw streams of another exchange, for research.
 */
export type { DepthHeard, DepthLevel, FeedMessage, TopHeard, TradeHeard } from './feed-message.js';
export { FlatMessage } from './flat-message.js';
export { type MarketDynamics, scaledToPrice, solDynamics } from './market-dynamics.js';
export type { MessageCounts } from './message-order.js';
export { openRecording, type RecordedCoin, type RecordingListing } from './open-recording.js';
export {
  type MessageReadOptions,
  readBinanceStream,
  visitBinanceStream,
} from './read-binance-stream.js';
export { readRecording } from './read-recording.js';
export { type TardisReadOptions, visitTardis } from './read-tardis.js';
export { recordingFiles } from './csv-file.js';
export type { RecordingCounts, RecordingOptions } from './recording-reader.js';
export { RecordingError, type RecordingProblem } from './recording-error.js';
export { syntheticMarket, type SyntheticMarketOptions } from './synthetic-market.js';
export { visitRecording, type VisitedCounts } from './visit-recording.js';
export { writeRecording, type WrittenCounts } from './write-recording.js';
