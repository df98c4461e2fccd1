/**
 * A journal as audit records: a pure view of its events and decisions, streamed, in bounded memory.
 * Nothing is judged again, so journals of other versions can be read as well.
 */
import { type Decimal, unreachable } from '../base/index.js';
import type { Decision, Denial, EngineEvent } from '../engine/index.js';
import type { Fill, LedgerEntry, OrderRequest } from '../market/index.js';
import type { AuditDetails, AuditKind, AuditRecord } from './audit-record.js';
import { BoundedMap } from './bounded-map.js';
import type { ChainProblem, CheckedLine } from './check-chain.js';
import type { JournalRecord } from './journal-record.js';

/** More than ever rest at once; of an order long gone no more is told than the journal's line. */
const ORDERS_REMEMBERED = 20_000;
/** As many as a venue ever hands out again. */
const TRADES_REMEMBERED = 16_384;

/** Reads checked lines to their end, or to where the chain breaks: from there nothing is sure. */
export class AuditView {
  readonly #trades = new BoundedMap<number, true>(TRADES_REMEMBERED);
  readonly #orders = new BoundedMap<string, OrderRequest>(ORDERS_REMEMBERED);
  readonly #clientIds = new BoundedMap<number, string>(ORDERS_REMEMBERED);
  /** Told as cancelled when the cancel was taken; the venue's figure comes after. */
  readonly #cancelled = new BoundedMap<number, true>(ORDERS_REMEMBERED);
  readonly #entries = new BoundedMap<string, true>(TRADES_REMEMBERED);
  readonly #operatorHolds = new Set<string>();
  #runId = '';
  #wasReconciled = false;
  #broken: ChainProblem | null = null;
  #records = 0;

  /** Where the chain broke, or the last line was cut off; null where it is whole. */
  get problem(): ChainProblem | null {
    return this.#broken;
  }

  /** Of the journal. */
  get records(): number {
    return this.#records;
  }

