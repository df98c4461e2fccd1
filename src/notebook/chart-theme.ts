/**
 * What the colours of a stored figure become on a light and on a dark page. A figure is stored with
 * the palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), which is told apart with any
 * colour vision but is partly too pale for white paper; what is drawn keeps its order and its hues.
 */
export type ThemeName = 'light' | 'dark';

/** From what is stored, in lower case, to what is drawn; both `#rrggbb`. */
export type ColorTable = Readonly<Record<string, string>>;

export interface ChartTheme {
  /** Behind the chart, for what has no page behind it: a picture. */
  readonly paper: string;
  /** Of lines, bars and all else. */
  readonly marks: ColorTable;
  /** Of texts in the colour of a line: they need more contrast than it does. */
  readonly texts: ColorTable;
}

/** Okabe and Ito's eight, black left out and the yellow replaced: the colours that are stored. */
export const SERIES_COLORS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#8a8a00',
] as const;

const INK = '#333333';
const GRID = '#e0e0e0';
const ZERO_LINE = '#a0a0a0';
/** What is drawn for comparison only, such as mid. */
const QUIET = '#808080';
/** What was counted, beside what was fitted to it. */
const COUNTED = '#555555';
/** Where a rule acted. */
const ALARM = '#b00020';

/** Contrast at least 3 : 1 for marks and 4.5 : 1 for texts, on white and on `#1e1e1e`. */
export const CHART_THEMES: Readonly<Record<ThemeName, ChartTheme>> = {
  light: {
    paper: '#ffffff',
    marks: tableOf(['#0067a8', '#b85400', '#0f9480', '#dc62b2', '#1499f5', '#b59000', '#664e44']),
    texts: tableOf(['#0067a8', '#b85400', '#0b7566', '#b03888', '#0a6fb8', '#7d6300', '#664e44']),
  },
  dark: {
    paper: '#1e1e1e',
    marks: {
      ...tableOf(['#2f8fd8', '#e8700f', '#12a67c', '#d993b8', '#8fd0f5', '#e6a817', '#f0e442']),
      [INK]: '#dddddd',
      [GRID]: '#3a3d44',
      [ZERO_LINE]: '#6b6f78',
      [QUIET]: '#9a9a9a',
      [COUNTED]: '#b8b8b8',
      [ALARM]: '#ff6b7d',
    },
    texts: {
      ...tableOf(['#58aaec', '#f0883a', '#2cc095', '#e2a6c6', '#8fd0f5', '#e6a817', '#f0e442']),
      [INK]: '#dddddd',
      [QUIET]: '#a8a8a8',
      [ALARM]: '#ff8a98',
    },
  },
};

function tableOf(drawn: readonly string[]): ColorTable {
  return Object.fromEntries(SERIES_COLORS.map((stored, index) => [stored, drawn[index] ?? stored]));
}
