/** Prose within so many columns; policy text in backticks stays on one line. */

/** Words, and policy text in backticks as one word. */
const UNBROKEN = /(?:[^\s`]|`[^`]*`)+/gu;

/** `used` columns are taken on the first line; those that follow begin with `indent`. */
export function wrapText(text: string, columns: number, indent: string, used: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(UNBROKEN) ?? []) {
    const taken = lines.length === 0 ? used : indent.length;
    if (line !== '' && taken + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}
