/** The words that begin a line, and the words that may not be used as names. */

/** First words of the statements of this version, as a newcomer may have meant them. */
export const STATEMENT_WORDS = [
  'policy',
  'language',
  'venue',
  'account',
  'stale-after',
  'market',
  'limit',
  'reduce-only',
  'pause',
  'kill',
  'alert',
  'quote',
  'allocate',
] as const;

/** First words of statements that the language has and this version has not. */
export const LATER_WORDS = [
  'preset',
  'use',
  'waive',
  'let',
  'phase',
  'rulebook',
  'objective',
  'size',
  'test',
  'tests',
] as const;

export const RESERVED_WORDS: readonly string[] = [
  'when',
  'until',
  'for',
  'then',
  'because',
  'and',
  'or',
  'of',
  'within',
  'during',
  'per',
  'to',
  'min',
  'max',
  'age',
];

/** A line break before one of these does not end a statement. */
export const CLAUSE_WORDS: readonly string[] = [
  'when',
  'until',
  'for',
  'then',
  'because',
  'and',
  'or',
];
