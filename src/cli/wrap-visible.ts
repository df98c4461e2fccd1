/** A line broken between words at a width, colour codes not counted. */
import { visibleWidth } from './clip-visible.js';

const BEFORE_WORD = /(?<= )(?=\S)/u;
/** Two spaces stand between figures: there it breaks rather, if the line is as full as this. */
const FULL_ENOUGH = 0.75;

/** Each line after the first begins with `indent`; a word too long for any line stays whole. */
export function wrapVisible(line: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  // Words with the space after them.
  let current: string[] = [];
  for (const word of line.split(BEFORE_WORD)) {
    const isBlank = current.join('').trim() === '';
    if (isBlank || widthOf([...current, word]) <= columns) {
      current.push(word);
      continue;
    }
    const fits = (rest: readonly string[]): boolean => widthOf([indent, ...rest, word]) <= columns;
    const gap = lastGap(current, FULL_ENOUGH * columns);
    const end = gap !== null && fits(current.slice(gap)) ? gap : current.length;
    lines.push(current.slice(0, end).join('').trimEnd());
    current = [indent, ...current.slice(end), word];
  }
  return [...lines, current.join('').trimEnd()];
}

/** Where the last two spaces are that leave a line of `least` columns before them. */
function lastGap(words: readonly string[], least: number): number | null {
  const at = words.findLastIndex((word) => /\S {2,}$/u.test(word)) + 1;
  return at > 0 && widthOf(words.slice(0, at)) >= least ? at : null;
}

function widthOf(words: readonly string[]): number {
  return visibleWidth(words.join('').trimEnd());
}
