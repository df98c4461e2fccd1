/** The columns of the one layout, and how a long statement breaks at its clauses. */

export const INDENT = 2;
const WIDTH = 120;

/** `parts` are where a clause may break when it is too long for a line of its own. */
export interface Clause {
  readonly text: string;
  readonly parts: readonly string[];
}

export function fitsLine(text: string, indent: number): boolean {
  return indent + text.length <= WIDTH;
}

/** A clause on a line of its own, two deeper than its statement, and more lines if it must. */
export function breakClause(clause: Clause, indent: number): readonly string[] {
  const pad = ' '.repeat(INDENT);
  if (fitsLine(clause.text, indent)) return [pad + clause.text];
  const [first = '', ...rest] = clause.parts;
  return [pad + first, ...indented(rest).map((part) => pad + part)];
}

export function indented(parts: readonly string[]): readonly string[] {
  return parts.map((part) => ' '.repeat(INDENT) + part);
}

export function padTo(column: number, text: string): string {
  return text.length < column ? text.padEnd(column) : `${text} `;
}
