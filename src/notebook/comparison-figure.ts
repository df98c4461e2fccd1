/** Trials side by side in the figures that a choice between them rests on. */
import type { Trial, TrialFigures } from '../study/index.js';
import { axisOf, plainLayout, seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';

interface Panel {
  readonly title: string;
  readonly format: string;
  readonly read: (figures: TrialFigures) => number | null;
}

const PANELS: readonly Panel[] = [
  { title: 'profit ($)', format: '.2f', read: ({ profit }) => profit },
  { title: 'worst drawdown ($)', format: '.2f', read: ({ maxDrawdown }) => maxDrawdown },
  { title: 'fills', format: '.0f', read: ({ fills }) => fills },
  {
    title: 'quoting both sides (% of time)',
    format: '.0f',
    read: ({ quotingShare }) => 100 * quotingShare,
  },
];

/** Between panels, as a share of the width. */
const GAP = 0.04;
const NAME_LENGTH_MOST = 24;

/** A panel a figure, each with a scale of its own: a bar a trial with its value at the end. */
export function comparisonFigure(title: string, trials: readonly Trial[]): Figure {
  const names = trials.map(({ label }) => shortened(label));
  const width = (1 - GAP * (PANELS.length - 1)) / PANELS.length;
  const axes = PANELS.map((panel, index) => {
    const from = index * (width + GAP);
    const values = trials.map(({ figures }) => panel.read(figures) ?? 0);
    return [
      `xaxis${index === 0 ? '' : index + 1}`,
      {
        ...axisOf(panel.title),
        domain: [from, Math.min(1, from + width)],
        range: rangeOf(values),
        nticks: 4,
        zerolinewidth: 2,
      },
    ] as const;
  });
  return {
    data: PANELS.map((panel, index) => ({
      type: 'bar',
      orientation: 'h',
      name: panel.title,
      xaxis: `x${index === 0 ? '' : index + 1}`,
      yaxis: 'y',
      x: trials.map(({ figures }) => panel.read(figures)),
      y: names,
      marker: { color: trials.map((_, place) => seriesColor(place)) },
      texttemplate: `%{x:${panel.format}}`,
      textposition: 'outside',
      cliponaxis: false,
      hovertemplate: `%{y}: %{x:${panel.format}}<extra></extra>`,
    })),
    layout: {
      ...plainLayout(title, 0),
      hovermode: 'closest',
      ...Object.fromEntries(axes),
      yaxis: {
        ...axisOf('policy'),
        type: 'category',
        autorange: 'reversed',
        showgrid: false,
      },
    },
  };
}

/** From 0 with room for the values beside the bars. */
function rangeOf(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.35 * (high - low || 1);
  return [low < 0 ? low - 1.6 * room : 0, high > 0 ? high + room : low < 0 ? room / 4 : 1];
}

function shortened(label: string): string {
  return label.length <= NAME_LENGTH_MOST ? label : `…${label.slice(1 - NAME_LENGTH_MOST)}`;
}
