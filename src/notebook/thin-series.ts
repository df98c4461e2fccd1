/** Which points of a long series are enough to draw it. */

/** Points of a stretch that are kept: its first, least, greatest and last. */
const KEPT_A_STRETCH = 4;

/** More than this of one line nobody sees: four a pixel of a wide page. */
export const DRAWN_POINTS_MAX = 4_000;

/**
 * Indices into `values`, rising, at most `most` (and at least 4) and all where there are no more.
 * The series is cut into stretches of as many points each; of each the first, the last, the least
 * and the greatest stay, so that no peak is lost, and one that is missing, so that a line breaks
 * where it did. (M4 of Jugel and others, VLDB 2014, by count instead of by time: where much happens
 * much is drawn.)
 */
export function thinSeries(
  values: ArrayLike<number | null>,
  most: number = DRAWN_POINTS_MAX,
): readonly number[] {
  if (values.length <= most) return Array.from({ length: values.length }, (_, index) => index);
  // One place more in each for what is missing.
  const stretches = Math.max(1, Math.floor(most / (KEPT_A_STRETCH + 1)));
  const kept: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * values.length) / stretches);
    const to = Math.floor(((stretch + 1) * values.length) / stretches);
    kept.push(...keptOf(values, from, to));
  }
  return kept;
}

function keptOf(values: ArrayLike<number | null>, from: number, to: number): readonly number[] {
  let least = -1;
  let greatest = -1;
  let missing = -1;
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) {
      if (missing < 0) missing = index;
      continue;
    }
    if (least < 0 || value < (values[least] ?? 0)) least = index;
    if (greatest < 0 || value > (values[greatest] ?? 0)) greatest = index;
  }
  const wanted = [from, least, greatest, missing, to - 1].filter((index) => index >= 0);
  return [...new Set(wanted)].toSorted((left, right) => left - right);
}
