/** The lines that differ between two texts, as a patch shows them. */

/** Lines around a change that are shown with it. */
const CONTEXT = 2;

/** Cells of the table that finds the shortest diff. */
const TABLE_LIMIT = 4_000_000;

type DiffLine = { readonly mark: ' ' | '-' | '+'; readonly text: string };

/** A unified diff without file names; empty where the texts are the same. */
export function lineDiff(before: string, after: string): string {
  const lines = diffLines(before.split('\n'), after.split('\n'));
  const isShown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  const rows: string[] = [];
  let beforeLine = 1;
  for (const [index, { mark, text }] of lines.entries()) {
    const isShownNow = isShown[index] === true;
    if (isShownNow && isShown[index - 1] !== true) rows.push(`@@ line ${beforeLine} @@`);
    if (isShownNow) rows.push(mark + text);
    if (mark !== '+') beforeLine += 1;
  }
  return rows.map((row) => `${row}\n`).join('');
}

/** Both texts walked along their longest common run of lines. */
function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  // Beyond the limit a plainer diff is right as well, only longer.
  const isSmall = before.length * after.length <= TABLE_LIMIT;
  const common = isSmall ? commonLengths(before, after) : [];
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  for (;;) {
    const [old, fresh] = [before[row], after[column]];
    if (old === undefined && fresh === undefined) return lines;
    const withoutOld = common[row + 1]?.[column] ?? -1;
    const withoutFresh = common[row]?.[column + 1] ?? -1;
    if (old !== undefined && old === fresh) {
      lines.push({ mark: ' ', text: old });
      row += 1;
      column += 1;
    } else if (fresh === undefined || (old !== undefined && withoutOld >= withoutFresh)) {
      lines.push({ mark: '-', text: old ?? '' });
      row += 1;
    } else {
      lines.push({ mark: '+', text: fresh });
      column += 1;
    }
  }
}

/** `[row][column]`: how many lines the texts share from there on, in order. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  for (let row = before.length - 1; row >= 0; row -= 1) {
    const [current, next] = [table[row], table[row + 1]];
    for (let column = after.length - 1; column >= 0; column -= 1) {
      if (current === undefined || next === undefined) continue;
      current[column] =
        before[row] === after[column]
          ? (next[column + 1] ?? 0) + 1
          : Math.max(next[column] ?? 0, current[column + 1] ?? 0);
    }
  }
  return table;
}
