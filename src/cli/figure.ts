/** Figures for people: units shown, money with cents and separators, a true minus sign. */
import { type Decimal, unreachable } from '../base/index.js';
import type { DisplayUnit } from '../compile/index.js';

/** `$1,767.30`, `−$0.01`. */
export function formatMoney(value: Decimal): string {
  const text = withSeparators(value.abs().toFixed(2));
  return `${isBelowZero(value, 2) ? '−' : ''}$${text}`;
}

/** As `formatMoney`, with a plus where it is a gain. */
export function formatGain(value: Decimal): string {
  return value.gt(0) ? `+${formatMoney(value)}` : formatMoney(value);
}

/** `65.19`, `−3.2`, `12,000`: every digit that there is. */
export function formatNumber(value: Decimal): string {
  return `${value.lt(0) ? '−' : ''}${withSeparators(value.abs().toString())}`;
}

/** A measured value beside its threshold, in the unit of the comparison. */
export function formatFigure(value: Decimal | null, unit: DisplayUnit): string {
  if (value === null) return 'unknown';
  switch (unit) {
    case 'money':
      return formatMoney(value);
    case 'price':
      return formatNumber(value.toSignificantDigits(6));
    case 'size':
      return formatNumber(value.toSignificantDigits(6));
    case 'ratio':
      return `${isBelowZero(value.times(100), 1) ? '−' : ''}${value.abs().times(100).toFixed(1)}%`;
    case 'duration':
      return formatDuration(value);
    case 'count':
      return formatNumber(value);
    case 'number':
      return value.toFixed(2).replace('-', '−');
    default:
      return unreachable(unit);
  }
}

/** As `formatFigure`, for reading rather than for a column: no more digits than tell something. */
export function explainFigure(value: Decimal, unit: DisplayUnit): string {
  if (unit === 'price') return formatPrice(value);
  if (unit === 'ratio') return `${formatNumber(value.times(100).toDecimalPlaces(2))}%`;
  if (unit === 'duration') return formatSpan(value.div(1000).toDecimalPlaces(0).toNumber() * 1000);
  if (unit === 'number') return formatNumber(value.toSignificantDigits(6));
  return formatFigure(value, unit);
}

/** `$27.11`, to six significant figures. */
export function formatPrice(value: Decimal): string {
  return `${value.lt(0) ? '−' : ''}$${formatNumber(value.abs().toSignificantDigits(6))}`;
}

/** `0.3s`, `30s`, `5m`, from milliseconds. */
function formatDuration(valueMs: Decimal): string {
  const seconds = valueMs.div(1_000);
  if (seconds.lt(10)) return `${seconds.toDecimalPlaces(1).toString()}s`;
  if (seconds.lt(600)) return `${seconds.toFixed(0)}s`;
  return `${seconds.div(60).toFixed(0)}m`;
}

/** `20s`, `1m 30s`, `500ms`: exactly, from milliseconds. */
export function formatSpan(durationMs: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
  ] as const;
  let rest = durationMs;
  const parts: string[] = [];
  for (const [unit, sizeMs] of units) {
    const count = Math.floor(rest / sizeMs);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * sizeMs;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}

/** `12:04:31.207`, UTC. */
export function formatTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

/** `00:04:12`, from milliseconds. */
export function formatElapsed(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

export function formatCount(value: number): string {
  return withSeparators(String(value));
}

/** Whether the sign survives rounding to `places`, so that there is no minus nought. */
function isBelowZero(value: Decimal, places: number): boolean {
  return value.toDecimalPlaces(places).lt(0);
}

function withSeparators(digits: string): string {
  const [whole = '0', fraction] = digits.split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
