/** presets (impure): the presets that come with this package, and policies beside a policy. */
export { type OpenedLibrary, openPresetLibrary } from './preset-library.js';
