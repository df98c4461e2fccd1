/** A Plotly figure as plain data, and the one style that all of ours share. */

/** Height of every chart on the page. */
export const FIGURE_HEIGHT_PX = 420;

/** What `Plotly.newPlot` takes; JSON all through, so that a figure can be stored and compared. */
export interface Figure<Part extends object = object> {
  readonly data: readonly Part[];
  readonly layout: Readonly<Record<string, unknown>>;
}

/** A line: `x` and `y` of one length, `null` where it breaks. */
export interface Trace {
  readonly type: 'scatter';
  readonly mode: 'lines' | 'lines+markers';
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly line: {
    readonly color: string;
    readonly width: number;
    readonly dash: 'solid' | 'dash';
  };
  readonly hovertemplate: string;
}

/** From Okabe and Ito's palette: told apart with any colour vision, on white and on black. */
export const COLORS = { bid: '#0072b2', ask: '#d55e00' } as const;

/** How a line looks: `band` is wide and pale, so that a `dashed` one shows on top of it. */
export function lineStyle(color: string, style: 'band' | 'dashed'): Trace['line'] {
  return style === 'band'
    ? { color: `${color}80`, width: 6, dash: 'solid' }
    : { color, width: 2, dash: 'dash' };
}

/** A text beside the end of a line, in its colour, instead of a legend. */
export interface EndLabel {
  readonly text: string;
  readonly color: string;
  /** Where the line ends, in the units of the axes. */
  readonly x: number;
  readonly y: number;
}

/** Labels nearer to each other than this part of the axis would overlap. */
const LABEL_GAP = 0.065;

/** The house's layout: a question as title, a unit on both axes, labels at the right ends. */
export function layoutOf(inputs: {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly labels: readonly EndLabel[];
}): Figure['layout'] {
  const { title, xTitle, yTitle, xRange, yRange, labels } = inputs;
  const small = { size: 13 };
  const axis = { gridcolor: '#e0e0e0', zerolinecolor: '#a0a0a0', automargin: true };
  return {
    title: { text: title, x: 0.01, xanchor: 'left', font: { size: 17 } },
    font: { family: 'system-ui, sans-serif', size: 13, color: '#333333' },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    height: FIGURE_HEIGHT_PX,
    margin: { t: 60, r: 140, b: 60, l: 70 },
    showlegend: false,
    hovermode: 'x unified',
    xaxis: { ...axis, title: { text: xTitle, font: small }, range: [...xRange] },
    yaxis: { ...axis, title: { text: yTitle, font: small }, range: [...yRange] },
    annotations: spreadApart(labels, yRange).map(({ text, color, x, y }) => ({
      text,
      x,
      y,
      font: { ...small, color },
      showarrow: false,
      xanchor: 'left',
      xshift: 8,
    })),
  };
}

/** From the top down, each label at its line's end or as far below the last as it needs. */
function spreadApart(
  labels: readonly EndLabel[],
  [bottom, top]: readonly [number, number],
): readonly EndLabel[] {
  const gap = (top - bottom) * LABEL_GAP;
  const sorted = [...labels].sort((left, right) => right.y - left.y);
  const placed: EndLabel[] = [];
  let limit = top;
  for (const [index, label] of sorted.entries()) {
    const roomBelow = bottom + gap * (sorted.length - 1 - index);
    const y = Math.max(Math.min(label.y, limit), roomBelow);
    placed.push({ ...label, y });
    limit = y - gap;
  }
  return placed;
}
