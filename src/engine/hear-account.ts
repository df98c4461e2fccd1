/** What a report of the account teaches: cash and margins. Positions come from fills. */
import { ZERO } from '../base/index.js';
import type { AccountReport } from '../market/index.js';
import { applyReport, isReadable, reportedPosition } from './account-book.js';
import type { EngineState } from './engine-state.js';

export function hearAccount(state: EngineState, report: AccountReport): EngineState {
  if (!isReadable(report)) return state;
  const hasOurSize = (coin: string): boolean => {
    const theirs = reportedPosition(report, coin)?.size;
    const ours = state.positions[coin]?.size;
    return (theirs ?? ZERO).eq(ours ?? ZERO);
  };
  const account = applyReport(state.account, report, state.at, hasOurSize);
  return { ...state, account, streamAt: state.at };
}
