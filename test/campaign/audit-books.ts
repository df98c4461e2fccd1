/** Whether our books are the venue's: fills counted once, positions, and nothing left resting. */
import { decimal } from '../../src/base/index.js';
import type { JournalLine } from './journal-lines.js';
import type { SeenBooks } from './venue-tap.js';

/** How the session itself saw it. */
export interface OwnBooks {
  readonly positions: Readonly<Record<string, string>>;
  readonly fills: number;
}

export function auditBooks(
  books: SeenBooks,
  own: OwnBooks,
  lines: readonly JournalLine[],
): readonly string[] {
  return [...auditFills(books, own, lines), ...auditPositions(books, own, lines)];
}

/** Heard at least once, and counted once. */
function auditFills(
  { fills }: SeenBooks,
  own: OwnBooks,
  lines: readonly JournalLine[],
): readonly string[] {
  const heard = new Set<number>();
  const counted = new Map<number, number>();
  for (const { event, decision } of lines) {
    for (const { tradeId } of event?.fills ?? []) heard.add(tradeId);
    if (event?.fill !== undefined) heard.add(event.fill.tradeId);
    if (decision?.kind !== 'positionChanged') continue;
    const { tradeId = -1 } = decision;
    counted.set(tradeId, (counted.get(tradeId) ?? 0) + 1);
  }
  const made = new Set(fills.map(({ tradeId }) => tradeId));
  const found = fills.flatMap(({ tradeId }) =>
    heard.has(tradeId) ? [] : [`lost fill ${tradeId}`],
  );
  for (const tradeId of heard) if (!made.has(tradeId)) found.push(`made-up fill ${tradeId}`);
  for (const [tradeId, times] of counted) {
    if (times > 1) found.push(`fill ${tradeId} is counted ${times} times`);
  }
  if (own.fills !== fills.length) {
    found.push(`${own.fills} fills are counted, the venue made ${fills.length}`);
  }
  return found;
}

function auditPositions(
  { fills, positions }: SeenBooks,
  own: OwnBooks,
  lines: readonly JournalLine[],
): readonly string[] {
  const coins = new Set([...Object.keys(positions), ...Object.keys(own.positions)]);
  return [...coins].flatMap((coin) => {
    const venues = decimal(positions[coin] ?? 0);
    const summed = fills
      .filter((fill) => fill.coin === coin)
      .reduce(
        (sum, { side, size }) => sum.plus(decimal(size).times(side === 'buy' ? 1 : -1)),
        ZERO,
      );
    const told = own.positions[coin] ?? 'unknown';
    const found: string[] = [];
    if (told === 'unknown' || !decimal(told).eq(venues)) {
      found.push(`${coin}: ours is ${told}, the venue's ${venues.toFixed()}`);
    }
    if (!summed.eq(venues)) found.push(`${coin}: fills make ${summed.toFixed()}`);
    const written = writtenPosition(lines, coin);
    if (!decimal(written).eq(venues)) {
      found.push(`${coin}: by the journal it is ${written}, the venue's ${venues.toFixed()}`);
    }
    return found;
  });
}

/** After the last fill, or what the venue was last believed to have. */
function writtenPosition(lines: readonly JournalLine[], coin: string): string {
  const last = lines.findLast(
    ({ decision }) =>
      decision?.coin === coin &&
      (decision.kind === 'positionChanged' || decision.kind === 'positionDiffered'),
  )?.decision;
  return (last?.kind === 'positionChanged' ? last.size : last?.venues) ?? '0';
}

const ZERO = decimal(0);
