/** A line cut to a width, colour codes not counted, so that a redrawn block never wraps. */

// oxlint-disable-next-line no-control-regex -- that is what a colour code begins with
const COLOR_CODE = /\u001B\[\d+m/gu;

/** Columns that a line takes. */
export function visibleWidth(line: string): number {
  return line.replaceAll(COLOR_CODE, '').length;
}

export function clipVisible(line: string, columns: number): string {
  if (visibleWidth(line) <= columns) return line;
  let visible = 0;
  let clipped = '';
  let rest = 0;
  for (const match of line.matchAll(COLOR_CODE)) {
    const text = line.slice(rest, match.index);
    clipped += text.slice(0, Math.max(0, columns - visible)) + match[0];
    visible += text.length;
    rest = match.index + match[0].length;
  }
  return clipped + line.slice(rest).slice(0, Math.max(0, columns - visible));
}
