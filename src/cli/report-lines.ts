/** A report for people, 80 columns wide. Pure: the same days, the same text. */
import type { Money } from '../base/index.js';
import type { TradingState } from '../engine/index.js';
import {
  explainFigure,
  formatCount,
  formatGain,
  formatMoney,
  formatNumber,
  formatTime,
} from './figure.js';
import type { Ink, Paint } from './paint.js';
import type { MarketDay, ReportDay, ReportMoment } from './report-day.js';
import { type DayResult, dayResult, tripFigures } from './report-figures.js';
import { nearestFirst } from './report-nearest.js';
import { wrapVisible } from './wrap-visible.js';

const COLUMNS = 80;
const NAME_WIDTH = 12;
/** Of what happened; `audit query` shows the rest. */
const MOMENTS_SHOWN = 40;

/** One day in full, whole lines. */
export function reportDayLines(day: ReportDay, paint: Paint): readonly string[] {
  const result = dayResult(day);
  const rows: readonly Row[] = [
    ...resultRows(result, paint),
    ...[...day.markets].map(([coin, market]): Row => [coin, marketText(coin, market)]),
    ...tripRows(day),
    ...orderRows(day),
    ...nearestRows(day),
    ...[...day.markets].flatMap(([coin, market]) => stateRow(coin, market, day.runningMs)),
    ['run', runText(day)],
    ['trouble', troubleText(day, paint)],
  ];
  return [...rows.flatMap(rowLines), ...momentLines(day, paint)];
}

/** A line a day, and what they come to. */
export function reportTableLines(days: readonly ReportDay[], paint: Paint): readonly string[] {
  const lines = days.map((day) => {
    const result = dayResult(day);
    const { counts, trips } = day;
    return tableLine([
      day.name,
      result.result === null ? 'unknown' : formatGain(result.result),
      result.equityEnd === null ? 'unknown' : formatMoney(result.equityEnd),
      formatMoney(result.worstDrawdown),
      formatCount(result.fills),
      formatCount(trips.length),
      formatCount(counts.denied),
      counts.kills === 0 ? '' : paint('bad', counts.kills === 1 ? 'kill' : `${counts.kills} kills`),
    ]);
  });
  const head = ['day', 'result', 'equity', 'drawdown', 'fills', 'trips', 'denied', ''];
  return [paint('dim', tableLine(head)), ...lines];
}

type Row = readonly [name: string, text: string];

function rowLines([name, text]: Row): readonly string[] {
  const line = `${name.padEnd(NAME_WIDTH)}${text}`.trimEnd();
  return wrapVisible(line, COLUMNS, ' '.repeat(NAME_WIDTH));
}

function tableLine(cells: readonly string[]): string {
  const [day = '', result = '', equity = '', drawdown = '', ...rest] = cells;
  const [fills = '', trips = '', denied = '', kills = ''] = rest;
  return (
    `${day.padEnd(10)}${result.padStart(13)}${equity.padStart(15)}${drawdown.padStart(12)}` +
    `${fills.padStart(8)}${trips.padStart(7)}${denied.padStart(8)}  ${kills}`
  ).trimEnd();
}

function resultRows(result: DayResult, paint: Paint): readonly Row[] {
  const { equityStart, equityEnd, equityPeak, worstDrawdown, realized, fees, funding } = result;
  const { unrealizedChange, transfers, rest } = result;
  if (result.result === null || equityStart === null || equityEnd === null) {
    return [['result', 'unknown: the venue told of no equity']];
  }
  const ink: Ink = result.result.lt(0) ? 'bad' : 'good';
  const parts = [
    `realised ${formatGain(realized)}`,
    `unrealised ${formatGain(unrealizedChange ?? realized.minus(realized))}`,
    `fees ${formatGain(fees.neg())}`,
    `funding ${formatGain(funding)}`,
    ...(rest === null || rest.abs().lt('0.005') ? [] : [`not told yet ${formatGain(rest)}`]),
  ];
  const share = equityPeak?.gt(0) === true ? ` (${percent(worstDrawdown.div(equityPeak))})` : '';
  return [
    ['result', paint(ink, formatGain(result.result))],
    ['', parts.join('  ')],
    ['equity', `${formatMoney(equityStart)} to ${formatMoney(equityEnd)}`],
    ['', `highest ${money(equityPeak)}, worst drawdown ${formatMoney(worstDrawdown)}${share}`],
    ...(transfers.isZero() ? [] : [['moved', formatGain(transfers)] as const]),
  ];
}

function marketText(coin: string, market: MarketDay): string {
  const { fills, makerFills, liquidations, bought, sold, volume, realized, fees } = market;
  const { position } = market;
  const share = fills === 0 ? '' : `, ${percentOf(makerFills, fills)} of them maker`;
  const forced = liquidations === 0 ? '' : `, ${liquidations} liquidations`;
  const held = position === null ? 'not known' : `${formatNumber(position)} ${coin}`;
  return (
    `${formatCount(fills)} fills for ${formatMoney(volume)}${share}${forced}  ` +
    `bought ${formatNumber(bought)}, sold ${formatNumber(sold)}  ` +
    `realised ${formatGain(realized)}, fees ${formatMoney(fees)}  position ${held}`
  );
}

