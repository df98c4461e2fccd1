/** When each feed was heard last: how old it is, and until when it is fresh. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineState } from '../engine/index.js';
import type { FactStore } from '../kernel/index.js';
import type { AgeFact } from './fast-programs.js';

const NEVER = Number.POSITIVE_INFINITY;

export class FeedTimes {
  readonly #policy: CompiledPolicy;
  readonly #state: EngineState;
  #accountAt: TimeMs | null;
  /** By market. */
  readonly #markAts: TimeMs[];
  /** No feed grows stale before; what is heard meanwhile only puts it off. */
  #freshUntil: TimeMs = -NEVER;

  constructor(policy: CompiledPolicy, state: EngineState) {
    this.#policy = policy;
    this.#state = state;
    this.#accountAt = state.account.heardAt;
    this.#markAts = policy.markets.map(({ coin }) => {
      const { mark = null, markAt = null } = state.markets[coin] ?? {};
      return mark === null ? -NEVER : (markAt ?? -NEVER);
    });
  }

  /** Returns when it was heard before. */
  hearAccount(at: TimeMs | null): TimeMs | null {
    const before = this.#accountAt;
    this.#accountAt = at;
    return before;
  }

  /** Returns when the market's mark was heard before. */
  hearMark(market: number, at: TimeMs): TimeMs {
    const before = this.#markAts[market] ?? -NEVER;
    this.#markAts[market] = at;
    return before;
  }

  /** Whether nothing has grown stale since the state was taken in, and every market is priced. */
  isFresh(at: TimeMs, streamAt: TimeMs | null): boolean {
    if (at < this.#freshUntil) return true;
    this.#freshUntil = this.#reckon(streamAt);
    return at < this.#freshUntil;
  }

  writeAges(ages: readonly AgeFact[], store: FactStore, at: TimeMs, streamAt: TimeMs | null): void {
    for (const age of ages) store.write(age.slot, at - this.heardAt(age, streamAt));
  }

  #reckon(streamAt: TimeMs | null): TimeMs {
    const { staleAfter } = this.#policy;
    const { markets } = this.#state;
    let until = (this.#accountAt ?? -NEVER) + staleAfter.account;
    until = Math.min(until, (streamAt ?? -NEVER) + staleAfter.stream);
    for (const [index, { coin }] of this.#policy.markets.entries()) {
      until = Math.min(until, (this.#markAts[index] ?? -NEVER) + staleAfter.mark);
      const bookAt = markets[coin]?.bookAt ?? null;
      // What is stale already stays so until the engine hears better.
      const bookUntil = bookAt === null ? NEVER : bookAt + staleAfter.book;
      if (bookUntil >= this.#state.at) until = Math.min(until, bookUntil);
    }
    return until;
  }

  /** When the feed was heard last; before it ever was, when the session began. */
  heardAt({ feed, market }: AgeFact, streamAt: TimeMs | null): TimeMs {
    if (feed === 'account') return this.#accountAt ?? this.#state.startedAt;
    if (feed === 'stream') return streamAt ?? this.#state.startedAt;
    if (market < 0) return Math.min(...this.#markAts);
    return this.#markAts[market] ?? this.#state.startedAt;
  }
}
