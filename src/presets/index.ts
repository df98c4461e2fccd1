/** presets (impure): where presets come from: this package, and files beside the policy. */
export { type OpenedLibrary, openPresetLibrary } from './preset-library.js';
