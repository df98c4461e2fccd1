/** Did you mean: the known name that is fewest edits away. */

/** The nearest of `known`, or null where nothing is near enough to be a slip of the pen. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const lowered = name.toLowerCase();
  const allowed = Math.max(1, Math.floor(name.length / 3));
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = editDistance(lowered, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The name that is meant beyond doubt: it differs in case only, or by one slip where every other
 * known name is at least two further away. Short names, such as coins, are never so certain.
 */
export function certainName(name: string, known: Iterable<string>): string | null {
  const lowered = name.toLowerCase();
  // Whoever is further away in length alone is neither meant nor in the way of who is.
  const reach = name.length >= 5 ? 2 : 0;
  const candidates = [...new Set(known)]
    .filter((candidate) => Math.abs(candidate.length - name.length) <= reach)
    .map((candidate) => ({
      candidate,
      distance: editDistance(lowered, candidate.toLowerCase()),
    }));
  const [best, next] = candidates.toSorted((a, b) => a.distance - b.distance);
  if (best === undefined) return null;
  const gap = (next?.distance ?? Number.POSITIVE_INFINITY) - best.distance;
  if (best.distance === 0) return gap > 0 ? best.candidate : null;
  return best.distance === 1 && gap >= 2 && name.length >= 5 ? best.candidate : null;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
      );
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && isSwap) {
        distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
