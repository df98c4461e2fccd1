/** Diagnostics for programs: the same facts as the pretty form, one JSON document. */
import type { Diagnostic } from './diagnostic.js';
import { countSeverities } from './render-pretty.js';
import { SourceText } from './source-text.js';

/** `sources` holds the text of each file by the name its diagnostics carry. */
export function renderJson(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  fileCount: number,
): string {
  const texts = new Map([...sources].map(([file, text]) => [file, new SourceText(text)]));
  const { errors, warnings } = countSeverities(diagnostics);
  const document = {
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      name: diagnostic.name,
      severity: diagnostic.severity,
      file: diagnostic.file,
      message: diagnostic.message,
      hint: diagnostic.hint,
      spans: diagnostic.spans.map((span) => ({
        start: placeOf(texts.get(diagnostic.file), span.start),
        end: placeOf(texts.get(diagnostic.file), span.end),
        label: span.label,
      })),
      edits: diagnostic.edits.map((edit) => ({
        start: placeOf(texts.get(diagnostic.file), edit.start),
        end: placeOf(texts.get(diagnostic.file), edit.end),
        replacement: edit.replacement,
      })),
    })),
    errors,
    warnings,
    files: fileCount,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function placeOf(source: SourceText | undefined, offset: number): Record<string, number> {
  return source === undefined ? { offset } : { offset, ...source.positionAt(offset) };
}
