/** Makes the changes that diagnostics are certain of: all at once, else one after the other. */
import { applyEdits, type Diagnostic } from '../diagnostic/index.js';

export interface FixedText {
  readonly text: string;
  /** How many problems were answered. */
  readonly fixCount: number;
}

/** Readings of the policy: bounds the time that a hopeless file may take. */
const CHECK_LIMIT = 200;
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
  let checks = 0;
  const check = (text: string): Version => {
    checks += 1;
    const diagnostics = diagnose(text);
    const fixable = diagnostics.filter((found) => found.file === file && found.edits.length > 0);
    return { text, diagnostics, fixable };
  };
  let version = check(source);
  let fixCount = 0;
  let skipped = 0;
  for (;;) {
    const problem = version.fixable[skipped];
    if (problem === undefined || checks >= CHECK_LIMIT) break;
    const better =
      (skipped === 0 ? fixAll(version, check) : null) ?? followFix(version, problem, check);
    if (better === null) {
      skipped += 1;
    } else {
      version = better.version;
      fixCount += better.fixCount;
    }
  }
  return { text: version.text, fixCount };
}

interface Progress {
  readonly version: Version;
  readonly fixCount: number;
}

/** Answers all problems in one go; null where that does not help. */
function fixAll(before: Version, check: (text: string) => Version): Progress | null {
  if (before.fixable.length < 2) return null;
  const edits = before.fixable.flatMap((problem) => problem.edits);
  const version = check(applyEdits(before.text, edits));
  const isHelp = isBetter(before.diagnostics, version.diagnostics);
  return isHelp ? { version, fixCount: before.fixable.length } : null;
}

/** Answers a problem, and those that come to light by that; null where it does not help. */
function followFix(
  before: Version,
  problem: Diagnostic,
  check: (text: string) => Version,
): Progress | null {
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
