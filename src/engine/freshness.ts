/** How old each feed is. Nothing heard in this session is missing, and ages from its start. */
import { type DurationMs, type TimeMs, unreachable } from '../base/index.js';
import type { FeedName } from '../check/index.js';
import type { MeasureValue } from '../compile/index.js';
import type { EngineState } from './engine-state.js';
import { type Facts, MISSING, STALE } from './facts.js';

/** Milliseconds; `coin` null takes the oldest of the declared markets. */
export function ageOf(facts: Facts, feed: FeedName, coin: string | null): DurationMs {
  const { state, policy } = facts;
  if (coin === null && (feed === 'mark' || feed === 'book')) {
    return Math.max(0, ...policy.markets.map((market) => ageOf(facts, feed, market.coin)));
  }
  const heardAt = lastHeard(state, feed, coin);
  return Math.max(0, state.at - (heardAt ?? state.startedAt));
}

/**
 * Null where all feeds are fresh, else the measure's value. `coin` names the market of `mark` and
 * `book`.
 */
export function unknownBy(
  facts: Facts,
  feeds: readonly FeedName[],
  coin: string | null,
): MeasureValue | null {
  for (const feed of feeds) {
    if (lastHeard(facts.state, feed, coin) === null) return MISSING;
    if (ageOf(facts, feed, coin) > facts.policy.staleAfter[feed]) return STALE;
  }
  return null;
}

function lastHeard(state: EngineState, feed: FeedName, coin: string | null): TimeMs | null {
  switch (feed) {
    case 'mark':
      return coin === null ? null : (state.markets[coin]?.markAt ?? null);
    case 'book':
      return coin === null ? null : (state.markets[coin]?.bookAt ?? null);
    case 'account':
      return state.account.heardAt;
    case 'stream':
      return state.streamAt;
    case 'limits':
      return state.actionBudget?.heardAt ?? null;
    default:
      return unreachable(feed);
  }
}