  async *read(
    lines: AsyncIterable<CheckedLine>,
    onRecord: (records: number) => void = () => {},
  ): AsyncGenerator<AuditRecord> {
    for await (const { record, problem } of lines) {
      if (problem !== null || record === null) {
        this.#broken = problem;
        return;
      }
      this.#records += 1;
      yield* this.#take(record);
      onRecord(this.#records);
    }
  }

  #take(record: JournalRecord): readonly AuditRecord[] {
    if (record.kind === 'run') this.#runId = record.run.runId;
    const { seq, at } = record;
    return this.#detailsOf(record).map(([kind, details]) => ({
      seq,
      at,
      runId: this.#runId,
      kind,
      ...NOTHING,
      ...details,
    }));
  }

  #detailsOf(record: JournalRecord): readonly Entry[] {
    switch (record.kind) {
      case 'run': {
        const { policy, venue, toolVersion } = record.run;
        const text = `${policy.file} on the ${venue}, mm-policy ${toolVersion}`;
        return [['run-started', { text }]];
      }
      case 'end':
        return [['run-ended', { text: record.end.reason }]];
      case 'event':
        return this.#ofEvent(record.event);
      case 'decision':
        return this.#ofDecision(record.decision);
      default:
        return unreachable(record);
    }
  }

  #ofEvent(event: EngineEvent): readonly Entry[] {
    switch (event.kind) {
      case 'orderFilled':
        return this.#ofFill(event.fill);
      case 'ledgerUpdated':
        return this.#ofEntry(event.entry);
      case 'reconciled':
        return this.#ofReconciled(event);
      case 'orderAccepted': {
        this.#clientIds.set(event.orderId, event.clientOrderId);
        return [['order-accepted', this.#orderOf(event.clientOrderId, event.orderId)]];
      }
      case 'orderRejected':
        return [
          ['order-rejected', { ...this.#orderOf(event.clientOrderId, null), text: event.reason }],
        ];
      case 'orderClosed':
        return this.#ofClosed(event);
      case 'orderOutcomeUnknown': {
        const text = `the outcome of an order is not known: ${event.reason}`;
        return [['error', { ...this.#orderOf(event.clientOrderId, null), text }]];
      }
      case 'cancelOutcomeUnknown': {
        const text = `the outcome of a cancel is not known: ${event.reason}`;
        return [['error', { ...this.#orderOf(event.clientOrderId, event.orderId), text }]];
      }
      case 'cancelRejected': {
        const text = `the venue refused a cancel: ${event.reason}`;
        return [['error', { ...this.#orderOf(event.clientOrderId, event.orderId), text }]];
      }
      case 'connectionLost':
        return [['error', { text: `the connection was lost: ${event.reason}` }]];
      case 'operatorCommanded':
        return this.#ofOperator(event);
      case 'sessionStarted':
      case 'sessionStopping':
      case 'topChanged':
      case 'tradePrinted':
      case 'bookChanged':
      case 'actionBudgetReported':
      case 'deadManSwitchChanged':
      case 'contextChanged':
      case 'accountReported':
      case 'clockTicked':
        return [];
      default:
        return unreachable(event);
    }
  }

  #ofDecision(decision: Decision): readonly Entry[] {
    switch (decision.kind) {
      case 'submitOrder': {
        const { order } = decision;
        this.#orders.set(order.clientOrderId, order);
        const only = order.reduceOnly ? ', reduce-only' : '';
        const text = `${order.timeInForce}${only}`;
        return [['order-submitted', { ...this.#orderOf(order.clientOrderId, null), text }]];
      }
      case 'cancelOrder': {
        const { clientOrderId, orderId, coin, reason } = decision;
        const order = this.#orderOf(clientOrderId, orderId);
        return [['cancel-submitted', { ...order, coin, text: reason }]];
      }
      case 'orderDenied':
        return [['risk-rejected', deniedDetails(decision)]];
      case 'ruleTripped': {
        const { rule, ruleKind, coin, text, value, threshold } = decision;
        const kind = ruleKind === 'alert' ? 'alert' : 'breaker-tripped';
        const words = `${ruleKind}: ${text}${figuresText(value, threshold)}`;
        return [[kind, { coin, rules: [rule], text: words }]];
      }
      case 'objectiveChanged': {
        const { rule, outcome, coin, text, value, threshold } = decision;
        const words = `objective ${outcome}: ${text}${figuresText(value, threshold)}`;
        return [['alert', { coin, rules: [rule], text: words }]];
      }
      case 'ruleReleased': {
        const { rule, coin, reason } = decision;
        this.#operatorHolds.delete(rule);
        return [['breaker-reset', { coin, rules: [rule], text: reason }]];
      }
      case 'tradingStateChanged': {
        const { coin, from, to, rule, endsBy } = decision;
        const text = endsBy === '' ? '' : `ends: ${endsBy}`;
        return [['state-changed', { coin, from, to, rules: rule === null ? [] : [rule], text }]];
      }
      case 'positionChanged': {
        const { coin, tradeId, size, entryPrice, realizedPnl } = decision;
        return [
          ['position-updated', { coin, tradeId, position: size, entryPrice, pnl: realizedPnl }],
        ];
      }
      case 'positionClosed':
        return [['position-closed', closedDetails(decision)]];
      case 'positionRestated': {
        const { coin, tradeId, tripsKept, isExact } = decision;
        const place = isExact ? '' : ', and its place among earlier ones is not known';
        const text = `a fill came late${place}: trips after number ${tripsKept} are void`;
        return [['position-updated', { coin, tradeId, text }]];
      }
      case 'positionDiffered': {
        const { coin, ours, venues } = decision;
        const text = `${ours.toFixed()} by our fills, ${venues.toFixed()} by the venue`;
        return [['position-updated', { coin, position: venues, text }]];
      }
      case 'differenceFound':
        return [differenceEntry(decision)];
      case 'startRefused':
        return [['error', { text: `start refused: ${decision.reasons.join('; ')}` }]];
      case 'operatorRefused':
        return [['operator-refused', { text: `${decision.command}: ${decision.reason}` }]];
      default:
        return unreachable(decision);
    }
  }

  /** A filled order is told by its fills. */
  #ofClosed({
    status,
    coin,
    orderId,
    clientOrderId,
    unfilled,
  }: Extract<EngineEvent, { kind: 'orderClosed' }>): readonly Entry[] {
    if (status === 'filled' || this.#cancelled.get(orderId) === true) return [];
    if (unfilled === null) this.#cancelled.set(orderId, true);
    const kind = /rejected$/iu.test(status) ? 'order-rejected' : 'order-cancelled';
    return [[kind, { ...this.#orderOf(clientOrderId, orderId), coin, text: status }]];
  }

  /** A trade counts once, by whichever way it was heard of first. */
  #ofFill(fill: Fill): readonly Entry[] {
    const { coin, side, price, size, fee, tradeId, orderId, liquidity, isLiquidation } = fill;
    if (this.#trades.get(tradeId) !== undefined) return [];
    this.#trades.set(tradeId, true);
    const order = fill.clientOrderId ?? this.#clientIds.get(orderId) ?? null;
    const text = isLiquidation ? `${liquidity}, a liquidation` : liquidity;
    return [['order-filled', { coin, order, orderId, tradeId, side, price, size, fee, text }]];
  }

  /** The first look finds what was there before: trades up to it are in its positions. */
  #ofEntry(entry: LedgerEntry): readonly Entry[] {
    if (this.#entries.get(entry.id) !== undefined) return [];
    this.#entries.set(entry.id, true);
    switch (entry.kind) {
      case 'funding':
        return [['cash-moved', { coin: entry.coin, pnl: entry.amount, text: 'funding' }]];
      case 'transfer':
        return [['cash-moved', { pnl: entry.amount, text: entry.name }]];
      case 'unclassified':
        return [['cash-moved', { text: `${entry.name}: its effect on the cash is not known` }]];
      default:
        return unreachable(entry);
    }
  }

  #ofReconciled({
    account,
    fills,
    ledger = [],
  }: Extract<EngineEvent, { kind: 'reconciled' }>): readonly Entry[] {
    const isFirst = !this.#wasReconciled;
    this.#wasReconciled = true;
    for (const { id, time } of ledger) {
      if (isFirst && time <= account.time) this.#entries.set(id, true);
    }
    const moved = ledger.flatMap((entry) => this.#ofEntry(entry));
    if (!isFirst) return [...fills.flatMap((fill) => this.#ofFill(fill)), ...moved];
    for (const { tradeId, time } of fills) {
      if (time <= account.time) this.#trades.set(tradeId, true);
    }
    const found = account.positions.map(({ coin, size, entryPrice }): Entry => {
      const text = 'found at the venue';
      return ['position-updated', { coin, position: size, entryPrice, text }];
    });
    return [...found, ...fills.flatMap((fill) => this.#ofFill(fill)), ...moved];
  }

  /** An operator's pause or kill is a breaker that trips, unless it stands already. */
  #ofOperator({
    command,
    reason,
  }: Extract<EngineEvent, { kind: 'operatorCommanded' }>): readonly Entry[] {
    const commanded: Entry = ['operator-commanded', { text: `${command}: ${reason}` }];
    if (command !== 'pause' && command !== 'kill') return [commanded];
    const rule = `operator.${command}`;
    if (this.#operatorHolds.has(rule)) return [commanded];
    this.#operatorHolds.add(rule);
    return [commanded, ['breaker-tripped', { rules: [rule], text: `operator: ${reason}` }]];
  }

  #orderOf(clientOrderId: string | null, orderId: number | null): AuditDetails {
    const order = clientOrderId ?? (orderId === null ? null : this.#clientIds.get(orderId)) ?? null;
    const known = order === null ? undefined : this.#orders.get(order);
    if (known === undefined) return { order, orderId };
    const { coin, side, price, size } = known;
    return { order, orderId, coin, side, price, size };
  }
}

type Entry = readonly [AuditKind, AuditDetails];

const NOTHING = {
  coin: null,
  order: null,
  orderId: null,
  tradeId: null,
  side: null,
  price: null,
  size: null,
  position: null,
  entryPrice: null,
  pnl: null,
  fee: null,
  openedAt: null,
  rules: [],
  from: null,
  to: null,
  text: '',
} as const;

/** The trip as a whole: what was held, from where to where, and what it came to. */
function closedDetails(closed: Extract<Decision, { kind: 'positionClosed' }>): AuditDetails {
  const { coin, number, side, size, entryPrice, exitPrice, netPnl, fees, funding } = closed;
  const { maxAdverse, maxFavorable, openedAt, isAdopted } = closed;
  const words = [
    `number ${number}, ${side}, exit ${exitPrice.toFixed()}`,
    `funding ${funding.toFixed()}`,
    `worst ${maxAdverse.toFixed()}, best ${maxFavorable.toFixed()}`,
    ...(isAdopted ? ['its beginning is by the venue’s word'] : []),
  ];
  return { coin, size, entryPrice, pnl: netPnl, fee: fees, openedAt, text: words.join(', ') };
}

function differenceEntry({
  coin,
  difference,
}: Extract<Decision, { kind: 'differenceFound' }>): Entry {
  if (difference.kind === 'entry') {
    const { ours, venues } = difference;
    const text = `entry ${ours.toFixed()} by our fills, ${venues.toFixed()} by the venue`;
    return ['position-updated', { coin, entryPrice: ours, text }];
  }
  const { side, price, size } = difference;
  const order = { coin, side, price, size };
  switch (difference.kind) {
    case 'missed-fill':
      return ['error', { ...order, tradeId: difference.tradeId, text: 'a fill had not come' }];
    case 'missing-order': {
      const text = 'the venue has no such order of ours';
      return ['error', { ...order, orderId: difference.orderId, text }];
    }
    case 'foreign-order': {
      const became = difference.isAdopted ? 'ours from now on' : 'counted, and left alone';
      const text = `an order of another hand: ${became}`;
      return ['error', { ...order, orderId: difference.orderId, text }];
    }
    default:
      return unreachable(difference);
  }
}

function deniedDetails(denied: Extract<Decision, { kind: 'orderDenied' }>): AuditDetails {
  const { coin, side, price, size, denials, sizeThatFits } = denied;
  const room = sizeThatFits.gt(0) ? `at most ${sizeThatFits.toFixed()}` : 'no size would pass';
  return {
    coin,
    side,
    price,
    size,
    rules: denials.map(({ rule }) => rule),
    text: [...denials.map(denialText), room].join('; '),
  };
}

function denialText({ text, value, threshold }: Denial): string {
  return `${text}${figuresText(value, threshold)}`;
}

/** More of a figure is noise of division to a reader; the journal's line has all of it. */
const DIGITS = 12;

/** ` (1767.3 against 1000)`; empty where nothing was measured. */
function figuresText(value: Decimal | null, threshold: Decimal | null): string {
  if (value === null || threshold === null) return '';
  const [measured, bound] = [value, threshold].map((each) => each.toSignificantDigits(DIGITS));
  return ` (${measured?.toFixed()} against ${bound?.toFixed()})`;
}
