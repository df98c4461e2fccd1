/** Changes to a text that a problem asks for where only one remedy is right. */
import type { Span } from './diagnostic.js';

/** Puts `replacement` where the span is. */
export interface Edit extends Span {
  readonly replacement: string;
}

/**
 * The text with all edits made. Of those that overlap only the first is made: what is left is
 * found again by the next check.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let changed = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end > text.length) continue;
    changed += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return changed + text.slice(at);
}
