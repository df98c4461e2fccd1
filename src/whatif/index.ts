/**
 * whatif (pure, edges: tape-file.ts, tape-cache.ts, write-parquet-tape.ts,
 * read-parquet-tape.ts): recorded markets run through again: the tape
 * that a recording is decoded to and kept as, and a replay of a maker's post-only orders over it,
 * by the simulator's models of queues and latency; and makers side by side on the simulated venue.
 */
export {
  compareMakers,
  type MakerComparison,
  type MakerComparisonInputs,
  type MakerScore,
  type MakerSummary,
} from './compare-makers.js';
export { estimateMean } from './estimate-mean.js';
export { glftMaker, type GlftMakerSettings, type MarginSplit } from './glft-maker.js';
export type { MarketTape } from './market-tape.js';
export type { EnforcedTally, ReplayPolicy } from './replay-guard.js';
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
export {
  type Maker,
  type MakerFill,
  type MakerRun,
  type MakerRunOptions,
  type MakerSample,
  type MakerView,
  runMaker,
} from './run-maker.js';
export { TapeError } from './tape-error.js';
export { loadParquetLibrary } from './parquet-library.js';
export { readParquetTape } from './read-parquet-tape.js';
export { writeParquetTape } from './write-parquet-tape.js';
