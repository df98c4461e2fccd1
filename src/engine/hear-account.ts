/** What a report of the account teaches: cash and margins. Positions come from fills. */
import { ZERO } from '../base/index.js';
import type { AccountReport } from '../market/index.js';
import { applyReport, isReadable, positionDifference, reportedPosition } from './account-book.js';
import { settle } from './cash-ledger.js';
import type { EngineState } from './engine-state.js';

export function hearAccount(state: EngineState, report: AccountReport): EngineState {
  if (!isReadable(report)) return state;
  const hasOurSize = (coin: string): boolean => {
    const theirs = reportedPosition(report, coin)?.size;
    const ours = state.positions[coin]?.size;
    return (theirs ?? ZERO).eq(ours ?? ZERO);
  };
  const reported = applyReport(state.account, report, state.at, hasOurSize);
  // While a fill is on its way, its cash is no gap.
  const areFillsHeard = coinsIn(state, report).every((coin) =>
    positionDifference(reported, coin, state.positions[coin]?.size ?? ZERO)?.isZero(),
  );
  const account = areFillsHeard ? settle(reported, state.at) : reported;
  return { ...state, account, streamAt: state.at };
}

function coinsIn(state: EngineState, report: AccountReport): readonly string[] {
  const reported = report.positions.map(({ coin }) => coin);
  return [...new Set([...Object.keys(state.positions), ...reported])];
}
