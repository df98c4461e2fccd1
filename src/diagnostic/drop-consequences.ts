/** One mistake is told once: what is missing only because the line that has it is wrong is not. */
import type { Diagnostic } from './diagnostic.js';
import type { DiagnosticCode } from './diagnostic-code.js';
import { nearestName } from './nearest-name.js';

/** Codes of names that were not found, or not used, and of rules that are missing. */
const CONSEQUENCES: readonly DiagnosticCode[] = ['P201', 'P213', 'P413', 'P505', 'P416', 'P417'];

/** Codes of a `use` that brings nothing. */
const FAILED_USES: ReadonlySet<DiagnosticCode> = new Set(['P205', 'P206', 'P207', 'P212']);

/** The second word of a statement, which is the name that it gives. */
const SUBJECT = /^\s*(\S+)\s+([^\s={]+)/u;

/** Statements that begin so give no name: lost clauses of a rule, and steps of a test. */
const NAMELESS: ReadonlySet<string> = new Set(
  'and or when until for then because given series set at submit fill expect'.split(' '),
);

/** A problem with the words that its place and its statement say. */
interface Told {
  readonly diagnostic: Diagnostic;
  /** The marked text. */
  readonly text: string;
  /** What its statement is about: the name that it gives. */
  readonly subject: string;
}

/**
 * The diagnostics without those that follow from others of the same file. What is left out always
 * has an error as its cause, and that one stays: causes are looked for among codes that are never
 * left out, or, in the order of the list above, earlier ones. `unfold` gives a source with every
 * statement on one line and each character in its place, so that the layout is no matter.
 */
export function dropConsequences(
  diagnostics: readonly Diagnostic[],
  file: string,
  source: string,
  unfold: (source: string) => string,
): readonly Diagnostic[] {
  const isOtherLanguage = diagnostics.some((each) => each.file === file && each.code === 'P802');
  // What a newer language means by any other line cannot be judged.
  if (isOtherLanguage)
    return diagnostics.filter((each) => each.file !== file || each.code === 'P802');
  if (!diagnostics.some(({ code }) => CONSEQUENCES.includes(code))) return diagnostics;
  const unfolded = unfold(source);
  const own = diagnostics
    .filter((each) => each.file === file)
    .map((each) => tell(each, source, unfolded));
  const kept = new Set(own);
  for (const code of CONSEQUENCES) {
    for (const told of own) {
      const isFollowing =
        told.diagnostic.code === code && [...kept].some((cause) => follows(told, cause));
      if (isFollowing) kept.delete(told);
    }
  }
  const left = new Set([...kept].map(({ diagnostic }) => diagnostic));
  return diagnostics.filter((each) => each.file !== file || left.has(each));
}

function tell(diagnostic: Diagnostic, source: string, unfolded: string): Told {
  const [span] = diagnostic.spans;
  if (span === undefined) return { diagnostic, text: '', subject: '' };
  const end = unfolded.indexOf('\n', span.start);
  const start = unfolded.lastIndexOf('\n', span.start - 1) + 1;
  const statement = source.slice(start, end === -1 ? undefined : end);
  const [, word = '', name = ''] = SUBJECT.exec(statement) ?? [];
  const subject = NAMELESS.has(word) ? '' : name;
  return { diagnostic, text: source.slice(span.start, span.end), subject };
}

/** Whether `told` would not be there without `cause`. */
function follows(told: Told, cause: Told): boolean {
  const { code, severity } = cause.diagnostic;
  const rank = CONSEQUENCES.indexOf(told.diagnostic.code);
  const causeRank = CONSEQUENCES.indexOf(code);
  if (severity !== 'error' || causeRank >= rank) return false;
  switch (told.diagnostic.code) {
    case 'P201':
    case 'P213':
      return isSameName(told.text.split('.').at(-1) ?? '', cause.subject);
    case 'P413': {
      const isUse = code === 'P110' || FAILED_USES.has(code);
      const [preset = ''] = told.text.split('.');
      return isUse && nearestName(cause.subject, [preset]) !== null;
    }
    case 'P505':
      return code === 'P201' && nearestName(cause.text, [told.subject]) !== null;
    case 'P416':
    case 'P417':
      return FAILED_USES.has(code);
    default:
      return false;
  }
}

function isSameName(one: string, other: string): boolean {
  return one !== '' && plainName(one) === plainName(other);
}

/** In whatever case and with whatever strokes somebody wrote it. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
