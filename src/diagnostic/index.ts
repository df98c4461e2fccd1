/** diagnostic (pure): problems in a policy as values, shown to people and to programs. */
export { type Diagnostic, type LabeledSpan, ProblemList, type Span } from './diagnostic.js';
export { DIAGNOSTIC_CODES, type DiagnosticCode, type Severity } from './diagnostic-code.js';
export { dropConsequences } from './drop-consequences.js';
export { applyEdits, type Edit } from './edit.js';
export { certainName, nearestName } from './nearest-name.js';
export { DIAGNOSTIC_PAGES } from './pages/diagnostic-pages.js';
export type { DiagnosticPage } from './pages/diagnostic-page.js';
export { renderGithub } from './render-github.js';
export { renderJson } from './render-json.js';
export { countSeverities, renderPretty } from './render-pretty.js';
export { renderSarif } from './render-sarif.js';
export { renderPage, renderPageList } from './render-page.js';
export { SourceText } from './source-text.js';
