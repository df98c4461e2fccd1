/**
 * presets (impure): where a policy's presets come from: this package, files beside the policy, or
 * the journal that carries them, from which its engine is made again.
 */
export { carriedPresets } from './carried-presets.js';
export { compileJournaled, engineForRun } from './engine-for-run.js';
export { type OpenedLibrary, openPresetLibrary } from './preset-library.js';
