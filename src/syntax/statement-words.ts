/** The words that begin a line, and the words that may not be used as names. */

/** First words of statements, the common ones first. */
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
  'size',
  'let',
  'use',
  'waive',
  'phase',
  'rulebook',
  'objective',
  'test',
  'tests',
  'preset',
] as const;

/** First words of the lines inside a test. */
export const TEST_WORDS: readonly string[] = [
  'start',
  'given',
  'series',
  'at',
  'set',
  'submit',
  'fill',
  'operator',
  'restart',
  'expect',
];

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
