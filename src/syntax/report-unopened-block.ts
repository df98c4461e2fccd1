/** A block whose first line lacks its `{`: one mistake, though each line in it fits nowhere. */
import type { Edit, ProblemList, Span } from '../diagnostic/index.js';
import { BLOT } from './mask-source.js';

/** A line that could not be read. */
interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly text: string;
  readonly span: Span;
}

type Entry = UnreadableEntry | { readonly kind: string };

const BLOCK_WORDS = /^(?:account|stale-after|market|phase|rulebook|size|quote|allocate|test)\b/u;

/** Reports such a block at `index`; the indexes of the lines in it, none where there is none. */
export function reportUnopenedBlock(
  entries: readonly Entry[],
  index: number,
  problems: ProblemList,
): readonly number[] {
  const head = entries[index];
  if (!isUnreadable(head) || !BLOCK_WORDS.test(head.text) || /[{}]|\n/u.test(head.text)) return [];
  if (head.text.includes(BLOT)) return [];
  const lines: number[] = [];
  for (let at = index + 1; at < entries.length; at += 1) {
    const entry = entries[at];
    if (!isUnreadable(entry)) continue;
    if (BLOCK_WORDS.test(entry.text)) return [];
    lines.push(at);
    if (entry.text.startsWith('}')) {
      reportMissingBrace(head, entries[index + 1], problems);
      return lines;
    }
  }
  return [];
}

function reportMissingBrace(
  head: UnreadableEntry,
  next: Entry | undefined,
  problems: ProblemList,
): void {
  const end = head.span.start + head.text.trimEnd().length;
  const edits: Edit[] = [{ start: end, end, replacement: ' {' }];
  if (isUnreadable(next) && next.text === '{') {
    edits.push({ start: next.span.start, end: next.span.start + 1, replacement: '' });
  }
  const span = { start: head.span.start, end };
  problems.report('P101', span, `\`${head.text.trimEnd()}\` does not open its block`, {
    hint: 'end this line with `{`',
    edits,
  });
}

function isUnreadable(entry: Entry | undefined): entry is UnreadableEntry {
  return entry?.kind === 'unreadable';
}
