/** From a journal's records to its trading days. Pure: the same records, the same days. */
import { localTimeAt, type TimeMs } from '../base/index.js';
import type { DayReset } from '../compile/index.js';
import {
  type Decision,
  type EngineEvent,
  nextDayReset,
  type TradingState,
} from '../engine/index.js';
import type { AuditRecord, JournalRecord, RunHeader } from '../journal/index.js';
import { ReportDay } from './report-day.js';

/** Days end at midnight UTC where the policy resets none. */
export const MIDNIGHT_UTC: DayReset = { hour: 0, minute: 0, zone: 'UTC' };

export class ReportDays {
  readonly days: ReportDay[] = [];
  readonly #resetOf: (run: RunHeader) => DayReset;
  #reset = MIDNIGHT_UTC;
  #endsAt: TimeMs = -Infinity;
  #lastAt: TimeMs | null = null;
  #isRunning = false;
  #isOnline = true;
  readonly #states = new Map<string, TradingState>();
  lastRun: RunHeader | null = null;

  /** `resetOf` tells the clock of a run's policy. */
  constructor(resetOf: (run: RunHeader) => DayReset) {
    this.#resetOf = resetOf;
  }

  get reset(): DayReset {
    return this.#reset;
  }

  /** To be called with each record before the audit's view of it. */
  takeRecord(record: JournalRecord): void {
    if (record.kind === 'run') {
      // The time since the run before is nobody's.
      this.#isRunning = false;
      this.#reset = this.#resetOf(record.run);
      this.lastRun = record.run;
    }
    const day = this.#passTo(record.at);
    switch (record.kind) {
      case 'run':
        day.counts.runs += 1;
        this.#isRunning = true;
        this.#isOnline = true;
        break;
      case 'end':
        this.#isRunning = false;
        break;
      case 'event':
        this.#takeEvent(record.event, day);
        break;
      case 'decision':
        this.#takeDecision(record.decision, day);
        break;
    }
  }

  /** Of the record that was taken last. */
  takeAudit(audit: AuditRecord): void {
    const day = this.days.at(-1);
    if (day === undefined) return;
    const { kind, coin, rules, text, pnl, position } = audit;
    const market = coin === null ? null : day.marketOf(coin);
    switch (kind) {
      case 'order-filled':
        takeFill(audit, day);
        return;
      case 'position-updated':
        if (market !== null && position !== null) market.position = position;
        if (market !== null && pnl !== null) market.realized = market.realized.plus(pnl);
        return;
      case 'cash-moved':
        if (pnl !== null && market !== null) market.funding = market.funding.plus(pnl);
        if (pnl !== null && market === null) day.transfers = day.transfers.plus(pnl);
        if (market === null) day.addMoment({ at: audit.at, coin, kind, text: cashText(audit) });
        return;
      case 'order-submitted':
        day.counts.orders += 1;
        return;
      case 'cancel-submitted':
        day.counts.cancels += 1;
        return;
      case 'risk-rejected':
        day.counts.denied += 1;
        count(day.deniedBy, rules[0] ?? 'unknown');
        return;
      case 'order-rejected':
        day.counts.rejected += 1;
        count(day.rejectedWith, text.replaceAll(/\d[\d.]*/gu, '#').slice(0, 80));
        return;
      case 'breaker-tripped':
      case 'alert':
        for (const rule of rules) count(day.trippedBy, rule);
        if (text.startsWith('kill:') || rules[0] === 'operator.kill') day.counts.kills += 1;
        break;
      case 'error':
        if (!text.startsWith('the connection was lost')) day.counts.errors += 1;
        break;
      case 'order-accepted':
      case 'order-cancelled':
      case 'position-closed':
        return;
      default:
        break;
    }
    day.addMoment({ at: audit.at, coin, kind, text: momentText(audit) });
  }

