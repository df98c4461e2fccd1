/** What a day's report says in figures: for people and programs alike. */
import { type Decimal, type Money, ZERO } from '../base/index.js';
import type { ReportDay } from './report-day.js';

/** USD; null where the venue's word on the account is missing. */
export interface DayResult {
  /** Equity's change less what was moved in and out. */
  readonly result: Money | null;
  readonly realized: Money;
  readonly unrealizedChange: Money | null;
  /** Positive is a cost. */
  readonly fees: Money;
  /** Positive was received. */
  readonly funding: Money;
  readonly transfers: Money;
  /** What the parts do not explain: fills since the venue's last word, and what nobody told. */
  readonly rest: Money | null;
  readonly equityStart: Money | null;
  readonly equityEnd: Money | null;
  readonly equityPeak: Money | null;
  readonly worstDrawdown: Money;
  readonly fills: number;
  readonly volume: Money;
}

export function dayResult(day: ReportDay): DayResult {
  const sum = (part: 'realized' | 'fees' | 'funding' | 'volume'): Decimal =>
    [...day.markets.values()].reduce((total, market) => total.plus(market[part]), ZERO);
  const [realized, fees, funding] = [sum('realized'), sum('fees'), sum('funding')];
  const { firstLevel: first, lastLevel: last, transfers } = day;
  const isKnown = first !== null && last !== null;
  const result = isKnown ? last.equity.minus(first.equity).minus(transfers) : null;
  const unrealizedChange = isKnown ? last.unrealized.minus(first.unrealized) : null;
  const parts = realized.minus(fees).plus(funding);
  return {
    result,
    realized,
    unrealizedChange,
    fees,
    funding,
    transfers,
    rest: result?.minus(parts).minus(unrealizedChange ?? ZERO) ?? null,
    equityStart: first?.equity ?? null,
    equityEnd: last?.equity ?? null,
    equityPeak: day.peak,
    worstDrawdown: day.worstDrawdown,
    fills: [...day.markets.values()].reduce((total, { fills }) => total + fills, 0),
    volume: sum('volume'),
  };
}

export interface TripFigures {
  readonly count: number;
  readonly won: number;
  readonly lost: number;
  /** Of those won or lost; null where there are none. */
  readonly winRate: number | null;
  readonly net: Money;
  readonly meanWin: Money | null;
  readonly meanLoss: Money | null;
  readonly meanAdverse: Money | null;
  readonly worstAdverse: Money | null;
  readonly meanFavorable: Money | null;
  readonly bestFavorable: Money | null;
}

/** Zero is neither won nor lost. */
export function tripFigures({ trips }: ReportDay): TripFigures {
  const won = trips.filter(({ netPnl }) => netPnl.gt(0)).map(({ netPnl }) => netPnl);
  const lost = trips.filter(({ netPnl }) => netPnl.lt(0)).map(({ netPnl }) => netPnl);
  const adverse = trips.map(({ maxAdverse }) => maxAdverse);
  const favorable = trips.map(({ maxFavorable }) => maxFavorable);
  const decided = won.length + lost.length;
  return {
    count: trips.length,
    won: won.length,
    lost: lost.length,
    winRate: decided === 0 ? null : won.length / decided,
    net: trips.reduce((total, { netPnl }) => total.plus(netPnl), ZERO),
    meanWin: meanOf(won),
    meanLoss: meanOf(lost),
    meanAdverse: meanOf(adverse),
    worstAdverse: extremeOf(adverse, (a, b) => a.lt(b)),
    meanFavorable: meanOf(favorable),
    bestFavorable: extremeOf(favorable, (a, b) => a.gt(b)),
  };
}

function meanOf(values: readonly Decimal[]): Decimal | null {
  if (values.length === 0) return null;
  return values.reduce((sum, each) => sum.plus(each), ZERO).div(values.length);
}

function extremeOf(
  values: readonly Decimal[],
  isMore: (a: Decimal, b: Decimal) => boolean,
): Decimal | null {
  return values.reduce<Decimal | null>(
    (most, each) => (most === null || isMore(each, most) ? each : most),
    null,
  );
}
