/** Diagnostics as workflow commands, which GitHub shows beside the changed lines. */
import type { Diagnostic } from './diagnostic.js';
import { describeCounts } from './render-pretty.js';
import { SourceText } from './source-text.js';

/** A line a diagnostic, then the count. Ends in a newline. */
export function renderGithub(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  fileCount: number,
): string {
  const texts = new Map([...sources].map(([file, text]) => [file, new SourceText(text)]));
  const lines = diagnostics.map((diagnostic) => toCommand(diagnostic, texts.get(diagnostic.file)));
  return [...lines, describeCounts(diagnostics, fileCount), ''].join('\n');
}

function toCommand(diagnostic: Diagnostic, source: SourceText | undefined): string {
  const { code, name, severity, file, hint, message } = diagnostic;
  const properties = [
    ['file', file],
    ...placeOf(diagnostic, source),
    ['title', `${code} ${name}`],
  ].map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const help = hint === null ? '' : `\nhelp: ${hint}`;
  const text = `${message}${help}\nsee: mm-policy explain ${code}`;
  return `::${severity} ${properties.join(',')}::${escapeData(text)}`;
}

/** Columns are told only within one line: GitHub drops an annotation that has both. */
function placeOf(
  { spans: [span] }: Diagnostic,
  source: SourceText | undefined,
): readonly (readonly [string, number])[] {
  if (span === undefined || source === undefined) return [];
  const start = source.positionAt(span.start);
  const end = source.positionAt(span.end);
  if (start.line !== end.line) {
    return [
      ['line', start.line],
      ['endLine', end.line],
    ];
  }
  return [
    ['line', start.line],
    ['endLine', end.line],
    ['col', start.column],
    ['endColumn', Math.max(end.column, start.column)],
  ];
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
