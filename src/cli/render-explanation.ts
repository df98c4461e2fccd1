/** An explanation for a person: rules by what they do, then what acts first as a market moves. */
import { type Decimal, unreachable } from '../base/index.js';
import { basename } from './basename.js';
import type { CompiledMarket, CompiledPolicy, RuleKind } from '../compile/index.js';
import type {
  Explanation,
  MarketExplanation,
  RuleExplanation,
  RuleFigures,
} from '../explain/index.js';
import { renderSizing } from '../sizing/index.js';
import { explainFigure, formatMoney, formatNumber, formatPrice, formatSpan } from './figure.js';
import type { Paint } from './paint.js';
import { renderMoves } from './render-moves.js';
import { visibleWidth } from './clip-visible.js';
import { wrapVisible } from './wrap-visible.js';

/** In the order of the page. */
const HEADINGS: Readonly<Record<RuleKind, string>> = {
  limit: 'An order that adds risk leaves only while',
  'reduce-only': 'Only orders that shrink the position leave once',
  pause: 'All quotes are withdrawn once',
  kill: 'Everything is cancelled and the account halts until it is re-armed, once',
  alert: 'You are told once',
  objective: 'It is to be reached that',
};
const KINDS = [
  'limit',
  'reduce-only',
  'pause',
  'kill',
  'alert',
  'objective',
] as const satisfies RuleKind[];
const NAME_INDENT = '  ';
const TEXT_INDENT = '      ';

export function renderExplanation(
  policy: CompiledPolicy,
  explanation: Explanation,
  columns: number,
  paint: Paint,
): string {
  const page = new Page(columns, paint);
  page.header(policy, explanation);
  for (const kind of KINDS) {
    const rules = explanation.rules.filter((rule) => rule.kind === kind);
    if (rules.length === 0) continue;
    page.heading(HEADINGS[kind]);
    for (const rule of rules) page.rule(rule, explanation);
  }
  page.sizings(explanation);
  page.settings(policy, explanation);
  return page.text + renderMoves(explanation, columns, paint);
}

class Page {
  readonly #columns: number;
  readonly #paint: Paint;
  #lines: readonly string[] = [];

