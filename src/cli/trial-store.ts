/** Trials that were played, as files: what is there need not be played again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial } from '../study/index.js';
import { RunRefusal } from './run-refusal.js';
import type { TrialPlan } from './what-if-plan.js';

export class TrialStore {
  readonly #folder: string;

  /** Makes the folder where it is not there; throws `RunRefusal`. */
  constructor(folder: string) {
    this.#folder = folder;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RunRefusal(2, `error: results cannot be kept in \`${folder}\`: ${reason}`);
    }
  }

  /** Null where it was not played, or its file is no whole one. */
  find({ key, label }: TrialPlan): Trial | null {
    try {
      const kept = JSON.parse(readFileSync(this.#path(key), 'utf8')) as Trial & { key?: string };
      // The same trial under another name of its file is the same trial.
      return kept.key === key ? { ...kept, label } : null;
    } catch {
      return null;
    }
  }

  /** Whole or not at all: a reader never finds half a file. */
  keep({ key }: TrialPlan, trial: Trial): void {
    const path = this.#path(key);
    writeFileSync(`${path}.part`, JSON.stringify({ key, ...trial }));
    renameSync(`${path}.part`, path);
  }

  #path(key: string): string {
    return join(this.#folder, `trial-${key}.json`);
  }
}
