/**
 * whatif (pure, edges: tape-file.ts, tape-cache.ts): recorded markets run through again: the tape
 * that a recording is decoded to and kept as, the models of queues and latency, and a replay of a
 * maker's post-only orders over it.
 */
export {
  constantLatency,
  exponentialLatency,
  type LatencyModel,
  type LatencyRun,
  type LatencySample,
  recordedLatency,
} from './latency-model.js';
export type { MarketTape } from './market-tape.js';
export { logQueue, powerQueue, type QueueModel, riskAverseQueue } from './queue-model.js';
export type { ReplayOrder } from './replay-order.js';
export {
  type MakerDesk,
  type ReplayOptions,
  type ReplayResult,
  replayTape,
} from './replay-tape.js';
export { TapeBuilder, type TapeOptions } from './tape-builder.js';
export { readTape, type ReadTapeOptions, type TapeInput } from './read-tape.js';
export { cachedTape, type CachedTape, type TapeSource } from './tape-cache.js';
export { type CountedTape, readTapeFile, TapeFileError, writeTapeFile } from './tape-file.js';
export { tapeFolder } from './tape-folder.js';
