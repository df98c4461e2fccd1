/** What the venue's ledger teaches: funding, deposits, withdrawals and transfers. */
import type { AccountReport, LedgerEntry } from '../market/index.js';
import { applyLedgerEntry } from './cash-ledger.js';
import type { Draft } from './draft.js';
import type { EngineState } from './engine-state.js';
import { countTrips, type LossStreak } from './loss-streak.js';
import { moveStreaks } from './own-streaks.js';
import { trackFunding } from './position-tracker.js';

/** One entry, once; funding is part of what the position's round trip comes to. */
export function hearEntry(draft: Draft, state: EngineState, entry: LedgerEntry): EngineState {
  const account = applyLedgerEntry(state.account, entry, state.at);
  if (account === state.account) return state;
  const heard = { ...state, account };
  if (entry.kind !== 'funding' || !entry.amount.isFinite()) return heard;
  const { coin, time } = entry;
  const { tracker, closed, restated } = trackFunding(heard, {
    coin,
    time,
    amount: entry.amount.neg(),
  });
  if (restated !== null) {
    draft.decide({ kind: 'positionRestated', at: state.at, coin, tradeId: null, ...restated });
  }
  for (const trip of closed) draft.decide({ kind: 'positionClosed', at: state.at, ...trip });
  const tripsKept = restated?.tripsKept ?? state.positions[coin]?.trips ?? 0;
  const counted = (streak: LossStreak): LossStreak => countTrips(streak, coin, tripsKept, closed);
  return {
    ...heard,
    ...tracker,
    lossStreak: counted(state.lossStreak),
    ownStreaks: moveStreaks(state.ownStreaks, ({ errors, losses }) => {
      return { errors, losses: counted(losses) };
    }),
  };
}

/** The first time that a venue tells its ledger, what is in the balance then is where we begin. */
export function hearLedger(
  draft: Draft,
  state: EngineState,
  { time }: AccountReport,
  ledger: readonly LedgerEntry[] | undefined,
): EngineState {
  if (ledger === undefined) return state;
  const inOrder = ledger.toSorted((a, b) => a.time - b.time);
  const begun = { ...state, account: beginLedger(state.account, time) };
  return inOrder.reduce((heard, entry) => hearEntry(draft, heard, entry), begun);
}

function beginLedger(account: EngineState['account'], time: number): EngineState['account'] {
  if (account.ledgerSince !== null) return account;
  return {
    ...account,
    ledgerSince: time,
    accounted: account.report === null ? null : account.balance,
  };
}
