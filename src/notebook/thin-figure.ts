/** A figure with no more points in a line than can be seen, so that a page stays small. */
import type { Figure } from './figure.js';
import { DRAWN_POINTS_MAX, thinSeries } from './thin-series.js';

export interface ThinnedFigure {
  readonly figure: Figure;
  /** What is left out, for people; null where all is drawn. */
  readonly note: string | null;
}

type Part = Readonly<Record<string, unknown>>;

/**
 * Lines and points of `scatter` traces with more than `most` points are thinned, all that runs
 * beside them (texts, colours of points) with them; typed arrays become plain ones.
 */
export function thinFigure(figure: Figure, most: number = DRAWN_POINTS_MAX): ThinnedFigure {
  let all = pointsBefore(figure);
  let drawn = 0;
  const data = figure.data.map((trace) => {
    const thinned = thinTrace(plain(trace as Part), most);
    all = Math.max(all, thinned.all);
    drawn = Math.max(drawn, thinned.drawn);
    return thinned.trace;
  });
  const note =
    drawn === all
      ? null
      : `${drawn.toLocaleString('en')} of ${all.toLocaleString('en')} points are drawn: ` +
        'first, last, least and greatest of each stretch';
  return { figure: { ...figure, data }, note };
}

function thinTrace(
  trace: Part,
  most: number,
): { readonly trace: Part; readonly all: number; readonly drawn: number } {
  const y = trace['y'];
  const isLong = trace['type'] === 'scatter' && Array.isArray(y) && y.length > most;
  if (!isLong) {
    const length = Array.isArray(y) ? y.length : 0;
    return { trace, all: length, drawn: length };
  }
  const kept = thinSeries(y as readonly (number | null)[], most);
  return { trace: pick(trace, y.length, kept) as Part, all: y.length, drawn: kept.length };
}

/** As a figure tells that was thinned when it was made. */
function pointsBefore({ layout }: Figure): number {
  const points = (layout['meta'] as Part | undefined)?.['points'];
  return typeof points === 'number' ? points : 0;
}

/** Every array of the trace's length, at the kept indices. */
function pick(part: unknown, length: number, kept: readonly number[]): unknown {
  if (Array.isArray(part)) {
    if (part.length !== length) return part;
    return kept.map((index) => part[index] as unknown);
  }
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, pick(value, length, kept)]),
  );
}

/** JSON has no typed arrays. */
function plain(part: Part): Part {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value,
    ]),
  );
}
