/** What happens in a run, one line an event; a denial and a change of state take two. */
import { type TimeMs, unreachable } from '../base/index.js';
import type { Place } from '../compile/index.js';
import type { Decision, Denial, EngineEvent } from '../engine/index.js';
import type { LedgerEntry } from '../market/index.js';
import { basename } from './basename.js';
import { formatFigure, formatGain, formatMoney, formatNumber, formatTime } from './figure.js';
import type { Ink, Paint } from './paint.js';

type Of<Kind extends Decision['kind']> = Extract<Decision, { kind: Kind }>;

const COIN_WIDTH = 6;
const VERB_WIDTH = 9;
/** What belongs to the line above begins below its market. */
export const INDENT = ' '.repeat('12:04:31.207 '.length);

/** Lines for one decision; orders and cancels have none of their own, they are summed up. */
export function decisionLines(decision: Decision, paint: Paint): readonly string[] {
  switch (decision.kind) {
    case 'submitOrder':
    case 'cancelOrder':
    case 'positionChanged':
      return [];
    case 'positionClosed':
      return [closedLine(decision, paint)];
    case 'positionRestated': {
      const text =
        `${decision.tradeId === null ? 'funding' : `trade ${decision.tradeId}`} came late` +
        (decision.isExact ? '' : '; its place among earlier ones is not known');
      return [eventLine(decision.at, decision.coin, 'restated', text, paint, 'careful')];
    }
    case 'orderDenied':
      return denialLines(decision, paint);
    case 'ruleTripped':
      return trippedLines(decision, paint);
    case 'ruleReleased': {
      const text = `${decision.rule}: ${decision.reason}`;
      return [eventLine(decision.at, decision.coin, 'released', text, paint, 'good')];
    }
    case 'objectiveChanged':
      return [objectiveLine(decision, paint)];
    case 'tradingStateChanged':
      return stateLines(decision, paint);
    case 'positionDiffered': {
      const [ours, venues] = [decision.ours, decision.venues].map((each) => formatNumber(each));
      const text = `position ${ours ?? ''} by our fills, ${venues ?? ''} by the venue`;
      return [eventLine(decision.at, decision.coin, 'differs', text, paint, 'bad')];
    }
    case 'differenceFound': {
      const text = differenceText(decision.difference);
      return [eventLine(decision.at, decision.coin, 'differs', text, paint, 'careful')];
    }
    case 'startRefused':
      return decision.reasons.map((reason) =>
        eventLine(decision.at, null, 'refused', reason, paint, 'bad'),
      );
    case 'operatorRefused': {
      const text = `${decision.command}: ${decision.reason}`;
      return [eventLine(decision.at, null, 'refused', text, paint, 'bad')];
    }
    default:
      return unreachable(decision);
  }
}

/** Lines for what was heard, where a person wants to know; quotes and ticks have none. */
export function eventLines(event: EngineEvent, paint: Paint): readonly string[] {
  const { at } = event;
  switch (event.kind) {
    case 'orderFilled': {
      const { fill } = event;
      const text =
        `${fill.side.padEnd(4)} ${formatNumber(fill.size)} @ ${formatNumber(fill.price)}` +
        `  ${fill.liquidity}  fee ${formatMoney(fill.fee)}`;
      return [eventLine(at, fill.coin, 'filled', text, paint, 'good')];
    }
    case 'ledgerUpdated':
      return ledgerLines(at, event.entry, paint);
    case 'connectionLost':
      return [eventLine(at, null, 'offline', event.reason, paint, 'bad')];
    case 'orderOutcomeUnknown':
      return [eventLine(at, null, 'unknown', `order outcome: ${event.reason}`, paint, 'careful')];
    case 'cancelOutcomeUnknown':
      return [eventLine(at, null, 'unknown', `cancel outcome: ${event.reason}`, paint, 'careful')];
    case 'operatorCommanded': {
      const text = `${event.command}: ${event.reason}`;
      return [eventLine(at, null, 'operator', text, paint, 'strong')];
    }
    case 'sessionStopping':
      return [eventLine(at, null, 'stopping', event.reason, paint, 'dim')];
    default:
      return [];
  }
}

/** Funding comes every hour and has no line. */
function ledgerLines(at: TimeMs, entry: LedgerEntry, paint: Paint): readonly string[] {
  if (entry.kind === 'funding') return [];
  const text =
    entry.kind === 'transfer'
      ? `${entry.name} ${formatMoney(entry.amount)}`
      : `${entry.name}: what it did to the cash is not known`;
  const tone = entry.kind === 'transfer' ? 'dim' : 'careful';
  return [eventLine(at, null, 'ledger', text, paint, tone)];
}

/** `12:04:31.207 HYPE   denied    …` */
export function eventLine(
  at: TimeMs,
  coin: string | null,
  verb: string,
  text: string,
  paint: Paint,
  ink: Ink,
): string {
  const head = `${paint('dim', formatTime(at))} ${(coin ?? '').padEnd(COIN_WIDTH)}`;
  return `${head} ${paint(ink, verb.padEnd(VERB_WIDTH))} ${text}`;
}

