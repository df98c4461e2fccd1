/** The policies of the golden diagnostics: one with each problem that a text can have. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'test/golden/diagnostics';

export interface GoldenPolicy {
  /** `P302-percent-of-what`. */
  readonly name: string;
  readonly source: string;
}

export const GOLDEN_POLICIES: readonly GoldenPolicy[] = readdirSync(FOLDER)
  .map((file) => ({
    name: file.replace(/\.txt$/u, ''),
    source: readFileSync(`${FOLDER}/${file}`, 'utf8').split('----\n')[0] ?? '',
  }))
  .filter(({ source }) => !source.startsWith('@'));
