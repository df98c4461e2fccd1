/** Brings a policy into the one layout, and makes sure that its meaning did not move. */
import { assertInvariant } from '../base/index.js';
import { type Diagnostic, ProblemList } from '../diagnostic/index.js';
import { FILE_SIZE_LIMIT, parsePolicy } from './parse-policy.js';
import { printPolicy } from './print-policy.js';
import type { PolicyFileNode } from './syntax-tree.js';

export interface FormatResult {
  /** Null where the text could not be read whole. */
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Only what keeps the text from being read is reported, not what the checker would say. */
export function formatPolicyText(file: string, source: string): FormatResult {
  const problems = new ProblemList(file);
  const tree = parsePolicy(source, problems);
  if (tree === null || problems.hasErrors) return { text: null, diagnostics: problems.sorted() };
  const text = printPolicy(tree, source);
  if (text.length > FILE_SIZE_LIMIT) {
    problems.report('P701', null, 'in the one layout the file is longer than 131,072 characters', {
      hint: 'split it into several policies',
    });
    return { text: null, diagnostics: problems.sorted() };
  }
  assertSameTree(tree, text, file);
  return { text, diagnostics: [] };
}

function assertSameTree(tree: PolicyFileNode, text: string, file: string): void {
  const problems = new ProblemList(file);
  const again = parsePolicy(text, problems);
  const isSame = again !== null && !problems.hasErrors && meaningOf(again) === meaningOf(tree);
  assertInvariant(isSame, 'formatting keeps the tree and the comments as they were');
}

/** The tree without places: two trees of one meaning give one text. */
function meaningOf(tree: PolicyFileNode): string {
  const comments = tree.comments.map(({ text }) => text);
  return JSON.stringify([tree.entries, comments], (key, value: unknown) => {
    if (key === 'span') return undefined;
    return key === 'digits' && typeof value === 'string' ? value.replaceAll('_', '') : value;
  });
}