  #takeEvent(event: EngineEvent, day: ReportDay): void {
    switch (event.kind) {
      case 'sessionStarted':
        for (const { coin } of event.instruments) {
          day.marketOf(coin);
          if (!this.#states.has(coin)) this.#states.set(coin, 'active');
        }
        break;
      case 'accountReported':
        day.takeAccount(event.account);
        break;
      case 'reconciled':
        this.#isOnline = true;
        day.takeAccount(event.account);
        break;
      case 'connectionLost':
        if (this.#isOnline) day.counts.connectionsLost += 1;
        this.#isOnline = false;
        break;
      case 'actionBudgetReported':
        day.leastBudget = Math.min(day.leastBudget ?? Infinity, event.actionsLeft);
        break;
      default:
        break;
    }
  }

  #takeDecision(decision: Decision, day: ReportDay): void {
    if (decision.kind === 'tradingStateChanged') this.#states.set(decision.coin, decision.to);
    if (decision.kind === 'positionClosed') {
      const { coin, number, netPnl, maxAdverse, maxFavorable } = decision;
      day.trips.push({ coin, number, netPnl, maxAdverse, maxFavorable });
    }
    if (decision.kind === 'positionRestated') {
      // What was told of later trips holds no more; what they are now follows.
      for (const each of this.days) {
        each.trips = each.trips.filter(
          ({ coin, number }) => coin !== decision.coin || number <= decision.tripsKept,
        );
      }
    }
  }

  /** Goes on to `at`, over as many resets as lie between; the day that it lies in. */
  #passTo(at: TimeMs): ReportDay {
    let day = this.days.at(-1) ?? null;
    while (day === null || at >= this.#endsAt) {
      if (day !== null) this.#spend(day, this.#endsAt);
      const startMs = this.#startOf(at, day === null ? null : this.#endsAt);
      day = new ReportDay(this.#nameOf(startMs), startMs, day);
      this.days.push(day);
      this.#endsAt = nextDayReset(startMs, this.#reset);
    }
    this.#spend(day, at);
    return day;
  }

  /** A run that is down for weeks leaves no empty days. */
  #startOf(at: TimeMs, previousEnd: TimeMs | null): TimeMs {
    if (previousEnd !== null && this.#isRunning) return previousEnd;
    let start = nextDayReset(at - 2 * 24 * 3_600_000, this.#reset);
    for (;;) {
      const next = nextDayReset(start, this.#reset);
      if (next > at) return Math.max(start, previousEnd ?? start);
      start = next;
    }
  }

  #nameOf(startMs: TimeMs): string {
    return new Date(localTimeAt(startMs, this.#reset.zone)).toISOString().slice(0, 10);
  }

  /** The time up to `at` belongs to the states as they are. */
  #spend(day: ReportDay, at: TimeMs): void {
    const spentMs = Math.max(0, at - (this.#lastAt ?? at));
    this.#lastAt = Math.max(at, this.#lastAt ?? at);
    if (!this.#isRunning) return;
    day.runningMs += spentMs;
    if (!this.#isOnline) day.offlineMs += spentMs;
    for (const [coin, state] of this.#states) day.marketOf(coin).inState[state] += spentMs;
  }
}

function takeFill({ coin, side, price, size, fee, text }: AuditRecord, day: ReportDay): void {
  if (coin === null || price === null || size === null) return;
  const market = day.marketOf(coin);
  market.fills += 1;
  if (text.startsWith('maker')) market.makerFills += 1;
  if (text.endsWith('liquidation')) market.liquidations += 1;
  if (side === 'buy') market.bought = market.bought.plus(size);
  else market.sold = market.sold.plus(size);
  market.volume = market.volume.plus(price.times(size));
  if (fee !== null) market.fees = market.fees.plus(fee);
}

function momentText({ kind, rules, from, to, text }: AuditRecord): string {
  if (kind === 'state-changed') {
    const by = rules.length === 0 ? '' : ` by ${rules.join(', ')}`;
    return `${from ?? ''} to ${to ?? ''}${by}`;
  }
  return [rules.join(', '), text].filter((part) => part !== '').join('  ');
}

function cashText({ pnl, text }: AuditRecord): string {
  return pnl === null ? text : `${text} $${pnl.toFixed()}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