function tripRows(day: ReportDay): readonly Row[] {
  const trips = tripFigures(day);
  if (trips.count === 0) return [['round trips', 'none']];
  const rate = trips.winRate === null ? '' : ` (${(100 * trips.winRate).toFixed(1)}%)`;
  const counts = `${formatCount(trips.count)}: ${trips.won} won${rate}, ${trips.lost} lost`;
  const means =
    `a win ${gain(trips.meanWin)}, a loss ${gain(trips.meanLoss)} on average, ` +
    `together ${formatGain(trips.net)} net`;
  const excursions =
    `MAE ${gain(trips.meanAdverse)} on average, ${gain(trips.worstAdverse)} at worst  ` +
    `MFE ${gain(trips.meanFavorable)} on average, ${gain(trips.bestFavorable)} at best`;
  return [
    ['round trips', `${counts}  ${means}`],
    ['', excursions],
  ];
}

function orderRows({ counts, deniedBy, rejectedWith, trippedBy }: ReportDay): readonly Row[] {
  const { orders, cancels, denied, rejected } = counts;
  const sent = `${formatCount(orders)} sent, ${formatCount(cancels)} cancels`;
  return [
    ['orders', `${sent}, ${formatCount(denied)} denied, ${formatCount(rejected)} rejected`],
    ...listRow('denied by', deniedBy),
    ...listRow('rejected', rejectedWith),
    ...listRow('tripped', trippedBy),
  ];
}

/** The most frequent first. */
function listRow(name: string, counts: ReadonlyMap<string, number>): readonly Row[] {
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [[name, sorted.map(([key, times]) => `${key} ${formatCount(times)}`).join(', ')]];
}

/** A trigger a row, with the way that was left when it came nearest. */
function nearestRows(day: ReportDay): readonly Row[] {
  return nearestFirst(day).map((approach, index): Row => {
    const { rule, coin, value, threshold, unit, fractionLeft, isTripped, at } = approach;
    const market = coin === null || rule.startsWith(`${coin}.`) ? '' : `${coin} `;
    const left = isTripped ? 'tripped' : `${(100 * (fractionLeft ?? 1)).toFixed(1)}% left`;
    const figures =
      value === null || threshold === null
        ? ''
        : `: ${explainFigure(value, unit)} against ${explainFigure(threshold, unit)}`;
    const text = `${market}${rule} ${left} at ${formatTime(at)}${figures}`;
    return [index === 0 ? 'nearest' : '', text];
  });
}

const STATES: readonly TradingState[] = ['active', 'reducing', 'paused', 'halted'];

function stateRow(coin: string, { inState }: MarketDay, runningMs: number): readonly Row[] {
  const times = STATES.filter((state) => inState[state] > 0).map(
    (state) => `${state} ${percentOf(inState[state], runningMs)} (${spanText(inState[state])})`,
  );
  return times.length === 0 ? [] : [['state', `${coin} ${times.join(', ')}`]];
}

function runText({ counts, runningMs, offlineMs, leastBudget }: ReportDay): string {
  const runs = counts.runs === 0 ? '' : `, ${countOf(counts.runs, 'start')}`;
  const times = countOf(counts.connectionsLost, 'time');
  const lost =
    counts.connectionsLost === 0
      ? ''
      : `  connection lost ${times}, ${spanText(offlineMs)} offline`;
  const budget = leastBudget === null ? '' : `  at least ${formatCount(leastBudget)} actions left`;
  return `${spanText(runningMs)}${runs}${lost}${budget}`;
}

function troubleText({ counts }: ReportDay, paint: Paint): string {
  const { kills, errors } = counts;
  if (kills + errors === 0) return 'none';
  return [
    ...(kills === 0 ? [] : [paint('bad', countOf(kills, 'kill'))]),
    ...(errors === 0 ? [] : [paint('careful', countOf(errors, 'error'))]),
  ].join(', ');
}

function momentLines({ moments, counts }: ReportDay, paint: Paint): readonly string[] {
  if (moments.length === 0) return [];
  const shown = moments.slice(-MOMENTS_SHOWN);
  const left = counts.momentsLeftOut + moments.length - shown.length;
  const note = left === 0 ? [] : [`… ${formatCount(left)} more: mm-policy audit query shows all`];
  return [
    '',
    'what happened, by UTC:',
    ...note,
    ...shown.flatMap((moment) => momentLine(moment, paint)),
  ];
}

function momentLine({ at, coin, kind, text }: ReportMoment, paint: Paint): readonly string[] {
  const head = `${paint('dim', formatTime(at))} ${(coin ?? '').padEnd(6)}`;
  const line = `${head} ${paint(inkOf(kind), kind.padEnd(16))} ${text}`.trimEnd();
  return wrapVisible(line, COLUMNS, ' '.repeat(13));
}

function inkOf(kind: ReportMoment['kind']): Ink {
  if (kind === 'breaker-tripped' || kind === 'error' || kind === 'operator-refused') return 'bad';
  if (kind === 'alert' || kind === 'state-changed') return 'careful';
  return kind === 'breaker-reset' ? 'good' : 'strong';
}

function money(value: Money | null): string {
  return value === null ? 'unknown' : formatMoney(value);
}

function gain(value: Money | null): string {
  return value === null ? 'none' : formatGain(value);
}

function percent(ratio: Money): string {
  return `${ratio.times(100).toFixed(1)}%`;
}

function percentOf(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
}

/** `23h 59m`, `4m 12s`, `0.3s`. */
function spanText(durationMs: number): string {
  if (durationMs < 10_000) return `${(durationMs / 1_000).toFixed(1)}s`;
  const seconds = Math.round(durationMs / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
}

function countOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}
