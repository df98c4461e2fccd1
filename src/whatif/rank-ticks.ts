/** Gives prices their ranks among the distinct ones of a tape. */

/** Entries of a table by tick: quicker than a map, as long as it is no larger than this. */
const TABLE_LENGTH_MOST = 1 << 24;

export interface RankedTicks {
  /** Distinct, ascending. */
  readonly ticks: Int32Array;
  /** By row: where its tick stands in `ticks`. */
  readonly ranks: Int32Array;
}

export function rankTicks(rowTicks: Int32Array): RankedTicks {
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < rowTicks.length; row += 1) {
    const tick = rowTicks[row] ?? 0;
    if (tick < least) least = tick;
    if (tick > most) most = tick;
  }
  const length = most - least + 1;
  return length > TABLE_LENGTH_MOST ? rankByMap(rowTicks) : rankByTable(rowTicks, least, length);
}

function rankByTable(rowTicks: Int32Array, least: number, length: number): RankedTicks {
  const table = new Int32Array(Math.max(0, length));
  let count = 0;
  for (let row = 0; row < rowTicks.length; row += 1) {
    const offset = (rowTicks[row] ?? 0) - least;
    if (table[offset] === 0) count += 1;
    table[offset] = 1;
  }
  const ticks = new Int32Array(count);
  let rank = 0;
  for (let offset = 0; rank < count; offset += 1) {
    if (table[offset] === 0) continue;
    ticks[rank] = least + offset;
    table[offset] = rank;
    rank += 1;
  }
  const ranks = new Int32Array(rowTicks.length);
  for (let row = 0; row < ranks.length; row += 1) {
    ranks[row] = table[(rowTicks[row] ?? 0) - least] ?? 0;
  }
  return { ticks, ranks };
}

function rankByMap(rowTicks: Int32Array): RankedTicks {
  const ticks = Int32Array.from(new Set(rowTicks)).sort();
  const rankOf = new Map<number, number>();
  for (const [rank, tick] of ticks.entries()) rankOf.set(tick, rank);
  return { ticks, ranks: rowTicks.map((tick) => rankOf.get(tick) ?? 0) };
}
