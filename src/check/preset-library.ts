/** Where presets come from: a port, so that the checker stays pure. */

export interface PresetText {
  /** The name that diagnostics and places carry. */
  readonly file: string;
  readonly source: string;
}

export interface PresetLibrary {
  /** A preset of the library by its name, or a file by its path as the policy writes it. */
  load(name: string): PresetText | null;
  /** What may be named, for advice. */
  readonly names: readonly string[];
  /** What the environment of a run adds to its policy, as a preset's text; mostly nothing. */
  readonly environment?: PresetText;
}

/** A preset that a policy uses, with the text under which it was found. */
export interface UsedPreset extends PresetText {
  readonly name: string;
  /** What the policy calls it: its name, or the path of its file. */
  readonly reference: string;
}

export const NO_PRESETS: PresetLibrary = { load: () => null, names: [] };
