/** What a fill teaches: it moves the position, the cash and the order that it belongs to. */
import type { TimeMs } from '../base/index.js';
import { applyFilledCash } from './account-book.js';
import type { Fill } from '../market/index.js';
import type { Draft } from './draft.js';
import type { EngineState } from './engine-state.js';
import { type EventLog, logEvent } from './event-log.js';
import { countTrips, type LossStreak } from './loss-streak.js';
import { fillOrder } from './order-ledger.js';
import { moveStreaks } from './own-streaks.js';
import { isReadableFill, type PositionTracker, trackFill } from './position-tracker.js';
import { flatPosition } from './tracked-position.js';
import { recordTrades } from './trade-record.js';

/** One trade, once; tells how the position stands, and the round trips that it ended. */
export function hearFill(draft: Draft, state: EngineState, fill: Fill): EngineState {
  const { coin, tradeId } = fill;
  // Something was traded, and what is not known: only the venue can say where we stand.
  if (!isReadableFill(fill)) return { ...state, isPositionKnown: false };
  const tracked = trackFill(trackerOf(state), fill);
  const { tracker, isOpened, realizedPnl, closed, restated } = tracked;
  const { positions, fillWindows, trades } = tracker;
  if (tracked.isKnown) return { ...state, positions, fillWindows, trades };
  const before = state.positions[coin] ?? flatPosition(coin);
  const position = positions[coin] ?? before;
  const { at } = state;
  const { size, entryPrice } = position;
  draft.decide({ kind: 'positionChanged', at, coin, tradeId, size, entryPrice, realizedPnl });
  if (restated !== null) draft.decide({ kind: 'positionRestated', at, coin, tradeId, ...restated });
  for (const trip of closed) draft.decide({ kind: 'positionClosed', at, ...trip });
  const tripsKept = restated?.tripsKept ?? before.trips;
  const counted = (streak: LossStreak): LossStreak => countTrips(streak, coin, tripsKept, closed);
  const moved = {
    coin,
    realizedPnl,
    fee: fill.fee,
    size: size.minus(before.size),
    time: fill.time,
  };
  return {
    ...state,
    positions,
    fillWindows,
    trades,
    account: applyFilledCash(state.account, moved),
    orders: fillOrder(state.orders, fill, at),
    fills: state.fills + 1,
    log: logFill(state.log, fill, at),
    openings: isOpened ? [...state.openings, fill.time] : state.openings,
    lossStreak: counted(state.lossStreak),
    ownStreaks: moveStreaks(state.ownStreaks, ({ errors, losses }) => {
      return { errors, losses: counted(losses) };
    }),
    tradeRecords: recordTrades(state.tradeRecords, coin, tripsKept, closed),
  };
}

/** Not all of the state: a tracker is copied with every move. */
function trackerOf({ positions, fillWindows, trades }: EngineState): PositionTracker {
  return { positions, fillWindows, trades };
}

function logFill(log: EventLog, { coin, isLiquidation }: Fill, at: TimeMs): EventLog {
  const filled = logEvent(log, 'fills', coin, at);
  return isLiquidation ? logEvent(filled, 'liquidations', coin, at) : filled;
}
