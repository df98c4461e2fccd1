/** The generated parser with types: whole files, or one line to learn where it goes wrong. */
import { parse } from './generated/policy-parser.js';
import type { RawPolicyFile } from './syntax-tree.js';

export function parseMaskedFile(maskedText: string): RawPolicyFile {
  // The grammar builds exactly the nodes that syntax-tree.ts declares; tests walk all of them.
  const tree: unknown = parse(maskedText, { part: 'file' });
  return tree as RawPolicyFile;
}

export interface LineFailure {
  /** Offset in the line of the furthest place that could be read. */
  readonly offset: number;
  /** What could have stood there, in words fit for people. */
  readonly expected: readonly string[];
}

interface GrammarError {
  readonly location: { readonly start: { readonly offset: number } };
  readonly expected: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[];
}

/** A line of a file or of most blocks, or one of a test. */
export type LinePart = 'line' | 'testLine';

/** Where a line that is no statement stops making sense; null where it is one. */
export function findLineFailure(maskedLine: string, part: LinePart): LineFailure | null {
  try {
    parse(maskedLine, { part });
    return null;
  } catch (error) {
    if (!isGrammarError(error)) throw error;
    const expected = error.expected.flatMap((expectation) => {
      if (expectation.type === 'other') return [String(expectation['description'])];
      if (expectation.type === 'literal') return [`\`${String(expectation['text'])}\``];
      if (expectation.type === 'end') return ['the end of the line'];
      return [];
    });
    const named = [...new Set(expected)].filter((text) => text !== '');
    return { offset: error.location.start.offset, expected: named };
  }
}

function isGrammarError(error: unknown): error is GrammarError {
  return error instanceof Error && 'location' in error && 'expected' in error;
}
