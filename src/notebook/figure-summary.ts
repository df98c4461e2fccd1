/** A figure in words: what stands where no picture can, and what a screen reader reads. */
import type { Figure } from './figure.js';

type Part = Readonly<Record<string, unknown>>;

/** More series than that are counted, not told. */
const SERIES_TOLD = 8;

/** Title, axes with their units, and the reach of each series. */
export function summarizeFigure({ data, layout }: Figure): string {
  const parts = data.map((trace) => trace as Part).filter((trace) => trace['showlegend'] !== false);
  const told = parts.slice(0, SERIES_TOLD).map(seriesText);
  const more = parts.length - told.length;
  const axes = ['xaxis', 'yaxis'].flatMap((axis) => textOf((layout[axis] as Part)?.['title']));
  return [
    textOf(layout['title']).join(''),
    ...(axes.length === 0 ? [] : [`Axes: ${axes.join('; ')}.`]),
    ...(told.length === 0 ? [] : [`${told.join('; ')}${more > 0 ? `; ${more} more` : ''}.`]),
  ]
    .filter((line) => line !== '')
    .join(' ');
}

function textOf(title: unknown): readonly string[] {
  if (typeof title === 'string') return [title];
  const text = (title as Part | undefined)?.['text'];
  return typeof text === 'string' ? [text.replaceAll(/<[^>]*>/gu, ' ')] : [];
}

function seriesText(trace: Part): string {
  const name = typeof trace['name'] === 'string' ? trace['name'] : String(trace['type']);
  const numbers = numbersIn(trace['z'] ?? trace['y']);
  if (numbers.least > numbers.greatest) return `${name}: no values`;
  return `${name}: ${figureText(numbers.least)} to ${figureText(numbers.greatest)}`;
}

function numbersIn(values: unknown): { least: number; greatest: number } {
  const reach = { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
  if (!Array.isArray(values)) return reach;
  for (const value of values as readonly unknown[]) {
    const inner =
      typeof value === 'number' && Number.isFinite(value)
        ? { least: value, greatest: value }
        : numbersIn(value);
    reach.least = Math.min(reach.least, inner.least);
    reach.greatest = Math.max(reach.greatest, inner.greatest);
  }
  return reach;
}

function figureText(value: number): string {
  const text = value.toLocaleString('en', { maximumSignificantDigits: 5 });
  return text.replace('-', '−');
}
