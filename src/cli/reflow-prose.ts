/** Prose fitted to a terminal: help is written by people, at whatever width. */
import { wrapVisible } from './wrap-visible.js';

/**
 * Lines in a row that are not indented are one paragraph; where one of them is too long, all are
 * laid out anew. What is indented (examples, tables) stays as it is.
 */
export function reflowProse(text: string, columns: number): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    const isTooLong = paragraph.some((line) => line.length > columns);
    out.push(...(isTooLong ? wrapVisible(paragraph.join(' '), columns, '') : paragraph));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (line !== '' && !line.startsWith(' ')) {
      paragraph.push(line);
      continue;
    }
    flush();
    out.push(line);
  }
  flush();
  return out.join('\n');
}
