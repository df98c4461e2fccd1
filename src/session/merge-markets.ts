/** Several markets as one stream, in order of time; at the same time, in the order given. */
import type { TimeMs } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';

export function mergeMarkets(markets: readonly Iterable<MarketEvent>[]): Iterable<MarketEvent> {
  return { [Symbol.iterator]: () => merged(markets) };
}

export function mergeRecordings(
  markets: readonly AsyncIterable<MarketEvent>[],
): AsyncIterable<MarketEvent> {
  return { [Symbol.asyncIterator]: () => mergedAsync(markets) };
}

/**
 * Leaves out what was before `fromMs`, all but the newest book, top and context of each coin: with
 * these, dated `fromMs`, the stream begins.
 */
export async function* startingAt(
  events: AsyncIterable<MarketEvent>,
  fromMs: TimeMs,
): AsyncGenerator<MarketEvent> {
  const latest = new Map<string, MarketEvent>();
  let hasBegun = false;
  for await (const event of events) {
    if (!hasBegun && event.at < fromMs) {
      if (event.kind !== 'tradePrinted') latest.set(`${event.coin} ${event.kind}`, event);
      continue;
    }
    if (!hasBegun) {
      hasBegun = true;
      for (const kept of latest.values()) yield { ...kept, at: fromMs };
    }
    yield event;
  }
}

function* merged(markets: readonly Iterable<MarketEvent>[]): Generator<MarketEvent> {
  const sources = markets.map((market) => market[Symbol.iterator]());
  const heads = sources.map((source) => source.next());
  for (;;) {
    const earliest = earliestOf(heads);
    const head = heads[earliest];
    if (head === undefined || head.done === true) return;
    yield head.value;
    const source = sources[earliest];
    if (source !== undefined) heads[earliest] = source.next();
  }
}

async function* mergedAsync(
  markets: readonly AsyncIterable<MarketEvent>[],
): AsyncGenerator<MarketEvent> {
  const sources = markets.map((market) => market[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(sources.map((source) => source.next()));
    for (;;) {
      const earliest = earliestOf(heads);
      const head = heads[earliest];
      if (head === undefined || head.done === true) return;
      yield head.value;
      const source = sources[earliest];
      if (source !== undefined) heads[earliest] = await source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return?.()));
  }
}

/** Index of the earliest head; −1 where all have ended. */
function earliestOf(heads: readonly IteratorResult<MarketEvent>[]): number {
  let earliest = -1;
  let earliestMs = Number.POSITIVE_INFINITY;
  heads.forEach((head, index) => {
    if (head.done === true || head.value.at >= earliestMs) return;
    earliest = index;
    earliestMs = head.value.at;
  });
  return earliest;
}
