/** The live status of a run, in 80 columns, redrawn in place. Pure: the same view, same lines. */
import { decimal, type Price } from '../base/index.js';
import type { CalibrationView, HeadroomView, MarketView, StatusView } from '../engine/index.js';
import type { Fill } from '../market/index.js';
import {
  formatCount,
  formatElapsed,
  formatFigure,
  formatGain,
  formatMoney,
  formatNumber,
} from './figure.js';
import { objectivesText } from './objectives-text.js';
import type { Ink, Paint } from './paint.js';
import { INKS } from './run-lines.js';

export interface RunStatus {
  readonly policyName: string;
  readonly venueName: string;
  /** Market time since the start. */
  readonly elapsedMs: number;
  readonly view: StatusView;
  /** `sell 1.6 @ 27.117`; null before the first fill. */
  readonly lastFill: string | null;
  readonly journalRecords: number;
}

const LABEL_WIDTH = 7;
const BAR_WIDTH = 20;
const RULE_WIDTH = 25;
const ROOM_WIDTH = 26;
/** More triggers than this: the closest ones are shown. */
const ROOM_ROWS = 10;

export function statusLines(status: RunStatus, paint: Paint): readonly string[] {
  return [
    headLine(status, paint),
    ...status.view.markets.flatMap((market) => marketLines(market, paint)),
    ...roomLines(status.view, paint),
    ...goalLines(status.view),
    ...countLines(status),
  ];
}

/** `sell 1.6 @ 27.117`. */
export function fillText({ side, size, price }: Fill): string {
  return `${side} ${formatNumber(size)} @ ${formatNumber(price)}`;
}

function headLine(status: RunStatus, paint: Paint): string {
  const { view } = status;
  const who =
    `${paint('strong', status.policyName)}  ${status.venueName}  ` +
    `${paint(INKS[view.state], `● ${view.state}`)}  ${formatElapsed(status.elapsedMs)}`;
  const equity = view.equity === null ? 'unknown' : formatMoney(view.equity);
  const day = view.dayPnl === null ? '' : `  day ${formatGain(view.dayPnl)}`;
  return `${who}   equity ${equity}${day}`;
}

function marketLines(market: MarketView, paint: Paint): readonly string[] {
  const parts = [
    `pos ${positionText(market)}`,
    `mark ${market.mark === null ? 'unknown' : formatNumber(market.mark)}`,
    market.unrealizedPnl === null ? null : `uPnL ${formatGain(market.unrealizedPnl)}`,
    `quotes ${market.bids.length}×${market.asks.length}`,
    spreadText(market),
  ];
  const lines = [label(market.coin) + parts.filter((part) => part !== null).join('  ')];
  const capacity = market.marginCapacity;
  const quotes = [
    market.bids.length > 0 ? `bid ${rangeText(market.bids)}` : null,
    market.asks.length > 0 ? `ask ${rangeText(market.asks)}` : null,
    capacity === null ? null : `capacity ${formatNumber(capacity.toSignificantDigits(5))}`,
  ].filter((part) => part !== null);
  if (quotes.length > 0) lines.push(label('') + quotes.join('  '));
  if (market.calibration !== null) lines.push(label('') + calibrationText(market.calibration));
  if (market.heldBy !== null) {
    const ends = market.endsBy === null ? '' : `, ends: ${market.endsBy}`;
    lines.push(label('') + paint(INKS[market.state], `${market.state} by ${market.heldBy}${ends}`));
  }
  return lines;
}

/** Lengths are dollars of price. */
function calibrationText({ sample, leastSample, found }: CalibrationView): string {
  if (found === null) return `calibrating: ${sample} trades seen, quotes from ${leastSample} on`;
  const [sigma, a, k] = [found.volatility, found.intensity, found.decay].map((figure) =>
    formatNumber(decimal(figure).toSignificantDigits(4)),
  );
  return `model σ $${sigma}/√s  A ${a}/s  k ${k}/$  from ${sample} trades`;
}

function positionText(market: MarketView): string {
  if (market.position === null) return 'unknown';
  const size = formatNumber(market.position);
  return market.entryPrice === null || market.position.isZero()
    ? size
    : `${size} @ ${formatNumber(market.entryPrice.toSignificantDigits(6))}`;
}

/** Between our own best quotes, in basis points of their middle. */
function spreadText(market: MarketView): string | null {
  const [bid, ask] = [market.bids[0], market.asks[0]];
  if (bid === undefined || ask === undefined) return null;
  const spread = ask.minus(bid).div(ask.plus(bid).div(2)).times(10_000);
  return `spread ${spread.toFixed(1)} bps`;
}

function rangeText(prices: readonly Price[]): string {
  const [best, worst] = [prices[0], prices.at(-1)];
  if (best === undefined || worst === undefined) return '';
  return prices.length === 1
    ? formatNumber(best)
    : `${formatNumber(best)} … ${formatNumber(worst)}`;
}

function roomLines(view: StatusView, paint: Paint): readonly string[] {
  const areCoinsNamed = view.markets.length > 1;
  const closest = [...view.headroom]
    .map((room, index) => ({ room, index }))
    .sort((a, b) => closeness(a.room) - closeness(b.room) || a.index - b.index)
    .slice(0, ROOM_ROWS)
    .sort((a, b) => a.index - b.index);
  return closest.map(({ room }, row) => {
    const name = areCoinsNamed && room.coin !== null ? withCoin(room.rule, room.coin) : room.rule;
    return label(row === 0 ? 'Room' : '') + roomText(name, room, paint);
  });
}

function roomText(name: string, room: HeadroomView, paint: Paint): string {
  const figures = figuresText(room);
  return `${fit(name, RULE_WIDTH)} ${figures.padEnd(ROOM_WIDTH)} ${bar(room, paint)}`;
}

function figuresText(room: HeadroomView): string {
  if (room.value === null && room.threshold === null) return 'unknown';
  return `${formatFigure(room.value, room.unit)} → ${formatFigure(room.threshold, room.unit)}`;
}

function bar(room: HeadroomView, paint: Paint): string {
  if (room.isTripped) return paint('bad', 'tripped');
  if (room.fractionLeft === null) return paint('careful', 'unknown');
  const fraction = Math.min(1, Math.max(0, room.fractionLeft));
  const full = Math.round(fraction * BAR_WIDTH);
  const ink: Ink = fraction > 0.5 ? 'good' : fraction > 0.2 ? 'careful' : 'bad';
  return paint(ink, '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full));
}

function goalLines({ objectives }: StatusView): string[] {
  const text = objectivesText(objectives);
  return text === null ? [] : [label('Goals') + text];
}

function countLines(status: RunStatus): readonly string[] {
  const { view } = status;
  const orders = [
    `open ${formatCount(view.openOrders)}`,
    `fills ${formatCount(view.fills)}`,
    `denied ${formatCount(view.denied)}`,
    `rejected ${formatCount(view.rejected)}`,
  ];
  const last = status.lastFill === null ? 'no fill yet' : `fill ${status.lastFill}`;
  return [
    label('Orders') + orders.join(' · '),
    `${label('Last')}${last} · journal ${formatCount(status.journalRecords)} ✓`,
  ];
}

/** Unknown sorts first: it is what a person has to look at. */
function closeness(room: HeadroomView): number {
  return room.isTripped ? -2 : (room.fractionLeft ?? -1);
}

function withCoin(rule: string, coin: string): string {
  return rule.startsWith(`${coin}.`) ? rule : `${coin} ${rule}`;
}

function label(text: string): string {
  return text.padEnd(LABEL_WIDTH);
}

function fit(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
