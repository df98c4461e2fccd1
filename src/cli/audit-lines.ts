/** Audit records for people, programs and spreadsheets. Pure: the same record, the same text. */
import type { AuditRecord } from '../journal/index.js';
import { formatGain, formatMoney, formatNumber } from './figure.js';
import type { Ink, Paint } from './paint.js';
import { wrapVisible } from './wrap-visible.js';

const COLUMNS = 80;
const KIND_WIDTH = 18;
const INDENT = ' '.repeat('2026-11-20 12:04:31.207 HYPE   '.length);

/** `2026-11-20 12:04:31.207 HYPE   order-filled       buy 4 @ 27.098 …`, whole lines. */
export function auditLines(record: AuditRecord, paint: Paint): string {
  const { at, coin, kind } = record;
  const time = new Date(at).toISOString().slice(0, 23).replace('T', ' ');
  const head = `${paint('dim', time)} ${(coin ?? '').padEnd(6)}`;
  const line = `${head} ${paint(inkOf(record), kind.padEnd(KIND_WIDTH))} ${wordsOf(record)}`;
  return `${wrapVisible(line.trimEnd(), COLUMNS, INDENT).join('\n')}\n`;
}

/** One JSON object; decimals as strings, times in milliseconds and ISO 8601. */
export function auditJson(record: AuditRecord): string {
  const { seq, at, ...rest } = record;
  return `${JSON.stringify({ seq, at, time: new Date(at).toISOString(), ...rest })}\n`;
}

const COLUMN_NAMES = [
  'seq', 'time', 'run', 'kind', 'coin', 'order', 'order_id', 'trade_id', 'side', 'price', 'size',
  'position', 'entry_price', 'pnl', 'fee', 'opened_at', 'rules', 'from', 'to', 'text',
] as const; // prettier-ignore

/** The names of the columns; RFC 4180, a line end of LF. */
export const AUDIT_CSV_HEAD = `${COLUMN_NAMES.join(',')}\n`;

export function auditCsv(record: AuditRecord): string {
  const cells: Readonly<Record<(typeof COLUMN_NAMES)[number], string>> = {
    seq: String(record.seq),
    time: new Date(record.at).toISOString(),
    run: record.runId,
    kind: record.kind,
    coin: record.coin ?? '',
    order: record.order ?? '',
    order_id: String(record.orderId ?? ''),
    trade_id: String(record.tradeId ?? ''),
    side: record.side ?? '',
    price: record.price?.toFixed() ?? '',
    size: record.size?.toFixed() ?? '',
    position: record.position?.toFixed() ?? '',
    entry_price: record.entryPrice?.toFixed() ?? '',
    pnl: record.pnl?.toFixed() ?? '',
    fee: record.fee?.toFixed() ?? '',
    opened_at: record.openedAt === null ? '' : new Date(record.openedAt).toISOString(),
    rules: record.rules.join(' '),
    from: record.from ?? '',
    to: record.to ?? '',
    text: record.text,
  };
  return `${COLUMN_NAMES.map((name) => csvCell(cells[name])).join(',')}\n`;
}

/** A text that a spreadsheet would take for a formula is marked as text; figures never are. */
function csvCell(text: string): string {
  const isFormula = /^[=+@\t]/u.test(text) || (text.startsWith('-') && !/^-[\d.]+$/u.test(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function wordsOf(record: AuditRecord): string {
  const { side, price, size, position, entryPrice, pnl, fee, rules, from, to, text, order } =
    record;
  const parts = [
    side !== null && size !== null ? `${side.padEnd(4)} ${formatNumber(size)}` : null,
    price === null ? null : `@ ${formatNumber(price)}`,
    position === null ? null : `position ${formatNumber(position)}`,
    entryPrice === null ? null : `@ ${formatNumber(entryPrice.toSignificantDigits(8))}`,
    pnl === null || (pnl.isZero() && record.kind !== 'position-closed')
      ? null
      : ` pnl ${formatGain(pnl)}`,
    fee === null ? null : ` fee ${formatMoney(fee)}`,
    from === null || to === null ? null : `from ${from} to ${to}`,
    rules.length === 0 ? null : `by ${rules.join(', ')}`,
    text === '' ? null : ` ${text}`,
    order !== null && (side === null || size === null) ? ` ${order}` : null,
  ];
  return parts
    .filter((part) => part !== null)
    .join(' ')
    .trimStart();
}

function inkOf({ kind, to }: AuditRecord): Ink {
  switch (kind) {
    case 'order-filled':
    case 'position-closed':
    case 'breaker-reset':
      return 'good';
    case 'risk-rejected':
    case 'order-rejected':
    case 'alert':
      return 'careful';
    case 'breaker-tripped':
    case 'error':
    case 'operator-refused':
      return 'bad';
    case 'state-changed':
      return to === 'active' ? 'good' : to === 'halted' ? 'bad' : 'careful';
    case 'operator-commanded':
    case 'run-started':
    case 'run-ended':
      return 'strong';
    default:
      return 'dim';
  }
}