  constructor(columns: number, paint: Paint) {
    this.#columns = columns;
    this.#paint = paint;
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  header({ name, venue, account }: CompiledPolicy, explanation: Explanation): void {
    const where = venue.kind === 'embedded' ? 'embedded venue' : `${venue.kind} ${venue.network}`;
    this.#add(`${this.#paint('strong', name)} · ${where} · ${basename(explanation.file)}`);
    this.#add(`${formatMoney(explanation.equity)} equity, flat, a day that has just begun`);
    for (const market of explanation.markets) this.#wrap('', marketText(market));
    const facts = accountFacts(account);
    if (facts.length > 0) this.#wrap('', facts.join('; '));
  }

  /** How much a position may risk, layer by layer. */
  sizings({ sizings }: Explanation): void {
    if (sizings.length === 0) return;
    this.heading('By size kelly a position risks at its stop no more than');
    for (const { coin, explanation, lacks } of sizings) {
      const text =
        explanation === null
          ? `${coin}: not known without ${lacks ?? 'its data'}`
          : renderSizing(explanation, coin).trimEnd();
      for (const line of text.split('\n')) {
        const wrapped = wrapVisible(NAME_INDENT + line, this.#columns, `${TEXT_INDENT}  `);
        for (const each of wrapped) this.#add(each);
      }
    }
  }

  heading(text: string): void {
    this.#add('');
    this.#add(this.#paint('strong', text));
  }

  rule(rule: RuleExplanation, { at }: Explanation): void {
    const place = `${basename(rule.place.file)}:${rule.place.line}`;
    const gap = this.#columns - NAME_INDENT.length - rule.path.length - place.length;
    const start = NAME_INDENT + rule.path;
    this.#add(gap > 0 ? start + ' '.repeat(gap) + this.#paint('dim', place) : start);
    if (gap <= 0) this.#add(' '.repeat(this.#columns - place.length) + this.#paint('dim', place));
    this.#wrap(TEXT_INDENT, sentenceOf(rule));
    const figures = figuresText(rule.figures, rule.sentence);
    if (figures !== '') this.#wrap(TEXT_INDENT, figures);
    if (rule.ends !== null && rule.kind !== 'kill') this.#wrap(TEXT_INDENT, `until ${rule.ends}`);
    if (rule.rulebook !== null) this.#wrap(TEXT_INDENT, `the firm's rule: ${rule.rulebook}`);
    if (rule.because !== null) this.#wrap(TEXT_INDENT, `because ${rule.because}`);
    if (rule.waivedUntil !== null) {
      const date = new Date(rule.waivedUntil).toISOString().slice(0, 10);
      const verb = rule.waivedUntil > at ? 'waived until' : 'back since';
      this.#wrap(TEXT_INDENT, this.#paint('careful', `${verb} ${date} 00:00 UTC`));
    }
  }

  settings({ markets }: CompiledPolicy, explanation: Explanation): void {
    const quoted = markets.filter(({ quote }) => quote !== null);
    if (quoted.length === 0) return;
    this.heading('It quotes');
    for (const market of quoted) {
      const { coin } = market;
      const known = explanation.markets.find((each) => each.coin === coin);
      for (const text of [quoteText(market), sidesText(market, known)]) {
        this.#wrap(NAME_INDENT, `${coin}: ${text}`);
      }
    }
  }

  #wrap(indent: string, text: string): void {
    for (const line of wrapVisible(indent + text, this.#columns, indent)) this.#add(line);
  }

  #add(line: string): void {
    this.#lines = [...this.#lines, visibleWidth(line) === 0 ? '' : line.trimEnd()];
  }
}

const WITHDRAWALS = {
  'count-as-loss': 'withdrawals count as losses',
  'lower-anchors': 'withdrawals lower the levels that losses start from',
} as const;

function accountFacts(account: CompiledPolicy['account']): readonly string[] {
  const { dayReset, withdrawals, flattenWithin, deadManSwitch } = account;
  const facts: string[] = [];
  if (dayReset !== null) {
    const time = `${twoDigits(dayReset.hour)}:${twoDigits(dayReset.minute)}`;
    facts.push(`the day resets at ${time} ${dayReset.zone}`);
  }
  if (withdrawals !== null) facts.push(WITHDRAWALS[withdrawals]);
  if (flattenWithin !== null) {
    facts.push(`positions are closed within ${explainFigure(flattenWithin, 'ratio')} of mark`);
  }
  if (deadManSwitch !== null) {
    const silence = formatSpan(deadManSwitch.afterMs);
    const ifOffered = deadManSwitch.required ? '' : ', if it offers that';
    facts.push(`the venue cancels all after ${silence} of silence${ifOffered}`);
  }
  return facts;
}

function marketText({
  coin,
  mark,
  leverage,
  marginMode,
  marginCapacity,
}: MarketExplanation): string {
  const at = mark === null ? 'no mark given' : formatPrice(mark);
  const capacity =
    mark === null || marginCapacity === null
      ? ''
      : `, margin for ${formatNumber(marginCapacity.toDecimalPlaces(2, 1))} ${coin} ` +
        `(${formatMoney(marginCapacity.times(mark))})`;
  return `${coin} ${at}, ${leverage}x ${marginMode}${capacity}`;
}

function sentenceOf({ sentence, onlyWhere, forMs, flattens, kind }: RuleExplanation): string {
  const dwell = forMs === 0 ? '' : `, for ${formatSpan(forMs)} on end`;
  const where = onlyWhere === null ? '' : `; asked only while ${onlyWhere}`;
  const after = flattens ? ', and the position is closed' : '';
  const held = kind === 'kill' && !flattens ? ', and the position is held' : '';
  return `${sentence}${dwell}${where}${after}${held}`;
}

/** Where the numbers stand; nothing that the sentence says already. */
function figuresText(figures: readonly RuleFigures[], sentence: string): string {
  const comparisons = new Set(figures.map(({ text }) => text));
  const several = comparisons.size > 1;
  const coins = new Set(figures.map(({ coin }) => coin));
  return figures
    .flatMap((each) => {
      const facts = figureFacts(each, sentence);
      if (facts === '') return [];
      const coin = coins.size > 1 && each.coin !== null ? `${each.coin} ` : '';
      return [several ? `${coin}\`${each.text}\`: ${facts}` : `${coin}${facts}`];
    })
    .join('; ');
}

function figureFacts(figures: RuleFigures, sentence: string): string {
  const { value, threshold, between, unit, coin } = figures;
  if (between !== null) return between.map((price) => formatPrice(price)).join(' to ');
  const size = unit === 'size' && coin !== null ? ` ${coin}` : '';
  const bound = threshold === null ? null : `${explainFigure(threshold, unit)}${size}`;
  const isSaid = bound !== null && saidAs(threshold, bound).some((text) => sentence.endsWith(text));
  const now = value === null ? [] : [`now ${explainFigure(value, unit)}${size}`];
  return [...(bound === null || isSaid ? [] : [`bound ${bound}`]), ...now].join(', ');
}

/** How the policy may have written a bound; then it needs no line of its own. */
function saidAs(threshold: Decimal | null, bound: string): readonly string[] {
  if (threshold === null) return [];
  const plain = threshold.toString();
  const bps = `${threshold.times(10_000).toString()}bps`;
  return [bound.replace(/\.00$/u, ''), plain, bps].map((text) => ` ${text}`);
}

function quoteText({ coin, quote }: CompiledMarket): string {
  if (quote === null) return '';
  const { riskAversion, levels, unitSize, refreshMs, minHalfSpread } = quote;
  const unit = unitSize === null ? 'an even share' : `${formatNumber(unitSize)} ${coin}`;
  const least = minHalfSpread.isZero()
    ? ''
    : `, at least ${formatNumber(minHalfSpread.times(10_000))} bps from mid`;
  return (
    `${levels} levels a side of ${unit} each, every ${formatSpan(refreshMs)}${least}; ` +
    `risk aversion ${riskAversion.value} per ${riskAversion.unit === 'tick' ? 'tick' : '$'}`
  );
}

function sidesText(
  { allocation, coin }: CompiledMarket,
  market: MarketExplanation | undefined,
): string {
  const { perSideLeast, perSideMost, skew } = allocation;
  const sides = market?.sides ?? null;
  const flat =
    sides === null
      ? ''
      : `, ${formatNumber(sides.buy.toDecimalPlaces(2, 1))} ${coin} a side when flat`;
  return (
    `bids and asks share one margin${flat}; a full position shifts ` +
    `${explainFigure(skew, 'ratio')} of it to the side that shrinks it, ` +
    `each side ${explainFigure(perSideLeast, 'ratio')} to ${explainFigure(perSideMost, 'ratio')}` +
    methodText(allocation)
  );
}

/** Nothing of what every policy does that does not say. */
function methodText({ method, temperature }: CompiledMarket['allocation']): string {
  switch (method) {
    case 'inner-first':
      return '';
    case 'even':
      return ', evenly over its levels';
    case 'by-value': {
      const share = explainFigure(temperature, 'ratio');
      return `, over all levels by what each is worth, at ${share} of the best`;
    }
    default:
      return unreachable(method);
  }
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
