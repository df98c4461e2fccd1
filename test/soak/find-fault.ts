/** What must hold for every text whatever: reading, checking, compiling and laying out a policy. */
import type { PresetLibrary } from '../../src/check/index.js';
import type * as CompileRoom from '../../src/compile/index.js';
import type * as DiagnosticRoom from '../../src/diagnostic/index.js';
import type * as SyntaxRoom from '../../src/syntax/index.js';

/** The rooms under test: the sources in a unit test, what is built in the soak. */
export interface Rooms {
  readonly compilePolicyText: typeof CompileRoom.compilePolicyText;
  readonly formatPolicyText: typeof SyntaxRoom.formatPolicyText;
  readonly parsePolicy: typeof SyntaxRoom.parsePolicy;
  readonly ProblemList: typeof DiagnosticRoom.ProblemList;
  readonly renderPretty: typeof DiagnosticRoom.renderPretty;
  readonly DIAGNOSTIC_CODES: typeof DiagnosticRoom.DIAGNOSTIC_CODES;
  readonly applyEdits: typeof DiagnosticRoom.applyEdits;
  readonly library: PresetLibrary;
}

type CompileResult = ReturnType<Rooms['compilePolicyText']>;
type Diagnostic = CompileResult['diagnostics'][number];
type Tree = NonNullable<ReturnType<Rooms['parsePolicy']>>;

const FILE = 'soak.policy';

/** The day that waivers and rulebooks are judged by. */
const NOW_MS = Date.UTC(2026, 10, 21);

/** What is wrong with the answers to `source`, in one line; null where nothing is. */
export function findFault(source: string, rooms: Rooms): string | null {
  try {
    return faultOfCompiling(source, rooms) ?? faultOfFormatting(source, rooms);
  } catch (error) {
    return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
}

function faultOfCompiling(source: string, rooms: Rooms): string | null {
  const { policy, diagnostics } = compile(source, rooms);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  let last = '';
  for (const diagnostic of diagnostics) {
    const fault = faultOfDiagnostic(diagnostic, source, rooms);
    if (fault !== null) return fault;
    const { file, spans } = diagnostic;
    const place = `${file} ${String((spans[0]?.start ?? -1) + 1).padStart(6, '0')}`;
    if (place < last) return `${diagnostic.code} at ${place} stands behind one at ${last}`;
    last = place;
  }
  const edited = rooms.applyEdits(
    source,
    diagnostics.filter(({ file }) => file === FILE).flatMap(({ edits }) => edits),
  );
  if (edited !== source) compile(edited, rooms);
  if (isPreset(source) ? policy !== null && hasErrors : (policy === null) !== hasErrors) {
    return policy === null ? 'no policy and no error' : 'a policy in spite of errors';
  }
  const options = { columns: 80, useColor: false };
  const page = rooms.renderPretty(diagnostics, new Map([[FILE, source]]), 1, options);
  return page.endsWith('\n') ? null : 'the rendering does not end its line';
}

function compile(source: string, { compilePolicyText, library }: Rooms): CompileResult {
  return compilePolicyText(FILE, source, library, NOW_MS);
}

/** What is wrong with how one problem is told. */
function faultOfDiagnostic(found: Diagnostic, source: string, rooms: Rooms): string | null {
  const { code, file, message, spans, edits, severity } = found;
  if (rooms.DIAGNOSTIC_CODES[code].severity !== severity) return `${code} is a ${severity}`;
  if (message === '') return `${code} says nothing`;
  const preset = rooms.library.load(file.replace(/\.policy$/u, ''));
  const { length } = file === FILE ? source : (preset?.source ?? '');
  for (const { start, end } of spans) {
    const isInside = start >= 0 && start < end && end <= length + 1;
    if (!isInside) return `${code} stands at ${start} to ${end} of ${length}`;
  }
  for (const { start, end } of edits) {
    const isInside = start >= 0 && start <= end && end <= length;
    if (!isInside) return `${code} edits from ${start} to ${end} of ${length}`;
  }
  return null;
}

/** A preset or a file of tests is sound without being a policy that runs. */
function isPreset(source: string): boolean {
  return /^\s*(?:#[^\n]*\n\s*)*(?:preset|tests)\b/u.test(source);
}

function faultOfFormatting(source: string, rooms: Rooms): string | null {
  const before = parse(source, rooms);
  const { text } = rooms.formatPolicyText(FILE, source);
  if (text === null) return null;
  if (before === null) return 'formats what cannot be read';
  const after = parse(text, rooms);
  if (after === null) return 'formats to what cannot be read';
  if (meaningOf(before) !== meaningOf(after)) return 'formatting changes the tree';
  if (rooms.formatPolicyText(FILE, text).text !== text) return 'formatting again changes the text';
  const moved = movedComment(before, after, source, text);
  if (moved !== null) return `the comment \`${moved}\` leaves its statement`;
  const codes = codesOf(source, rooms);
  const codesAfter = codesOf(text, rooms);
  // The layout groups digits anew, which mends numbers that were grouped badly.
  const isSame = codes === codesAfter || codes.includes('P104');
  return isSame ? null : `formatting turns ${codes} into ${codesAfter}`;
}

function parse(source: string, rooms: Rooms): Tree | null {
  const problems = new rooms.ProblemList(FILE);
  const tree = rooms.parsePolicy(source, problems);
  return problems.hasErrors ? null : tree;
}

function codesOf(source: string, rooms: Rooms): string {
  return compile(source, rooms)
    .diagnostics.map(({ code }) => code)
    .toSorted()
    .join(' ');
}

/** The tree with its comments, without places and without the grouping of digits. */
function meaningOf(tree: Tree): string {
  const comments = tree.comments.map(({ text }) => text);
  return JSON.stringify([tree.entries, comments], (key, value: unknown) => {
    if (key === 'span') return undefined;
    return key === 'digits' && typeof value === 'string' ? value.replaceAll('_', '') : value;
  });
}

/**
 * The first comment that is on another statement than before. A comment belongs to the statement
 * that ends on its line, else to the one that it stands in or before.
 */
function movedComment(before: Tree, after: Tree, source: string, text: string): string | null {
  const owners = ownersOf(before, source);
  const now = ownersOf(after, text);
  const moved = before.comments.find((_, at) => owners[at] !== now[at]);
  return moved?.text ?? null;
}

/** For each comment the number of its statement, counted by where statements end. */
function ownersOf(tree: Tree, source: string): readonly number[] {
  const ends = endsOf(tree.entries).toSorted((a, b) => a - b);
  let index = 0;
  return tree.comments.map(({ span }) => {
    while (index < ends.length && (ends[index] ?? 0) <= span.start) index += 1;
    const lastEnd = ends[index - 1];
    const isBehind = lastEnd !== undefined && !source.slice(lastEnd, span.start).includes('\n');
    return isBehind ? index - 1 : index;
  });
}

interface Placed {
  readonly span: { readonly start: number; readonly end: number };
  readonly head?: Placed;
  readonly entries?: readonly Placed[];
  readonly close?: Placed & { readonly brace: Placed | null };
}

/** Where the lines of a tree end: statements, heads of blocks and their closing braces. */
function endsOf(entries: readonly Placed[]): readonly number[] {
  return entries.flatMap(({ span, head, entries: inner, close }) => {
    if (inner === undefined || head === undefined) return [span.end];
    const brace = close?.brace?.span.end;
    return [head.span.end, ...endsOf(inner), ...(brace === undefined ? [] : [brace])];
  });
}
