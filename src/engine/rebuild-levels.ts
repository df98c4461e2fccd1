/** Where the account stood at an earlier moment, from where it stands and what moved since. */
import type { Money, TimeMs } from '../base/index.js';
import type { BookSettings } from '../compile/index.js';
import type { RebuiltLevels } from './day-anchors.js';
import type { EngineState } from './engine-state.js';

/**
 * Null while the cash that we know of is not all of it: before a reconciliation, or with a gap
 * that nobody has explained. Transfers since then that move anchors are left in, so that the level
 * is that of the anchor by now. Equity is known only where the account was flat: it takes marks.
 */
export function rebuildLevels(
  state: EngineState,
  balance: Money | null,
  { withdrawals }: BookSettings,
  time: TimeMs,
): RebuiltLevels | null {
  const { account, isPositionKnown, positions } = state;
  if (balance === null || account.gapSince !== null || !isPositionKnown) return null;
  const later = account.changes.filter((change) => change.time > time);
  const level = later
    .filter(({ isTransfer, amount }) => {
      const movesAnchors = isTransfer && (withdrawals === 'lower-anchors' || amount.gt(0));
      return !movesAnchors;
    })
    .reduce<Money>((left, { amount }) => left.minus(amount), balance);
  const wasFlat = Object.values(positions).every(({ coin, size }) =>
    later
      .filter((change) => change.coin === coin)
      .reduce((held, change) => held.minus(change.size), size)
      .isZero(),
  );
  const isUntouched = wasFlat && later.every(({ coin }) => coin === null);
  return { balance: level, equity: wasFlat ? level : null, isUntouched };
}
