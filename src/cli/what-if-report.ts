/** The trials of a comparison as one HTML page, whole by itself: it loads nothing. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BarFigure, FIGURE_SCRIPT, plot, type TimeFigure } from '../notebook/index.js';
import type { Trial } from '../study/index.js';
import { formatTime } from './figure.js';
import { RunRefusal } from './run-refusal.js';
import { figureRows, nameOfTrial } from './what-if-table.js';

const PLOTLY = 'plotly.js-dist-min';
/** More than anybody reads. */
const MOMENTS_SHOWN = 200;

export interface WhatIfReport {
  write(trials: readonly Trial[]): void;
}

/** Throws `RunRefusal` where the charts' script is not installed, or there is no such folder. */
export function openReport(file: string): WhatIfReport {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw new RunRefusal(2, `error: \`${file}\`: there is no folder \`${folder}\``);
  }
  const plotly = readPlotly();
  return { write: (trials) => writeFileSync(file, pageOf(trials, plotly)) };
}

/** From where the command is used, else from beside this package. */
function readPlotly(): string {
  const here = fileURLToPath(new URL('../../', import.meta.url));
  for (const folder of [process.cwd(), here, join(here, 'notebooks')]) {
    try {
      return readFileSync(createRequire(join(folder, 'report.cjs')).resolve(PLOTLY), 'utf8');
    } catch {
      // The next one may have it.
    }
  }
  throw new RunRefusal(
    2,
    `error: the charts of a report need ${PLOTLY}\n` +
      `help: npm install ${PLOTLY}, or leave out --report`,
  );
}

function pageOf(trials: readonly Trial[], plotly: string): string {
  const names = trials.map((_, index) => nameOfTrial(index));
  const named = trials.map((trial, index) => ({
    ...trial,
    label: `${names[index]} ${trial.label}`,
  }));
  const markets = [...new Set(trials.map((each) => each.market))].join(', ');
  const venues = [...new Set(trials.map((each) => each.venue))].join('; ');
  const sections = [
    `<h1>What if</h1><p>${escapeHtml(markets)}</p><p>${escapeHtml(venues)}</p>`,
    tableOf(trials, names),
    ...[plot.equity(named), plot.attribution(trials, names)].map(chartOf),
    ...named.flatMap(sectionOf),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>mm-policy what-if</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${STYLE}</style></head><body><main>
${sections.join('\n')}
</main>
<script>${plotly.replace(/<\/(?=script)/gi, '<\\/')}</script>
<script>${DRAW}</script>
</body></html>
`;
}

function sectionOf(trial: Trial): readonly string[] {
  const figures = [
    plot.inventory(trial),
    ...trial.markets.map(({ coin }) => plot.quotes(trial, coin)),
    plot.marginUtilization(trial),
    plot.headroom(trial),
  ];
  return [`<h2>${escapeHtml(trial.label)}</h2>`, ...figures.map(chartOf), momentsOf(trial)];
}

function tableOf(trials: readonly Trial[], names: readonly string[]): string {
  const legend = trials
    .map(({ label, outcome, isWhole }, index) => {
      const end =
        outcome.kind === 'stopped' && isWhole ? '' : ` – ${outcome.kind}: ${outcome.reason}`;
      return `<li><b>${names[index] ?? ''}</b> ${escapeHtml(label + end)}</li>`;
    })
    .join('');
  const head = names.map((name) => `<th>${name}</th>`).join('');
  const body = figureRows(trials).map(({ name, cells }) => {
    const row = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${row}</tr>`;
  });
  return `<ul>${legend}</ul><div class="wide"><table><thead><tr><th></th>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

function momentsOf({ moments }: Trial): string {
  if (moments.length === 0) return '<p>No rule acted.</p>';
  const rows = moments.slice(0, MOMENTS_SHOWN).map((moment) => {
    const what =
      moment.kind === 'tripped'
        ? `${moment.rule} tripped: ${moment.text}`
        : moment.kind === 'released'
          ? `${moment.rule} released: ${moment.reason}`
          : `${moment.to}${moment.rule === null ? '' : ` by ${moment.rule}`}`;
    const coin = moment.coin ?? 'account';
    const cells = [formatTime(moment.at), coin, what].map((cell) => `<td>${escapeHtml(cell)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const more = moments.length - rows.length;
  const note = more > 0 ? `<p>and ${more} more</p>` : '';
  return `<details><summary>${moments.length} moments at which rules acted</summary>
<table class="moments">${rows.join('\n')}</table>${note}</details>`;
}

function chartOf(figure: TimeFigure | BarFigure): string {
  const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
  return `<figure><script type="application/json">${json}</script>
<noscript>The chart is drawn by a script of this page.</noscript></figure>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #16181c; --line: #3a3d44; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
body { color: var(--ink); background: var(--paper); }
main { max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 20px; margin: 48px 0 8px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 12px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); text-align: right; }
th[scope=row], .moments td { text-align: left; font-weight: normal; white-space: pre; }
figure { margin: 24px 0; min-height: 420px; }`;

const DRAW = `${FIGURE_SCRIPT}
document.querySelectorAll('figure').forEach(function (place) {
  var figure = JSON.parse(place.querySelector('script').textContent);
  var chart = window.mmPolicyCharts.themed(place, figure);
  window.Plotly.newPlot(place, chart.data, chart.layout, chart.settings);
  window.mmPolicyCharts.follow(place, figure);
});`;

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
