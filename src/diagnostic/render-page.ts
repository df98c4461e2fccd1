/** Pages for people, within 80 columns. */
import { DIAGNOSTIC_CODES } from './diagnostic-code.js';
import type { DiagnosticPage } from './pages/diagnostic-page.js';
import { wrapText } from './wrap-text.js';

/** Makes headings stand out, where the output can. */
type Strong = (text: string) => string;

const COLUMNS = 80;
const INDENT = '  ';

/** The whole page; ends in a newline. */
export function renderPage(page: DiagnosticPage, strong: Strong): string {
  const { name, severity } = DIAGNOSTIC_CODES[page.code];
  const parts = [
    `${strong(`${page.code} ${name}`)} (${severity})\n${wrapped(page.summary)}`,
    wrapped(page.meaning),
    `${strong('Why it matters')}\n${wrapped(page.why)}`,
    ...(page.avoid === null ? [] : [`${strong('Avoid')}\n${example(page.avoid)}`]),
    `${strong('Prefer')}\n${example(page.prefer)}`,
    `${strong('Related')}\n${page.related.map(relatedLine).join('')}`,
  ];
  return parts.join('\n');
}

/** One line a page: code, name, what it says. */
export function renderPageList(pages: readonly DiagnosticPage[]): string {
  const width = Math.max(...pages.map(({ code }) => DIAGNOSTIC_CODES[code].name.length));
  return pages
    .map(({ code, summary }) => {
      const { name } = DIAGNOSTIC_CODES[code];
      return `${code}  ${name.padEnd(width)}  ${summary}\n`;
    })
    .join('');
}

function wrapped(text: string): string {
  return `${INDENT}${wrapText(text, COLUMNS, INDENT, INDENT.length)}\n`;
}

function example(text: string): string {
  const lines = text.split('\n').map((line) => (line === '' ? '' : `${INDENT}${line}`));
  return `${lines.join('\n')}\n`;
}

function relatedLine(code: DiagnosticPage['code']): string {
  return `${INDENT}mm-policy explain ${code}  ${DIAGNOSTIC_CODES[code].name}\n`;
}
