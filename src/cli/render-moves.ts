/** What acts in which order as a market turns against a full position, one line or two each. */
import type { Decimal } from '../base/index.js';
import type { Explanation, MoveExplanation, MoveStep } from '../explain/index.js';
import { formatMoney, formatNumber, formatPrice, formatSpan } from './figure.js';
import type { Paint } from './paint.js';
import { wrapVisible } from './wrap-visible.js';

const EFFECTS: Readonly<Record<MoveStep['kind'], string>> = {
  limit: '',
  'reduce-only': 'reduce only',
  pause: 'pause',
  kill: 'halt',
  alert: 'alert',
  objective: '',
  liquidation: 'position lost',
};

export function renderMoves(explanation: Explanation, columns: number, paint: Paint): string {
  const lines = explanation.moves.flatMap((move) => ['', ...moveLines(move, columns, paint)]);
  const notes = notesOf(explanation).flatMap((note) => ['', ...wrapVisible(note, columns, '  ')]);
  return [...lines, ...notes].map((line) => `${line}\n`).join('');
}

function moveLines(move: MoveExplanation, columns: number, paint: Paint): readonly string[] {
  const { coin, direction, position, steps } = move;
  const side = direction === 'falls' ? 'long' : 'short';
  const size = `${formatNumber(position.size.abs())} ${coin}, ${formatMoney(position.notional)}`;
  const cap = position.cappedBy
    .map((rule) => (rule === 'margin capacity' ? 'its margin' : `\`${rule}\``))
    .join(' and ');
  const title = paint('strong', `If ${coin} ${direction} with a full ${side} position`);
  const head = wrapVisible(`${title} (${size}: all that ${cap} allows)`, columns, '  ');
  const blocked =
    position.blockedBy.length === 0
      ? []
      : wrapVisible(
          `  as things are no order passes that adds risk: ${position.blockedBy.join(', ')}`,
          columns,
          '  ',
        );
  if (steps.length === 0) return [...head, ...blocked, '  nothing trips'];
  return [...head, ...blocked, ...stepLines(steps, columns, paint)];
}

function stepLines(steps: readonly MoveStep[], columns: number, paint: Paint): readonly string[] {
  const rows = steps.map((step) => ({
    change: changeText(step.change),
    price: formatPrice(step.mark.toSignificantDigits(5)),
    name: step.rule ?? 'liquidation by the venue',
    fate: fateText(step),
    isReached: step.afterRule === null,
  }));
  const changes = Math.max(...rows.map(({ change }) => change.length));
  const prices = Math.max(...rows.map(({ price }) => price.length));
  const names = Math.max(...rows.map(({ name }) => name.length));
  const left = 2 + changes + 2 + prices + 2;
  const isWide = rows.every(({ fate }) => left + names + 2 + fate.length <= columns);
  return rows.flatMap(({ change, price, name, fate, isReached }) => {
    const ink = isReached ? 'strong' : 'dim';
    const start = `  ${change.padStart(changes)}  ${price.padEnd(prices)}  `;
    if (isWide) return [`${start}${paint(ink, name.padEnd(names))}  ${fate}`];
    const indent = ' '.repeat(left);
    return [`${start}${paint(ink, name)}`, ...wrapVisible(`${indent}${fate}`, columns, indent)];
  });
}

function fateText({ kind, flattens, forMs, lost, after, afterRule }: MoveStep): string {
  if (after === 'flat') return `never reached: ${afterRule} acts first`;
  if (after === 'halted') return `changes nothing: ${afterRule} has halted all`;
  const dwell = forMs === 0 ? '' : ` after ${formatSpan(forMs)}`;
  const effect = `${EFFECTS[kind]}${flattens ? ', flatten' : ''}${dwell}`;
  return `${effect.padEnd(15)} ${lost.lt(0) ? 'gained' : 'lost'} ${formatMoney(lost.abs())}`;
}

/** `−1.6%`, `+8.0%`; `0.0%` where it is so from the start. */
function changeText(change: Decimal): string {
  const percent = change.times(100).toDecimalPlaces(1);
  const sign = percent.isZero() ? '' : percent.lt(0) ? '−' : '+';
  return `${sign}${percent.abs().toFixed(1)}%`;
}

function notesOf({ markets, unmoved, unknown }: Explanation): readonly string[] {
  const unmarked = markets.filter(({ mark }) => mark === null).map(({ coin }) => coin);
  const marks = unmarked.map((coin) => `--mark ${coin}=PRICE`).join(' ');
  return [
    ...(unmarked.length === 0 ? [] : [`For the numbers and what acts first, add ${marks}`]),
    ...(unmoved.length === 0 ? [] : [`No such move trips: ${unmoved.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`Not known of such an account: ${unknown.join(', ')}`]),
  ];
}
