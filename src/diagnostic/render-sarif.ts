/** Diagnostics as SARIF 2.1.0, which code scanning services and editors read. */
import type { Diagnostic, LabeledSpan, Span } from './diagnostic.js';
import { DIAGNOSTIC_CODES } from './diagnostic-code.js';
import { DIAGNOSTIC_PAGES } from './pages/diagnostic-pages.js';
import { renderPage } from './render-page.js';
import { SourceText } from './source-text.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Names, values and nesting as the standard has them. */
type SarifObject = Readonly<Record<string, unknown>>;

/** `sources` holds the text of each file by the name its diagnostics carry. */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  toolVersion: string,
): string {
  const texts = new Map([...sources].map(([file, text]) => [file, new SourceText(text)]));
  const isComplete = !diagnostics.some(({ code }) => code.startsWith('P8'));
  const run = {
    tool: { driver: { name: 'mm-policy', version: toolVersion, rules: sarifRules() } },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: isComplete }],
    results: diagnostics.map((diagnostic) => toResult(diagnostic, texts.get(diagnostic.file))),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

/** Every code, not only those found: a service shows what a clean run looked for. */
function sarifRules(): readonly SarifObject[] {
  return DIAGNOSTIC_PAGES.map((page) => {
    const { name, severity } = DIAGNOSTIC_CODES[page.code];
    return {
      id: page.code,
      name,
      shortDescription: { text: page.summary },
      fullDescription: { text: page.meaning },
      help: { text: renderPage(page, (text) => text) },
      defaultConfiguration: { level: severity },
    };
  });
}

function toResult(diagnostic: Diagnostic, source: SourceText | undefined): SarifObject {
  const { code, severity, file, spans, edits, hint } = diagnostic;
  const [main, ...others] = spans;
  const ruleIndex = DIAGNOSTIC_PAGES.findIndex((page) => page.code === code);
  return {
    ruleId: code,
    ...(ruleIndex === -1 ? {} : { ruleIndex }),
    level: severity,
    message: { text: hint === null ? diagnostic.message : `${diagnostic.message}: ${hint}` },
    locations: [toLocation(file, main, source)],
    ...(others.length === 0
      ? {}
      : { relatedLocations: others.map((span) => toLocation(file, span, source)) }),
    ...(edits.length === 0 || source === undefined ? {} : { fixes: [toFix(diagnostic, source)] }),
  };
}

function toLocation(
  file: string,
  span: LabeledSpan | undefined,
  source: SourceText | undefined,
): SarifObject {
  const place = { artifactLocation: { uri: toUri(file) } };
  if (span === undefined || source === undefined) return { physicalLocation: place };
  return {
    physicalLocation: { ...place, region: toRegion(span, source) },
    ...(span.label === null ? {} : { message: { text: span.label } }),
  };
}

function toFix(diagnostic: Diagnostic, source: SourceText): SarifObject {
  return {
    description: { text: diagnostic.hint ?? diagnostic.message },
    artifactChanges: [
      {
        artifactLocation: { uri: toUri(diagnostic.file) },
        replacements: diagnostic.edits.map((edit) => ({
          deletedRegion: toRegion(edit, source),
          insertedContent: { text: edit.replacement },
        })),
      },
    ],
  };
}

function toRegion(span: Span, source: SourceText): SarifObject {
  const start = source.positionAt(span.start);
  const end = source.positionAt(span.end);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: span.start,
    charLength: span.end - span.start,
  };
}

/** A path as a reference that a URI may be: relative ones stay relative to where the tool ran. */
function toUri(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${path}`;
  const drive = /^([A-Za-z])%3A\//u.exec(path);
  return drive === null ? path : `file:///${drive[1]}:${path.slice(4)}`;
}
