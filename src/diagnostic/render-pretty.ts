/** Diagnostics for people: message, place, the line with the trouble underlined, and the remedy. */
import type { Diagnostic, LabeledSpan } from './diagnostic.js';
import { SourceText } from './source-text.js';
import { wrapText } from './wrap-text.js';

export interface PrettyOptions {
  readonly columns: number;
  readonly useColor: boolean;
}

type Paint = (text: string) => string;

interface Brush {
  readonly error: Paint;
  readonly warning: Paint;
  readonly frame: Paint;
  readonly strong: Paint;
}

/** Longest run that looks like a private key: it must not reach a log by way of a message. */
const SECRET = /(?:0x)?[0-9a-f]{64,}/giu;

/** All diagnostics with their source lines, then the count. Ends in a newline. */
export function renderPretty(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  fileCount: number,
  options: PrettyOptions,
): string {
  const brush = brushFor(options.useColor);
  const texts = new Map([...sources].map(([file, text]) => [file, new SourceText(text)]));
  const parts = diagnostics.map((diagnostic) =>
    renderOne(diagnostic, texts.get(diagnostic.file), options.columns, brush),
  );
  return `${parts.join('\n')}${describeCounts(diagnostics, fileCount)}\n`;
}

/** `1 error, 0 warnings in 2 files`. */
export function describeCounts(diagnostics: readonly Diagnostic[], fileCount: number): string {
  const { errors, warnings } = countSeverities(diagnostics);
  const found = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${found} in ${counted(fileCount, 'file')}`;
}

/** How many of each severity. */
export function countSeverities(diagnostics: readonly Diagnostic[]): {
  readonly errors: number;
  readonly warnings: number;
} {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

function renderOne(
  diagnostic: Diagnostic,
  source: SourceText | undefined,
  columns: number,
  brush: Brush,
): string {
  const paint = diagnostic.severity === 'error' ? brush.error : brush.warning;
  const head = `${diagnostic.severity}[${diagnostic.code}]: `;
  const message = wrapText(diagnostic.message, columns, ' '.repeat(2), head.length);
  const lines = [paint(head.trimEnd()) + brush.strong(` ${message}`)];
  const spans = source === undefined ? [] : diagnostic.spans;
  const lineNumbers = spans.map((span) => source?.positionAt(span.start).line ?? 1);
  const gutter = ' '.repeat(Math.max(1, ...lineNumbers.map((line) => String(line).length)));
  if (source === undefined || spans[0] === undefined) {
    lines.push(`${gutter} ${brush.frame('┌─')} ${diagnostic.file}`);
  } else {
    const { line, column } = source.positionAt(spans[0].start);
    lines.push(`${gutter} ${brush.frame('┌─')} ${diagnostic.file}:${line}:${column}`);
    lines.push(`${gutter} ${brush.frame('│')}`);
    const page = { source, gutter, columns, bar: brush.frame('│') };
    let lastRow = '';
    for (const span of spans.toSorted((left, right) => left.start - right.start)) {
      const isMain = span === spans[0];
      const [row = '', ...marks] = excerpt(
        span,
        isMain ? '^' : '-',
        page,
        isMain ? paint : brush.frame,
      );
      // Two marks under one line: the line is shown once.
      lines.push(...(row === lastRow ? marks : [row, ...marks]));
      lastRow = row;
    }
  }
  if (spans.length > 0) lines.push(`${gutter} ${brush.frame('│')}`);
  if (diagnostic.hint !== null) {
    const lead = `${gutter} = help: `;
    const hint = wrapText(diagnostic.hint, columns, ' '.repeat(lead.length), lead.length);
    lines.push(`${gutter} ${brush.frame('=')} help: ${hint}`);
  }
  lines.push(`${gutter} ${brush.frame('=')} see:  mm-policy explain ${diagnostic.code}`);
  return `${lines.join('\n')}\n`;
}

/** Where an excerpt stands on the page. */
interface Page {
  readonly source: SourceText;
  readonly gutter: string;
  readonly columns: number;
  readonly bar: string;
}

/** The line where a span begins, cut to the page, then the rows beneath it that mark the span. */
function excerpt(span: LabeledSpan, mark: string, page: Page, paint: Paint): readonly string[] {
  const { source, gutter, bar } = page;
  const { line, column } = source.positionAt(span.start);
  const whole = printable(source.lineText(line));
  const length = Math.max(1, Math.min(span.end - span.start, whole.length - (column - 1)));
  const room = Math.max(20, page.columns - gutter.length - 3);
  const window = windowOf(whole, column - 1, length, room);
  const lead = `${gutter} ${bar} `;
  const row = `${String(line).padStart(gutter.length)} ${bar} ${window.text}`.trimEnd();
  const marks = lead + ' '.repeat(window.from) + paint(mark.repeat(window.length));
  const label = span.label ?? '';
  if (label === '') return [row, marks];
  if (window.from + window.length + 1 + label.length <= room) {
    return [row, `${marks} ${paint(label)}`];
  }
  const from = Math.max(0, Math.min(window.from, room - label.length));
  return [row, marks, lead + ' '.repeat(from) + paint(label)];
}

/** The part of a long line that shows what is marked, with `…` where something is left out. */
function windowOf(
  text: string,
  from: number,
  length: number,
  room: number,
): { readonly text: string; readonly from: number; readonly length: number } {
  if (text.length <= room) return { text, from, length };
  const shownEnd = Math.min(text.length, Math.max(room, from + length + 8));
  const start = Math.max(0, Math.min(shownEnd - room, from - 1));
  const cutsBefore = start > 0;
  const cutsAfter = start + room < text.length;
  const shown =
    (cutsBefore ? '…' : '') +
    text.slice(start + (cutsBefore ? 1 : 0), start + room - (cutsAfter ? 1 : 0)) +
    (cutsAfter ? '…' : '');
  return { text: shown, from: from - start, length: Math.min(length, room - (from - start)) };
}

/** No control characters (they could redraw the terminal), no secrets; the length stays. */
function printable(text: string): string {
  return text
    .replace(SECRET, (secret) => '*'.repeat(secret.length))
    .replace(/[\p{Cc}\p{Cf}]/gu, (control) => ' '.repeat(control.length));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function brushFor(useColor: boolean): Brush {
  const paint =
    (code: string): Paint =>
    (text) =>
      useColor ? `\u001B[${code}m${text}\u001B[0m` : text;
  return { error: paint('1;31'), warning: paint('1;33'), frame: paint('34'), strong: paint('1') };
}
