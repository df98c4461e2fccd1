/** How a policy stands, for a person: what binds, what is unknown, and the room to everything. */
import type { MarketStanding, PolicyStanding, RuleStanding } from '../explain/index.js';
import { basename } from './basename.js';
import { explainFigure, formatMoney, formatNumber, formatPrice } from './figure.js';
import type { Paint } from './paint.js';
import { wrapVisible } from './wrap-visible.js';

const STANDINGS = ['binds', 'unknown', 'free', 'waived'] as const;
const HEADINGS: Readonly<Record<RuleStanding['standing'], string>> = {
  binds: 'Binds now',
  unknown: 'Unknown: the file does not tell what it reads',
  free: 'Room left',
  waived: 'Waived',
};

export function renderStanding(
  standing: PolicyStanding,
  notes: readonly string[],
  columns: number,
  paint: Paint,
): string {
  const wrap = (indent: string, text: string): readonly string[] =>
    wrapVisible(indent + text, columns, `${indent}  `);
  const { policy, file, at, equity, markets, rules } = standing;
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const head = [
    `${paint('strong', policy)} · ${basename(file)} · ${time} UTC`,
    `${equity === null ? 'equity unknown' : `${formatMoney(equity)} equity`}`,
    ...markets.flatMap((market) => marketLines(market, paint).flatMap((line) => wrap('', line))),
  ];
  const blocks = STANDINGS.flatMap((kind) => {
    const chosen = rules.filter((rule) => rule.standing === kind);
    if (chosen.length === 0) return [];
    const lines = chosen.flatMap((rule) => [
      ...wrap('  ', nameOf(rule)),
      ...factsOf(rule).flatMap((fact) => wrap('      ', fact)),
    ]);
    return ['', paint('strong', HEADINGS[kind]), ...lines];
  });
  const tail = notes.flatMap((note) => ['', ...wrap('', `Note: ${note}`)]);
  return [...head, ...blocks, ...tail].map((line) => `${line}\n`).join('');
}

function marketLines(market: MarketStanding, paint: Paint): readonly string[] {
  const { coin, mark, position, entryPrice, state, heldBy, orders } = market;
  const price = mark === null ? 'no mark' : formatPrice(mark);
  const entry = entryPrice === null ? '' : ` from ${formatPrice(entryPrice)}`;
  const held =
    position === null
      ? 'position unknown'
      : position.isZero()
        ? 'flat'
        : `${position.lt(0) ? 'short' : 'long'} ${formatNumber(position.abs())} ${coin}${entry}`;
  const ink = state === 'active' ? 'good' : state === 'halted' ? 'bad' : 'careful';
  const by = heldBy === null ? '' : ` by ${heldBy}`;
  const rooms = orders.map(({ side, size, reducing, deniedBy }) => {
    const shrinks =
      reducing.gt(0) && reducing.lt(size) ? `, ${formatNumber(reducing)} of it closing` : '';
    const only = reducing.gt(0) && reducing.eq(size) ? ', all of it closing' : '';
    const why = deniedBy.length === 0 ? '' : `: more is denied by ${deniedBy.join(', ')}`;
    return `  may ${side} ${formatNumber(size)} ${coin}${shrinks}${only}${why}`;
  });
  return [`${coin} ${price}, ${held}, ${paint(ink, state)}${by}`, ...rooms];
}

function nameOf({ path, coin, kind }: RuleStanding): string {
  const market = coin === null || path.startsWith(`${coin}.`) ? '' : `${coin} `;
  return `${market}${path} (${kind})`;
}

function factsOf(rule: RuleStanding): readonly string[] {
  const { figures, standing } = rule;
  const several = figures.length > 1;
  const lines = figures.flatMap(({ value, threshold, between, unit, text, coin }) => {
    const size = unit === 'size' && coin !== null ? ` ${coin}` : '';
    const written = (figure: typeof value): string =>
      figure === null ? 'unknown' : `${explainFigure(figure, unit)}${size}`;
    // Without an order a limit on orders has a bound and no value.
    if (between !== null) return [`${between.map((price) => formatPrice(price)).join(' to ')}`];
    const now = value === null ? '' : `now ${written(value)}, `;
    const before = several ? `\`${text}\`: ` : '';
    return [`${before}${now}bound ${written(threshold)}`];
  });
  const room = standing === 'free' ? roomText(rule) : '';
  return room === '' ? lines : [...lines.slice(0, -1), joined(lines.at(-1), room)];
}

function joined(line: string | undefined, room: string): string {
  return line === undefined ? room : `${line}; ${room}`;
}

function roomText({ room, figures, nearest }: RuleStanding): string {
  const [only] = figures;
  const size = only?.unit === 'size' && only.coin !== null ? ` ${only.coin}` : '';
  const left =
    room === null || only === undefined ? [] : [`room ${explainFigure(room, only.unit)}${size}`];
  const move = nearest === null ? [] : [nearestText(nearest)];
  return [...left, ...move].join(', ');
}

function nearestText({ coin, mark, change }: NonNullable<RuleStanding['nearest']>): string {
  const figure = change.times(100).toDecimalPlaces(1);
  const sign = figure.isZero() ? '' : figure.lt(0) ? '−' : '+';
  const price = formatPrice(mark.toSignificantDigits(5));
  return `${coin} at ${price} (${sign}${figure.abs().toFixed(1)}%)`;
}
