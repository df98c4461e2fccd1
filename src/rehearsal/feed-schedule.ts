/** When each feed of a test speaks: by a series, every second without one, or not at all. */
import { assertInvariant, type Decimal, type DurationMs } from '../base/index.js';
import {
  type CheckedFact,
  type CheckedSeries,
  type FeedName,
  MEASURE_TABLE,
} from '../check/index.js';

const KEEP_ALIVE_MS: DurationMs = 1000;

/** `coin` null for the feeds of the account. */
export interface Channel {
  readonly feed: FeedName;
  readonly coin: string | null;
}

export class FeedSchedule {
  readonly #series: readonly CheckedSeries[];
  readonly channels: readonly Channel[];
  /** Channels that no longer speak, by key. */
  readonly #silent = new Set<string>();
  readonly #spokenAt = new Map<string, DurationMs>();

  constructor(coins: readonly string[], series: readonly CheckedSeries[]) {
    this.#series = series;
    this.channels = [
      ...coins.flatMap((coin) => [
        { feed: 'mark' as const, coin },
        { feed: 'book' as const, coin },
      ]),
      { feed: 'account', coin: null },
      { feed: 'stream', coin: null },
    ];
  }

  silence(channel: Channel): void {
    this.#silent.add(keyOf(channel));
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
      return [{ span, name, coin, value: valueAt(series, atMs / series.everyMs) }];
    });
  }

  /** Whether no series drives the channel, and it has not been heard for a second. */
  isDue(channel: Channel, atMs: DurationMs): boolean {
    const key = keyOf(channel);
    if (this.#silent.has(key) || this.#seriesOn(channel).length > 0) return false;
    const spokenAt = this.#spokenAt.get(key);
    return spokenAt === undefined || atMs - spokenAt >= KEEP_ALIVE_MS;
  }

  /** A series that ends in silence takes its feed with it. */
  isSilent(channel: Channel, atMs: DurationMs): boolean {
    const isEnded = this.#seriesOn(channel).some(
      (series) => series.isSilent && atMs >= Math.max(series.everyMs, endOf(series)),
    );
    return isEnded || this.#silent.has(keyOf(channel));
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
