/** Takes the levels that losses are measured from up to where the account stands now. */
import { balanceOf, equityOf } from './account-facts.js';
import { transfersOf } from './cash-ledger.js';
import { oldestUnsettled, updateBooks } from './day-book.js';
import type { Draft } from './draft.js';
import { valueOf } from './facts.js';
import { rebuildLevels } from './rebuild-levels.js';

export function moveAnchors(draft: Draft): void {
  const { account, at, books, openings } = draft.state;
  const { policy } = draft.context.rules;
  const balance = valueOf(balanceOf(draft.facts));
  const equity = valueOf(equityOf(draft.facts));
  const { state } = draft;
  const moved = updateBooks(books, policy, {
    at,
    balance,
    equity,
    openings,
    transfers: transfersOf(account, at),
    levelsAt:
      account.ledgerSince === null
        ? undefined
        : (settings, time) => rebuildLevels(state, balance, settings, time),
  });
  if (moved === books && openings.length === 0) return;
  const keepSince = oldestUnsettled(moved);
  draft.set({ books: moved, openings: [], account: { ...account, keepSince } });
}
