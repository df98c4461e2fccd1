/** When each feed of a test speaks: by a series, every second without one, or not at all. */
import { assertInvariant, type Decimal, type DurationMs } from '../base/index.js';
import {
  type CheckedFact,
  type CheckedSeries,
  type CheckedStep,
  type FeedName,
  MEASURE_TABLE,
} from '../check/index.js';

const KEEP_ALIVE_MS: DurationMs = 1000;

/** `coin` null for the feeds of the account. */
export interface Channel {
  readonly feed: FeedName;
  readonly coin: string | null;
}

/** A feed that says nothing between two moments of a test, so that it is stale at one of them. */
interface Quiet {
  readonly channel: Channel;
  /** When it is last heard; before 0 where the test has to begin earlier. */
  readonly fromMs: DurationMs;
  readonly untilMs: DurationMs;
}

/** Feeds go quiet so early that `set … stale` finds them just too old, until they are set again. */
export function quietsOf(
  steps: readonly CheckedStep[],
  tooOldMs: (feed: FeedName) => DurationMs,
): readonly Quiet[] {
  const set = steps.flatMap(({ atMs, action }) =>
    action.kind === 'set' ? action.facts.map((fact) => ({ atMs, fact })) : [],
  );
  return set.flatMap(({ atMs, fact }): readonly Quiet[] => {
    if (fact.value !== 'stale' || fact.name === 'equity') return [];
    const channel = channelOf(fact.name, fact.coin);
    const again = set.find(
      (later) =>
        later.atMs > atMs &&
        later.fact.value !== 'stale' &&
        keyOf(channelOf(later.fact.name, later.fact.coin)) === keyOf(channel),
    );
    const fromMs = atMs - tooOldMs(channel.feed);
    return [{ channel, fromMs, untilMs: again?.atMs ?? Number.POSITIVE_INFINITY }];
  });
}

export class FeedSchedule {
  readonly #series: readonly CheckedSeries[];
  readonly channels: readonly Channel[];
  readonly #quiets: readonly Quiet[];
  /** Channels that no longer speak, by key. */
  readonly #silent = new Set<string>();
  readonly #spokenAt = new Map<string, DurationMs>();

  constructor(
    coins: readonly string[],
    series: readonly CheckedSeries[],
    quiets: readonly Quiet[],
  ) {
    this.#series = series;
    this.#quiets = quiets;
    this.channels = [
      ...coins.flatMap((coin) => [
        { feed: 'mark' as const, coin },
        { feed: 'book' as const, coin },
      ]),
      { feed: 'account', coin: null },
      { feed: 'stream', coin: null },
      { feed: 'limits', coin: null },
    ];
  }

  silence(channel: Channel): void {
    this.#silent.add(keyOf(channel));
  }

  /** It speaks again, after it was silenced. */
  wake(channel: Channel): void {
    this.#silent.delete(keyOf(channel));
  }

  /** The first moment at which a feed has to be heard. */
  get beginsAtMs(): DurationMs {
    return Math.min(0, ...this.#quiets.map(({ fromMs }) => fromMs));
  }

  noteSpoken(channel: Channel, atMs: DurationMs): void {
    this.#spokenAt.set(keyOf(channel), atMs);
  }

  /** The next moment after `atMs` at which a series has a value. */
  nextSeriesAt(atMs: DurationMs): DurationMs | null {
    const times = this.#series
      .map((series) => {
        const next = (Math.floor(atMs / series.everyMs) + 1) * series.everyMs;
        return series.isSilent && next >= endOf(series) ? null : next;
      })
      .filter((time) => time !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What series say at `atMs`. */
  emissionsAt(atMs: DurationMs): readonly CheckedFact[] {
    return this.#series.flatMap((series) => {
      if (atMs < 0 || atMs % series.everyMs !== 0) return [];
      if (series.isSilent && atMs >= endOf(series)) return [];
      const { span, name, coin } = series;
      if (this.#isQuiet(channelOf(name, coin), atMs)) return [];
      return [{ span, name, coin, value: valueAt(series, atMs / series.everyMs) }];
    });
  }

  /** Whether no series drives the channel, and it has not been heard for a second. */
  isDue(channel: Channel, atMs: DurationMs): boolean {
    const key = keyOf(channel);
    if (this.#isQuiet(channel, atMs)) return false;
    if (this.#silent.has(key) || this.#seriesOn(channel).length > 0) return false;
    if (this.#quiets.some((quiet) => quiet.fromMs === atMs && keyOf(quiet.channel) === key)) {
      return true;
    }
    const spokenAt = this.#spokenAt.get(key);
    return spokenAt === undefined || atMs - spokenAt >= KEEP_ALIVE_MS;
  }

  /** A series that ends in silence takes its feed with it. */
  isSilent(channel: Channel, atMs: DurationMs): boolean {
    const isEnded = this.#seriesOn(channel).some(
      (series) => series.isSilent && atMs >= Math.max(series.everyMs, endOf(series)),
    );
    return isEnded || this.#silent.has(keyOf(channel)) || this.#isQuiet(channel, atMs);
  }

  #isQuiet(channel: Channel, atMs: DurationMs): boolean {
    return this.#quiets.some(
      ({ channel: quiet, fromMs, untilMs }) =>
        keyOf(quiet) === keyOf(channel) && atMs > fromMs && atMs < untilMs,
    );
  }

  #seriesOn({ feed, coin }: Channel): readonly CheckedSeries[] {
    return this.#series.filter((series) => {
      const channel = channelOf(series.name, series.coin);
      return channel.feed === feed && channel.coin === coin;
    });
  }
}

/** The feed that brings a measure: the first of those it is reckoned from. */
export function channelOf(name: CheckedFact['name'], coin: string | null): Channel {
  const { feeds } = MEASURE_TABLE[name];
  const feed = feeds.find((each) => each === 'mark' || each === 'book');
  if (coin !== null && feed !== undefined && feeds.length === 1) return { feed, coin };
  if (coin === null && feeds.length === 1 && (feeds[0] === 'limits' || feeds[0] === 'stream')) {
    return { feed: feeds[0], coin: null };
  }
  return { feed: 'account', coin: null };
}

function keyOf({ feed, coin }: Channel): string {
  return `${feed} ${coin ?? ''}`;
}

function endOf(series: CheckedSeries): DurationMs {
  return series.runs.reduce((sum, run) => sum + run.times, 0) * series.everyMs;
}

/** The value of the `index`th emission; the last run goes on. */
function valueAt({ runs }: CheckedSeries, index: number): Decimal {
  let left = index;
  for (const { value, times } of runs) {
    if (left < times) return value;
    left -= times;
  }
  const last = runs.at(-1);
  assertInvariant(last !== undefined, 'a series has a value');
  return last.value;
}
