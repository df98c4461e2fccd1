/**
 * feed (pure, edges: csv-file.ts, line-blocks.ts, open-recording.ts, write-recording.ts,
 * appended-file.ts, recorder.ts, message-files.ts, parquet-messages.ts, parquet-sink.ts): what
 * drives a simulated venue: recordings written and read, and a synthetic market out of a seed. Also
 * raw streams of other exchanges, for research.
 */
export type { DepthHeard, DepthLevel, FeedMessage, TopHeard, TradeHeard } from './feed-message.js';
export { FlatMessage } from './flat-message.js';
export { type MarketDynamics, scaledToPrice, solDynamics } from './market-dynamics.js';
export { REGIME_NAMES, type RegimeName, type RegimeSpan } from './market-regime.js';
export type { MessageCounts } from './message-order.js';
export { openRecording, type RecordedCoin, type RecordingListing } from './open-recording.js';
export {
  type MessageReadOptions,
  readBinanceStream,
  visitBinanceStream,
} from './read-binance-stream.js';
export { readRecording } from './read-recording.js';
export { type TardisReadOptions, visitTardis } from './read-tardis.js';
export { recordingFiles } from './recording-files.js';
export type { RecordingCounts, RecordingOptions } from './recording-reader.js';
export { loadRecordingParquet } from './parquet-messages.js';
export { Recorder, type RecorderCounts } from './recorder.js';
export type { RecordingFormat } from './recording-sink.js';
export { RecordingError, type RecordingProblem } from './recording-error.js';
export { syntheticMarket, type SyntheticMarketOptions } from './synthetic-market.js';
export { readTextLines } from './text-lines.js';
export { visitRecording, type VisitedCounts } from './visit-recording.js';
export { writeRecording, type WrittenCounts } from './write-recording.js';
