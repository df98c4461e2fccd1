/** Problems of a policy in a cell, as a terminal shows them, with the page of each to open. */
import {
  type Diagnostic,
  DIAGNOSTIC_PAGES,
  renderPage,
  renderPretty,
} from '../diagnostic/index.js';
import { escapeHtml } from './escape-html.js';

const COLUMNS = 96;

/** What the terminal's colours are called on the page; see page-head.ts. */
const CLASSES: Readonly<Record<string, string>> = {
  '1;31': 'error',
  '1;33': 'warning',
  '34': 'frame',
  '1': 'strong',
};

/** `sources`: texts of the files that the diagnostics name. */
export function diagnosticsHtml(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): string {
  const files = new Set(diagnostics.map(({ file }) => file)).size;
  const text = renderPretty(diagnostics, sources, files, { columns: COLUMNS, useColor: true });
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  const pages = codes.flatMap((code) => {
    const page = DIAGNOSTIC_PAGES.find((each) => each.code === code);
    if (page === undefined) return [];
    const words = escapeHtml(renderPage(page, (heading) => heading));
    const title = escapeHtml(`${code}: ${page.summary}`);
    return [
      `<details class="mm-policy-page"><summary>${title}</summary>` +
        `<pre class="mm-policy-console">${words}</pre></details>`,
    ];
  });
  return `<pre class="mm-policy-console">${coloredHtml(text)}</pre>${pages.join('')}`;
}

/** Each `ESC[CODEm…ESC[0m` of the terminal as a span. */
function coloredHtml(text: string): string {
  return escapeHtml(text).replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are what a terminal is told
    /\u001B\[([\d;]+)m(.*?)\u001B\[0m/gsu,
    (_whole, code: string, inner: string) => `<span class="${CLASSES[code] ?? ''}">${inner}</span>`,
  );
}
