/** Whether charts can be read: on white and on dark paper, and with any colour vision. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CHART_THEMES, SERIES_COLORS, type ThemeName } from '../../src/notebook/chart-theme.js';
import { FIGURE_SCRIPT } from '../../src/notebook/index.js';

type Rgb = readonly [number, number, number];

/** Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB. */
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function linear(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/** WCAG 2.2's contrast ratio. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((hex) => {
      const [r, g, b] = linear(hex);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .toSorted((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/** Björn Ottosson's OKLab, in which distances are as they are seen. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(hex: string, vision: readonly Rgb[]): Rgb {
  const color = linear(hex);
  const [r = 0, g = 0, b = 0] = vision.map((row) =>
    Math.min(1, Math.max(0, row[0] * color[0] + row[1] * color[1] + row[2] * color[2])),
  );
  return oklab([r, g, b]);
}

function nearest(colors: readonly string[], vision: readonly Rgb[]): number {
  const points = colors.map((hex) => seen(hex, vision));
  const distances = points.flatMap((one, at) =>
    points.slice(at + 1).map((two) => Math.hypot(...one.map((part, i) => part - (two[i] ?? 0)))),
  );
  return Math.min(...distances);
}

const drawnIn = (theme: ThemeName): string[] =>
  SERIES_COLORS.map((color) => CHART_THEMES[theme].marks[color] ?? color);

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (name) => {
  const theme = CHART_THEMES[name];

  it('keep a contrast of 3 : 1 to the paper, and of 4.5 : 1 as texts', () => {
    const papers = name === 'light' ? ['#ffffff'] : [theme.paper, '#111111'];
    for (const paper of papers) {
      expect(drawnIn(name).filter((color) => contrast(color, paper) < 3)).toEqual([]);
      const texts = Object.values(theme.texts);
      expect(texts.filter((color) => contrast(color, paper) < 4.5)).toEqual([]);
    }
  });

  it.each(Object.entries(VISIONS))('are told apart with %s', (_vision, matrix) => {
    // Okabe and Ito's own come to 0.08 where they are nearest to each other.
    expect(nearest(drawnIn(name), matrix)).toBeGreaterThan(0.07);
  });
});

interface Charts {
  inTheme(
    figure: unknown,
    name: ThemeName,
  ): { data: unknown[]; layout: Record<string, unknown>; settings: object };
}

function charts(): Charts {
  const window: { mmPolicyCharts?: Charts } = {};
  runInNewContext(FIGURE_SCRIPT, { window });
  if (window.mmPolicyCharts === undefined) throw new Error('the script defined nothing');
  return window.mmPolicyCharts;
}

describe('a figure in the theme of its page', () => {
  const figure = {
    data: [
      { type: 'scatter', x: ['#0072b2'], y: [1], line: { color: '#0072b280' } },
      { type: 'bar', y: [1, 2], marker: { color: ['#D55E00', 'red'] } },
    ],
    layout: {
      font: { color: '#333333' },
      xaxis: { gridcolor: '#e0e0e0' },
      annotations: [{ text: 'bid', font: { color: '#0072b2' } }],
    },
  };

  it('has the colours of lines and of texts, with their transparency, and no value changed', () => {
    const stored = JSON.stringify(figure);
    const { data, layout } = charts().inTheme(figure, 'dark');
    expect(data).toEqual([
      { type: 'scatter', x: ['#0072b2'], y: [1], line: { color: '#2f8fd880' } },
      { type: 'bar', y: [1, 2], marker: { color: ['#e8700f', 'red'] } },
    ]);
    expect(layout).toMatchObject({
      font: { color: '#dddddd' },
      xaxis: { gridcolor: '#3a3d44' },
      annotations: [{ text: 'bid', font: { color: '#58aaec' } }],
    });
    expect(JSON.stringify(figure)).toBe(stored);
  });

  it('keeps ink and grid on light paper', () => {
    const { layout } = charts().inTheme(figure, 'light');
    expect(layout).toMatchObject({ font: { color: '#333333' }, xaxis: { gridcolor: '#e0e0e0' } });
  });
});
