/**
 * The latest moves of one position in the venue's order, so that one that comes late finds its
 * place and all after it is reckoned again.
 */
import type { DurationMs, Money, Price, TimeMs } from '../base/index.js';
import type { Fill } from '../market/index.js';
import type { RoundTrip } from './round-trip.js';
import { applyFill, applyFunding, applyMark, type TrackedPosition } from './tracked-position.js';

/** What moves a position: a trade, or funding (positive was paid). */
export type PositionMove =
  | { readonly kind: 'fill'; readonly time: TimeMs; readonly fill: Fill }
  | { readonly kind: 'funding'; readonly time: TimeMs; readonly amount: Money };

interface PlacedMove {
  readonly move: PositionMove;
  /** The position that it was applied to, with the marks heard since the move before. */
  readonly before: TrackedPosition;
}

export interface FillWindow {
  /** In the venue's order. */
  readonly moves: readonly PlacedMove[];
  /** The venue's time of the newest move that is no longer kept; null while all are. */
  readonly forgottenAt: TimeMs | null;
}

export const EMPTY_WINDOW: FillWindow = { moves: [], forgottenAt: null };

/** A move may come so much later than younger ones and still be placed exactly. */
export const LATE_FILL_MS: DurationMs = 5 * 60_000;
const MOVES_MAX = 256;

export interface MovedPosition {
  readonly position: TrackedPosition;
  readonly window: FillWindow;
  /** Round trips that ended, those told again among them, oldest first. */
  readonly closed: readonly RoundTrip[];
  readonly isOpened: boolean;
  /** Null where the move came in order. */
  readonly restated: Restatement | null;
}

/** A move came late. */
export interface Restatement {
  /** Of the round trips told before, those up to this number stand; later ones are told again. */
  readonly tripsKept: number;
  /** False where older moves are forgotten: it was applied before the oldest that is kept. */
  readonly isExact: boolean;
}

/**
 * Applies a move in the venue's order: by time, funding first, then each fill that starts where
 * the one before it ended, then by trade id. A move that comes late is put in its place and what
 * follows is reckoned again, so that any order of arrival within `LATE_FILL_MS` (and the 256 latest
 * moves) comes to the same position. Marks between two moves stay with the earlier one.
 */
export function moveInOrder(
  position: TrackedPosition,
  window: FillWindow,
  move: PositionMove,
): MovedPosition {
  const { moves, forgottenAt } = window;
  const newestAt = moves.at(-1)?.move.time ?? forgottenAt;
  if (newestAt === null || move.time > newestAt) return append(position, window, move);
  const from = Math.max(
    0,
    moves.findIndex((placed) => placed.move.time >= move.time),
  );
  const start = moves[from]?.before ?? position;
  const again = moves.slice(from);
  const marked = again.map((placed, index): MarkedMove => {
    const { lowMark, highMark } = again[index + 1]?.before ?? position;
    return { move: placed.move, lowMark, highMark };
  });
  const replayed = replay(start, [...marked, { move, lowMark: null, highMark: null }]);
  const isExact = forgottenAt === null || move.time > forgottenAt;
  // Several trades of one moment mostly come in their order: nothing was told that is not so.
  const isInOrder = isExact && isContinued(again, replayed.moves);
  const tripsKept = isInOrder ? position.trips : Math.min(start.trips, position.trips);
  return {
    position: replayed.position,
    window: prune({ moves: [...moves.slice(0, from), ...replayed.moves], forgottenAt }),
    closed: replayed.closed.filter(({ number }) => number > tripsKept),
    isOpened: isNewTrip(position, replayed.position),
    restated: isInOrder ? null : { tripsKept, isExact },
  };
}

interface MarkedMove {
  readonly move: PositionMove;
  /** Heard after it, before the next one. */
  readonly lowMark: Price | null;
  readonly highMark: Price | null;
}

interface Replay {
  readonly position: TrackedPosition;
  readonly moves: readonly PlacedMove[];
  readonly closed: readonly RoundTrip[];
}

function append(position: TrackedPosition, window: FillWindow, move: PositionMove): MovedPosition {
  const { position: next, closed, isOpened } = applyMove(position, move);
  const { forgottenAt } = window;
  const moves = window.moves.concat({ move, before: position });
  return {
    position: next,
    window: prune({ moves, forgottenAt }),
    closed: closed === null ? [] : [closed],
    isOpened,
    restated: null,
  };
}

function replay(start: TrackedPosition, marked: readonly MarkedMove[]): Replay {
  let position = start;
  const moves: PlacedMove[] = [];
  const closed: RoundTrip[] = [];
  let left = [...marked].sort((a, b) => compareMoves(a.move, b.move));
  while (left.length > 0) {
    const next = nextOf(left, position);
    left = left.filter((other) => other !== next);
    moves.push({ move: next.move, before: position });
    const applied = applyMove(position, next.move);
    if (applied.closed !== null) closed.push(applied.closed);
    position = applied.position;
    for (const mark of [next.lowMark, next.highMark]) {
      if (mark !== null) position = applyMark(position, mark);
    }
  }
  return { position, moves, closed };
}

/** Of the earliest moves: funding, else the fill that starts where the position stands. */
function nextOf(sorted: readonly MarkedMove[], position: TrackedPosition): MarkedMove {
  const [first] = sorted;
  if (first === undefined) throw new RangeError('there is no next of no moves');
  if (first.move.kind === 'funding') return first;
  const fitting = sorted.find(
    ({ move }) =>
      move.kind === 'fill' &&
      move.time === first.move.time &&
      move.fill.startPosition.eq(position.size),
  );
  return fitting ?? first;
}

function compareMoves(a: PositionMove, b: PositionMove): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.kind === 'fill' && b.kind === 'fill') return a.fill.tradeId - b.fill.tradeId;
  if (a.kind === b.kind) return 0;
  return a.kind === 'funding' ? -1 : 1;
}

function applyMove(
  position: TrackedPosition,
  move: PositionMove,
): {
  readonly position: TrackedPosition;
  readonly closed: RoundTrip | null;
  readonly isOpened: boolean;
} {
  if (move.kind === 'fill') return applyFill(position, move.fill);
  return { position: applyFunding(position, move.amount), closed: null, isOpened: false };
}

function isContinued(before: readonly PlacedMove[], after: readonly PlacedMove[]): boolean {
  return before.every(({ move }, index) => after[index]?.move === move);
}

function isNewTrip(before: TrackedPosition, after: TrackedPosition): boolean {
  if (after.trip === null) return false;
  return before.trip === null || after.trips > before.trips;
}

function prune({ moves, forgottenAt }: FillWindow): FillWindow {
  const newest = moves.at(-1)?.move.time ?? 0;
  let dropped = Math.max(0, moves.length - MOVES_MAX);
  while ((moves[dropped]?.move.time ?? newest) <= newest - LATE_FILL_MS) dropped += 1;
  if (dropped === 0) return { moves, forgottenAt };
  const forgotten = Math.max(forgottenAt ?? 0, moves[dropped - 1]?.move.time ?? 0);
  return { moves: moves.slice(dropped), forgottenAt: forgotten };
}
