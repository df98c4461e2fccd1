/** replay (pure): a journalled run made again: its policy, its presets and its engine. */
export { carriedPresets } from './carried-presets.js';
export { compileJournaled, engineForRun } from './engine-for-run.js';
