/** A figure as HTML: drawn by a script, and a picture or words where scripts do not run. */
import { escapeHtml } from './escape-html.js';
import { type Figure, FIGURE_HEIGHT_PX } from './figure.js';
import { summarizeFigure } from './figure-summary.js';
import { thinFigure } from './thin-figure.js';

/** A picture of a figure as a `data:` address; null where none can be made. */
export type StillMaker = (figure: Figure) => string | null;

/**
 * A place for the figure and the script that draws it. What is inside shows where scripts do not
 * run: in a notebook that is not trusted yet, in a mail, in a viewer of files.
 */
export function figureHtml(whole: Figure, id: string, makeStill: StillMaker): string {
  const { figure, note } = thinFigure(whole);
  const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
  const summary = summarizeFigure(figure);
  const words = escapeHtml(summary);
  const label = JSON.stringify(summary).replaceAll('<', '\\u003c');
  const still = makeStill(figure);
  const inside =
    still === null
      ? `<p>${words}</p><p>The chart is drawn by a script: trust this notebook, or run it.</p>`
      : `<img src="${still}" alt="${words}" style="height:100%;max-width:100%">`;
  const height = heightOf(figure);
  const below = note === null ? '' : `<p class="mm-policy-note">${escapeHtml(note)}</p>`;
  // Where the page changes its width, Plotly takes the height of the place for the figure's.
  const place = `<div id="${id}" class="mm-policy-figure" style="height:${height}px">`;
  return `${place}${inside}</div>${below}
<script>(function () {
  var place = document.getElementById('${id}');
  if (!place || !window.Plotly || !window.mmPolicyCharts) return;
  var figure = ${json};
  var chart = window.mmPolicyCharts.themed(place, figure);
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', ${label});
  place.textContent = '';
  window.Plotly.newPlot(place, chart.data, chart.layout, chart.settings);
  window.mmPolicyCharts.follow(place, figure);
})();</script>`;
}

function heightOf({ layout }: Figure): number {
  const height = layout['height'];
  return typeof height === 'number' ? height : FIGURE_HEIGHT_PX;
}