function denialLines(denied: Of<'orderDenied'>, paint: Paint): readonly string[] {
  const [first, ...others] = denied.denials;
  const [size, price] = [formatNumber(denied.size), formatNumber(denied.price)];
  const order = `${denied.side.padEnd(4)} ${size} @ ${price}`;
  const by = first === undefined ? '' : `  by ${first.rule}${placeText(first.place)}`;
  const also = others.length === 0 ? '' : `, and ${others.map(({ rule }) => rule).join(', ')}`;
  const room = denied.sizeThatFits.gt(0)
    ? `at most ${formatNumber(denied.sizeThatFits)} ${denied.coin}`
    : 'no size would pass';
  const reason = first === undefined ? room : `${reasonOf(first)}, ${room}`;
  return [
    eventLine(denied.at, denied.coin, 'denied', `${order}${by}${also}`, paint, 'careful'),
    `${INDENT}${reason}`,
  ];
}

function reasonOf(denial: Denial): string {
  const { value, threshold, unit, text } = denial;
  if (value === null || threshold === null) return `${text}: unknown`;
  const sign = value.gt(threshold) ? '>' : value.lt(threshold) ? '<' : '=';
  return `${formatFigure(value, unit)} ${sign} ${formatFigure(threshold, unit)}`;
}

function trippedLines(tripped: Of<'ruleTripped'>, paint: Paint): readonly string[] {
  const { value, unit, ruleKind } = tripped;
  const measured = value === null ? '' : `  now ${formatFigure(value, unit)}`;
  const text = `${ruleKind} ${tripped.rule}${placeText(tripped.place)}  ${tripped.text}${measured}`;
  const ink = ruleKind === 'kill' ? 'bad' : 'careful';
  return [eventLine(tripped.at, tripped.coin, 'tripped', text, paint, ink)];
}

function closedLine(closed: Of<'positionClosed'>, paint: Paint): string {
  const [size, entry, exit] = [
    formatNumber(closed.size),
    formatNumber(closed.entryPrice.toSignificantDigits(6)),
    formatNumber(closed.exitPrice.toSignificantDigits(6)),
  ];
  const [worst, best] = [formatGain(closed.maxAdverse), formatGain(closed.maxFavorable)];
  const text =
    `${closed.side} ${size} from ${entry} to ${exit}  net ${formatGain(closed.netPnl)}` +
    `  worst ${worst}  best ${best}`;
  return eventLine(closed.at, closed.coin, 'closed', text, paint, 'strong');
}

function objectiveLine(changed: Of<'objectiveChanged'>, paint: Paint): string {
  const { at, coin, rule, place, outcome, text, value, unit } = changed;
  const measured = value === null ? '' : `  now ${formatFigure(value, unit)}`;
  const verb = outcome === 'met' ? 'met' : 'open';
  const ink = outcome === 'met' ? 'good' : 'careful';
  const line = `objective ${rule}${placeText(place)}  ${text}${measured}`;
  return eventLine(at, coin, verb, line, paint, ink);
}

function differenceText(difference: Of<'differenceFound'>['difference']): string {
  if (difference.kind === 'entry') {
    const [ours, venues] = [difference.ours, difference.venues].map((price) =>
      formatNumber(price.toSignificantDigits(6)),
    );
    return `entry ${ours ?? ''} by our fills, ${venues ?? ''} by the venue; ours stands`;
  }
  const { kind, side, size, price } = difference;
  const what = `${side} ${formatNumber(size)} @ ${formatNumber(price)}`;
  switch (kind) {
    case 'missed-fill':
      return `a fill had not come by the stream: ${what}, counted now`;
    case 'missing-order':
      return `the venue has no such order of ours: ${what}`;
    case 'foreign-order': {
      const became = difference.isAdopted ? 'ours from now on' : 'counted, and left alone';
      return `order ${difference.orderId} of another hand: ${what}, ${became}`;
    }
    default:
      return unreachable(kind);
  }
}

function stateLines(changed: Of<'tradingStateChanged'>, paint: Paint): readonly string[] {
  const by = changed.rule === null ? '' : `  by ${changed.rule}`;
  const text = `from ${changed.from}${by}: ${DONE[changed.to]}`;
  const line = eventLine(changed.at, changed.coin, changed.to, text, paint, INKS[changed.to]);
  return changed.endsBy === '' ? [line] : [line, `${INDENT}ends: ${changed.endsBy}`];
}

const DONE: Readonly<Record<Of<'tradingStateChanged'>['to'], string>> = {
  active: 'quoting both sides',
  reducing: 'only orders that shrink the position',
  paused: 'all quotes withdrawn',
  halted: 'all orders cancelled, nothing new',
};

export const INKS: Readonly<Record<Of<'tradingStateChanged'>['to'], Ink>> = {
  active: 'good',
  reducing: 'careful',
  paused: 'careful',
  halted: 'bad',
};

function placeText(place: Place | null): string {
  return place === null ? '' : ` (${basename(place.file)}:${place.line})`;
}
