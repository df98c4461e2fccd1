/** Tells whether every trigger still stands as the engine knows it. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineState, Inspector } from '../engine/index.js';
import { FALSE, type FactsAround, TRUE } from '../kernel/index.js';
import { type FastPrograms, PEAKS } from './fast-programs.js';
import { FeedTimes } from './feed-times.js';
import { type KnownRelease, knownReleasesOf, knownTruthsOf } from './known-truths.js';
import { QuietBox } from './quiet-box.js';
import { quietUntil } from './quiet-until.js';

export class TriggerWatch {
  readonly #programs: FastPrograms;
  readonly #feeds: FeedTimes;
  readonly #box: QuietBox;
  readonly #dueAt: TimeMs;
  readonly #knownTruths: readonly number[];
  readonly #knownReleases: readonly KnownRelease[];
  #isUndecided = false;
  #arePeaksUndecided = false;
  #isBelowPeaks = false;

  constructor(
    policy: CompiledPolicy,
    programs: FastPrograms,
    state: EngineState,
    inspector: Inspector,
  ) {
    this.#programs = programs;
    this.#feeds = new FeedTimes(policy, state);
    const markets = programs.markets.map(({ slots }) => slots);
    this.#box = new QuietBox({ store: programs.store, markets, ages: programs.ages });
    this.#dueAt = quietUntil(state, inspector.triggers, (instance) =>
      inspector.holdOf(state, instance),
    );
    this.#knownTruths = knownTruthsOf(state, inspector);
    this.#knownReleases = knownReleasesOf(state, inspector);
  }

  get feeds(): FeedTimes {
    return this.#feeds;
  }

  /** Whether by then no wait is over, no day has begun and no feed has grown stale. */
  isEarly(at: TimeMs, streamAt: TimeMs | null): boolean {
    return Number.isSafeInteger(at) && at < this.#dueAt && this.#feeds.isFresh(at, streamAt);
  }

  /** Whether a price of this market is so near to what was judged that nothing can have changed. */
  isNear(market: number, mark: number, oracle: number): boolean {
    return this.#box.hasPrices(market, mark, oracle);
  }

  /** The same of the ages, the prices being near. */
  isSoon(at: TimeMs, streamAt: TimeMs | null): boolean {
    return this.#box.hasAges(at, this.#feeds, streamAt);
  }

  /** Judges all triggers by what the store holds; then a new box may be drawn. */
  standsAsKnown(): boolean {
    const { program, truths } = this.#programs.triggers;
    this.#beginJudging();
    program.judge(truths, this.#ask);
    this.#isBelowPeaks = this.#isBelow();
    return this.#isAsKnown();
  }

  /** Whether equity is surely above no peak, at what was judged last and all over its box. */
  get isBelowPeaks(): boolean {
    return this.#isBelowPeaks;
  }

  /** Facts have moved that are no prices and no ages: nothing is near to what was judged. */
  leaveBox(): void {
    this.#box.clear();
  }

  /** Leaves other ages in the store than those of now. */
  drawBox(): void {
    // Orders come and go within a box of prices.
    if (this.#isBelowPeaks && !this.#programs.triggers.readOrders) this.#box.draw(this.#isSame);
  }

  readonly #isSame = (around: FactsAround): boolean => {
    const { program, truths } = this.#programs.triggers;
    this.#beginJudging();
    program.judgeAround(around, truths, this.#ask);
    return this.#isAsKnown() && this.#isBelow();
  };

  #isAsKnown(): boolean {
    const { truths, releases } = this.#programs.triggers;
    if (this.#isUndecided) return false;
    const known = this.#knownTruths;
    for (let index = 0; index < known.length; index += 1) {
      if (known[index] !== truths[index]) return false;
    }
    for (const { trigger, isMet } of this.#knownReleases) {
      if (isMet !== (truths[releases[trigger] ?? 0] === TRUE)) return false;
    }
    return true;
  }

  #isBelow(): boolean {
    const { truths, peaks } = this.#programs.triggers;
    return !this.#arePeaksUndecided && truths[peaks] === TRUE;
  }

  #beginJudging(): void {
    this.#isUndecided = false;
    this.#arePeaksUndecided = false;
  }

  readonly #ask = (asked: number): number => {
    if (asked === PEAKS) this.#arePeaksUndecided = true;
    else this.#isUndecided = true;
    return FALSE;
  };
}
