/** What a page needs once: Plotly, the script that draws in its theme, the style of tables. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FIGURE_SCRIPT } from './figure-script.js';

const PLOTLY = 'plotly.js-dist-min';

/**
 * Colours are the page's own, so that tables fit a light and a dark one. A console is dark on both:
 * JupyterLab has paper and ink of its own for every `pre`, on which its white words would be lost.
 */
const STYLE = `
.mm-policy-table { border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; }
.mm-policy-table th, .mm-policy-table td {
  padding: 3px 12px; border-bottom: 1px solid rgba(128, 128, 128, .35); white-space: nowrap; }
.mm-policy-table th { text-align: right; font-weight: 600; white-space: normal;
  vertical-align: bottom; border-bottom-color: currentColor; }
.mm-policy-note { font-size: 12px; opacity: .75; margin: 2px 0 8px; }
.mm-policy-progress { font-variant-numeric: tabular-nums; }
.mm-policy-progress progress { width: 240px; vertical-align: middle; margin-right: 8px; }
pre.mm-policy-console { background: #1e1e1e !important; color: #dddddd !important;
  padding: 10px 14px !important;
  border-radius: 4px; overflow-x: auto; line-height: 1.35; margin: 4px 0; }
.mm-policy-console .error { color: #ff7b8a; font-weight: bold; }
.mm-policy-console .warning { color: #f0c04a; font-weight: bold; }
.mm-policy-console .frame { color: #7db8f0; }
.mm-policy-console .strong { color: #ffffff; font-weight: bold; }
details.mm-policy-page { margin: 2px 0; }`;

/**
 * As one piece of HTML, for the first cell: a saved page is then whole, without any other host.
 * Throws where `folder` has no Plotly.
 */
export function pageHead(folder: string): string {
  return `<style>${STYLE}</style>
<script>window.Plotly || (function (define, module, exports) {${plotlySource(folder)}
}).call(window);
${FIGURE_SCRIPT}</script>`;
}

/** Plotly as the text of a script that can stand in a page. Throws where `folder` has none. */
function plotlySource(folder: string): string {
  return readFileSync(findPlotly(folder), 'utf8').replace(/<\/(?=script)/gi, '<\\/');
}

/** The file of Plotly's script. Throws where `folder` has none. */
export function findPlotly(folder: string): string {
  try {
    return createRequire(join(folder, 'notebook.cjs')).resolve(PLOTLY);
  } catch {
    throw new Error(
      `${PLOTLY} is not installed in ${folder}: run \`npm ci\` there in a checkout of mm-policy, ` +
        `\`npm install ${PLOTLY}\` in a project of your own`,
    );
  }
}
