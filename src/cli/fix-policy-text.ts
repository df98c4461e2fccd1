/** Makes the changes that diagnostics are certain of, one after the other. */
import { applyEdits, type Diagnostic } from '../diagnostic/index.js';

export interface FixedText {
  readonly text: string;
  /** How many problems were answered. */
  readonly fixCount: number;
}

/** Bounds the time that a hopeless file may take. */
const FIX_LIMIT = 200;
/** Slips in one line, of which each hides the next. */
const CHAIN_LIMIT = 10;

interface Version {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly fixable: readonly Diagnostic[];
}

/**
 * A change is kept only where it leaves fewer problems, and none of a new code. `diagnose` finds
 * those of a text under the name `file`; what other files it reads stay as they are.
 */
export function fixPolicyText(
  file: string,
  source: string,
  diagnose: (text: string) => readonly Diagnostic[],
): FixedText {
  const check = (text: string): Version => {
    const diagnostics = diagnose(text);
    const fixable = diagnostics.filter((found) => found.file === file && found.edits.length > 0);
    return { text, diagnostics, fixable };
  };
  let version = check(source);
  let fixCount = 0;
  let skipped = 0;
  for (let tries = 0; tries < FIX_LIMIT; tries += 1) {
    const problem = version.fixable[skipped];
    if (problem === undefined) break;
    const better = followFix(version, problem, check);
    if (better === null) {
      skipped += 1;
    } else {
      version = better.version;
      fixCount += better.fixCount;
    }
  }
  return { text: version.text, fixCount };
}

/** Answers a problem, and those that come to light by that; null where it does not help. */
function followFix(
  before: Version,
  problem: Diagnostic,
  check: (text: string) => Version,
): { readonly version: Version; readonly fixCount: number } | null {
  let version = before;
  let next: Diagnostic | undefined = problem;
  for (let fixCount = 1; fixCount <= CHAIN_LIMIT && next !== undefined; fixCount += 1) {
    version = check(applyEdits(version.text, next.edits));
    if (isBetter(before.diagnostics, version.diagnostics)) return { version, fixCount };
    next = version.fixable.find((found) => !before.diagnostics.some((old) => isSame(old, found)));
  }
  return null;
}

function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.message === other.message;
}

function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const known = new Set(before.map(({ code }) => code));
  return after.length < before.length && after.every(({ code }) => known.has(code));
}
