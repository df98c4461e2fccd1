/** A run on a pipe: a line an event, without what nobody reads twice. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent, StatusView } from '../engine/index.js';
import type { SessionNotice } from '../session/index.js';
import { formatCount, formatGain, formatMoney, formatNumber } from './figure.js';
import { decisionLines, eventLine, eventLines, INDENT } from './run-lines.js';
import type { RunReporter, RunScene } from './run-reporter.js';
import { wrapVisible } from './wrap-visible.js';

/** The same in any terminal and on a pipe, so that two logs can be compared. */
const COLUMNS = 80;
/** Of one market: requotes are summed up over so long. */
const ORDERS_EVERY_MS: DurationMs = 1_000;
const STATUS_EVERY_MS: DurationMs = 10_000;
/** The same denial again is counted, not repeated, for so long. */
const DENIAL_EVERY_MS: DurationMs = 10_000;

interface OrderCounts {
  placed: number;
  cancelled: number;
  sinceMs: TimeMs;
}

export interface RunLogOptions {
  /** Only what changes the state of trading, and what goes wrong. */
  readonly isQuiet: boolean;
  /** Whether fills and orders get lines; a live status shows them anyway. */
  readonly isTerse: boolean;
}

export class RunLog implements RunReporter {
  readonly #scene: RunScene;
  readonly #options: RunLogOptions;
  readonly #orders = new Map<string, OrderCounts>();
  readonly #denials = new Map<string, { untilMs: TimeMs; held: number }>();
  #statusAtMs: TimeMs;

  constructor(scene: RunScene, options: RunLogOptions) {
    this.#scene = scene;
    this.#options = options;
    this.#statusAtMs = scene.startMs + STATUS_EVERY_MS;
  }

  stepped(event: EngineEvent, decisions: readonly Decision[], view: () => StatusView): void {
    const { paint } = this.#scene;
    const isTerse = this.#options.isQuiet || this.#options.isTerse;
    if (!isTerse || event.kind !== 'orderFilled') this.#write(eventLines(event, paint));
    this.#writeRejection(event);
    // Nobody knows the position before the first look at the venue; that need not be told.
    const told = event.kind === 'sessionStarted' ? decisions.filter(isNoState) : decisions;
    for (const decision of told) this.#writeDecision(decision);
    if (isTerse) return;
    this.#countOrders(decisions);
    this.#writeOrders(event.at, view);
    if (event.at >= this.#statusAtMs) {
      this.#statusAtMs = event.at + STATUS_EVERY_MS;
      this.#writeStatus(view());
    }
  }

  noticed(notice: SessionNotice): void {
    if (this.#options.isQuiet && notice.level === 'info') return;
    const verb = notice.level === 'warning' ? 'warning' : 'note';
    const ink = notice.level === 'warning' ? 'careful' : 'dim';
    this.#write([eventLine(notice.at, null, verb, notice.text, this.#scene.paint, ink)]);
  }

  close(): void {
    this.#denials.clear();
  }

  #writeDecision(decision: Decision): void {
    const { paint } = this.#scene;
    if (decision.kind !== 'orderDenied') return this.#write(decisionLines(decision, paint));
    if (this.#options.isQuiet) return;
    const rules = decision.denials.map((denial) => denial.rule).join(' ');
    const key = `${decision.coin} ${decision.side} ${rules}`;
    const known = this.#denials.get(key);
    if (known !== undefined && decision.at < known.untilMs) {
      known.held++;
      return;
    }
    this.#denials.set(key, { untilMs: decision.at + DENIAL_EVERY_MS, held: 0 });
    const [first = '', ...rest] = decisionLines(decision, paint);
    const again = known !== undefined && known.held > 0 ? `  (and ${known.held} like it)` : '';
    this.#write([`${first}${again}`, ...rest]);
  }

  #writeRejection(event: EngineEvent): void {
    if (event.kind !== 'orderRejected') return;
    const order = this.#scene.tally.orderOf(event.clientOrderId);
    const what =
      order === null
        ? event.clientOrderId
        : `${order.side.padEnd(4)} ${formatNumber(order.size)} @ ${formatNumber(order.price)}`;
    const text = `${what}  by the venue: ${event.reason}`;
    const { paint } = this.#scene;
    this.#write([eventLine(event.at, order?.coin ?? null, 'rejected', text, paint, 'bad')]);
  }

  #countOrders(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.kind !== 'submitOrder' && decision.kind !== 'cancelOrder') continue;
      const coin = decision.kind === 'submitOrder' ? decision.order.coin : decision.coin;
      const counts = this.#orders.get(coin) ?? { placed: 0, cancelled: 0, sinceMs: 0 };
      if (decision.kind === 'submitOrder') counts.placed++;
      else counts.cancelled++;
      this.#orders.set(coin, counts);
    }
  }

  #writeOrders(at: TimeMs, view: () => StatusView): void {
    for (const [coin, counts] of this.#orders) {
      if (counts.placed + counts.cancelled === 0) continue;
      if (at - counts.sinceMs < ORDERS_EVERY_MS) continue;
      const market = view().markets.find((candidate) => candidate.coin === coin);
      const isAnswered = (market?.bids.length ?? 0) + (market?.asks.length ?? 0) > 0;
      if (!isAnswered && counts.cancelled === 0) continue;
      const best = [market?.bids[0], market?.asks[0]].map((price) =>
        price === undefined ? 'none' : formatNumber(price),
      );
      const text =
        `${counts.placed} placed, ${counts.cancelled} cancelled  ` +
        `best bid ${best[0] ?? ''}  ask ${best[1] ?? ''}`;
      this.#write([eventLine(at, coin, 'orders', text, this.#scene.paint, 'dim')]);
      this.#orders.set(coin, { placed: 0, cancelled: 0, sinceMs: at });
    }
  }

  #writeStatus(view: StatusView): void {
    const { paint, journalRecords } = this.#scene;
    const equity = view.equity === null ? 'unknown' : formatMoney(view.equity);
    const day = view.dayPnl === null ? '' : `  day ${formatGain(view.dayPnl)}`;
    const positions = view.markets.map(
      ({ coin, position }) => `${coin} ${position === null ? 'unknown' : formatNumber(position)}`,
    );
    const text =
      `equity ${equity}${day}  ${positions.join('  ')}  fills ${formatCount(view.fills)}` +
      `  journal ${formatCount(journalRecords())}`;
    this.#write([eventLine(view.at, null, view.state, text, paint, 'strong')]);
  }

  #write(lines: readonly string[]): void {
    const wrapped = lines.flatMap((line) => wrapVisible(line, COLUMNS, INDENT));
    if (wrapped.length > 0) this.#scene.out(`${wrapped.join('\n')}\n`);
  }
}

function isNoState(decision: Decision): boolean {
  return decision.kind !== 'tradingStateChanged';
}
