/** The marks that came before a test, so that ATR and its ratio stand as given. */
import { Decimal, decimal, ONE, type Price, type Ratio, type TimeMs, ZERO } from '../base/index.js';
import type { CheckedFact } from '../check/index.js';
import type { BarSettings, CompiledMarket } from '../compile/index.js';
import type { EngineEvent } from '../engine/index.js';

/** Where a test says nothing of it all bars are this wide, as a share of the mark. */
const CALM_RANGE = '0.001';

/** News of whole bars up to the one that `startAt` stands in, for each market that keeps bars. */
export function barEvents(
  markets: readonly CompiledMarket[],
  givens: readonly CheckedFact[],
  markOf: (coin: string) => Price,
  startAt: TimeMs,
): readonly EngineEvent[] {
  const marks = markets.flatMap(({ coin, atr }) => {
    if (atr === null) return [];
    const fact = givens.find((each) => each.name === 'atr_ratio' && each.coin === coin);
    const isGiven = fact !== undefined && fact.value !== 'stale' && fact.value !== 'missing';
    return marksOf(coin, markOf(coin), atr, isGiven ? fact.value : ONE, startAt);
  });
  const ordered = marks.toSorted((a, b) => a.at - b.at);
  const [first] = ordered;
  if (first === undefined) return [];
  const feeRates = { maker: ZERO, taker: ZERO };
  const runId = 'eeeeeeeeeeeeeeee';
  return [{ kind: 'sessionStarted', at: first.at, runId, instruments: [], feeRates }, ...ordered];
}

/** Each bar goes up by its range and comes back to the mark. */
function marksOf(
  coin: string,
  mark: Price,
  { count, eachMs }: BarSettings,
  ratio: Ratio,
  startAt: TimeMs,
): readonly EngineEvent[] {
  const ranges = rangesOf(count, ratio).map((range) => range.times(CALM_RANGE).times(mark));
  const first = Math.floor(startAt / eachMs) - ranges.length;
  return [ZERO, ...ranges].flatMap((range, index) => {
    const at = (first - 1 + index) * eachMs;
    return [mark.plus(range), mark].map((price): EngineEvent => {
      return { kind: 'contextChanged', at, coin, mark: price, oracle: price, fundingRate: ZERO };
    });
  });
}

/**
 * True ranges, newest last, whose ATR is `ratio` times its average: in a calm the latest ones are
 * alike and those before them wider, in a storm the newest alone is wider. No ratio reaches
 * `count`, where nothing but the newest bar had moved at all: a higher one stays just below it.
 */
function rangesOf(count: number, ratio: Ratio): readonly Decimal[] {
  if (ratio.lt(decimal(count).div(count + 1))) {
    const wide = decimal(2 * count)
      .div(ratio)
      .minus(count + 1)
      .div(count - 1);
    return [...repeat(wide, count - 1), ...repeat(ONE, count)];
  }
  const reached = Decimal.min(ratio, decimal(count).times('0.999999'));
  const atr = reached.times(count - 1).div(decimal(count).minus(reached));
  return [...repeat(ONE, 2 * count - 2), atr.times(count).minus(count - 1)];
}

function repeat(value: Decimal, times: number): readonly Decimal[] {
  return Array.from({ length: times }, () => value);
}
