/** Listens to a session and keeps what a trial is told by, in bounded memory. */
import { type Decimal, type Money, type Price, type TimeMs, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, EngineEvent, RoundTrip, StatusView } from '../engine/index.js';
import type { BookLevel, Fill, LedgerEntry } from '../market/index.js';
import { Attribution } from './attribution.js';
import { MarkOuts } from './mark-outs.js';
import type { Trial, TrialFill, TrialMoment } from './trial.js';
import { maxDrawdownOf, profitFigures, sharpeOf, type TrialFigures } from './trial-figures.js';
import { TrialSeries } from './trial-series.js';

/** More than a chart can show, and than anybody reads. */
const FILLS_KEPT = 20_000;
const MOMENTS_KEPT = 20_000;
/** What an address may send beside one action a dollar traded; facts of the venue, §5. */
const FREE_ACTIONS = 10_000;

export class TrialRecorder {
  readonly #series: TrialSeries;
  readonly #attribution = new Attribution();
  readonly #markOuts = new MarkOuts();
  readonly #mids = new Map<string, Price>();
  readonly #marks = new Map<string, Price>();
  readonly #tradeIds = new Set<number>();
  readonly #ledgerIds = new Set<string>();
  readonly #fills: TrialFill[] = [];
  readonly #moments: TrialMoment[] = [];
  readonly #trips: { netPnl: number; adverse: number; favorable: number }[] = [];
  #fillCount = 0;
  #volume: Money = ZERO;
  #sizeFilled = 0;
  #sizeSent = 0;
  #ordersSent = 0;
  #cancelsSent = 0;
  #denied = 0;
  #rejected = 0;
  #rulesTripped = 0;

  constructor(policy: CompiledPolicy, sampleMs: number) {
    this.#series = new TrialSeries(policy, sampleMs);
  }

  stepped(event: EngineEvent, decisions: readonly Decision[], view: () => StatusView): void {
    this.#hear(event);
    for (const decision of decisions) this.#take(decision);
    if (this.#series.isDue(event.at)) this.#series.take(view(), this.#mids);
  }

  /** `at`: the end; the last sample is taken there. */
  finish(
    view: StatusView,
  ): Pick<
    Trial,
    'times' | 'equity' | 'marginUtilization' | 'markets' | 'headroom' | 'moments' | 'fills'
  > & { readonly figures: TrialFigures } {
    this.#series.take(view, this.#mids);
    this.#markOuts.pass(Number.POSITIVE_INFINITY);
    const series = this.#series.columns();
    return {
      ...series,
      moments: this.#moments,
      fills: this.#fills,
      figures: this.#figures(series),
    };
  }

  #figures({
    equity,
    marginUtilization,
  }: Pick<Trial, 'equity' | 'marginUtilization'>): TrialFigures {
    const known = equity.filter((value) => value !== null);
    const margins = marginUtilization.filter((value) => value !== null);
    const wins = this.#trips.filter(({ netPnl }) => netPnl > 0).length;
    const actions = this.#ordersSent + this.#cancelsSent;
    const trips = this.#trips;
    return {
      ...profitFigures(this.#attribution.close((coin) => this.#marks.get(coin) ?? null)),
      maxDrawdown: maxDrawdownOf(known),
      sharpe: sharpeOf(known, this.#series.sampleMs),
      fills: this.#fillCount,
      volume: this.#volume.toNumber(),
      ordersSent: this.#ordersSent,
      cancelsSent: this.#cancelsSent,
      denied: this.#denied,
      rejected: this.#rejected,
      fillRatio: this.#sizeSent === 0 ? null : this.#sizeFilled / this.#sizeSent,
      markOutsBps: this.#markOuts.averages(),
      roundTrips: trips.length,
      winShare: trips.length === 0 ? null : wins / trips.length,
      maxAdverse: trips.length === 0 ? null : Math.min(...trips.map(({ adverse }) => adverse)),
      maxFavorable:
        trips.length === 0 ? null : Math.max(...trips.map(({ favorable }) => favorable)),
      quotingShare: this.#series.quotingShare(),
      marginMost: margins.length === 0 ? null : Math.max(...margins),
      trips: this.#rulesTripped,
      actionBudgetUsed: actions / (FREE_ACTIONS + this.#volume.toNumber()),
    };
  }

  #hear(event: EngineEvent): void {
    switch (event.kind) {
      case 'topChanged':
        return this.#hearTop(event.coin, event.bid, event.ask, event.at);
      case 'contextChanged':
        this.#marks.set(event.coin, event.mark);
        return;
      case 'orderFilled':
        return this.#hearFill(event.fill, event.at);
      case 'reconciled':
        for (const fill of event.fills) this.#hearFill(fill, event.at);
        for (const entry of event.ledger ?? []) this.#hearLedger(entry);
        return;
      case 'ledgerUpdated':
        return this.#hearLedger(event.entry);
      case 'orderRejected':
        this.#rejected += 1;
        return;
      default:
    }
  }

  #hearTop(coin: string, bid: BookLevel | null, ask: BookLevel | null, at: TimeMs): void {
    if (bid === null || ask === null) return;
    const mid: Decimal = bid.price.plus(ask.price).div(2);
    this.#mids.set(coin, mid);
    this.#markOuts.hearMid(coin, mid.toNumber(), at);
  }

  /** A fill may come by the stream and again with a reconciliation. */
  #hearFill(fill: Fill, at: TimeMs): void {
    if (this.#tradeIds.has(fill.tradeId)) return;
    this.#tradeIds.add(fill.tradeId);
    const { coin, side, liquidity } = fill;
    const notional = fill.size.times(fill.price);
    this.#attribution.takeFill(fill, this.#mids.get(coin) ?? null);
    this.#markOuts.hearFill(coin, side, notional.toNumber(), at);
    this.#fillCount += 1;
    this.#volume = this.#volume.plus(notional);
    this.#sizeFilled += fill.size.toNumber();
    if (this.#fills.length === FILLS_KEPT) return;
    const [price, size, fee] = [fill.price, fill.size, fill.fee].map((each) => each.toNumber());
    this.#fills.push({
      at,
      coin,
      side,
      price: price ?? 0,
      size: size ?? 0,
      fee: fee ?? 0,
      liquidity,
    });
  }

  #hearLedger(entry: LedgerEntry): void {
    if (entry.kind !== 'funding' || this.#ledgerIds.has(entry.id)) return;
    this.#ledgerIds.add(entry.id);
    this.#attribution.takeFunding(entry.amount);
  }

  #take(decision: Decision): void {
    switch (decision.kind) {
      case 'submitOrder':
        this.#ordersSent += 1;
        this.#sizeSent += decision.order.size.toNumber();
        return;
      case 'cancelOrder':
        this.#cancelsSent += 1;
        return;
      case 'orderDenied':
        this.#denied += 1;
        return;
      case 'positionClosed':
        return this.#takeTrip(decision);
      case 'ruleTripped': {
        const { at, rule, ruleKind, coin, text } = decision;
        this.#rulesTripped += 1;
        return this.#keep({ kind: 'tripped', at, rule, ruleKind, coin, text });
      }
      case 'ruleReleased': {
        const { at, rule, coin, reason } = decision;
        return this.#keep({ kind: 'released', at, rule, coin, reason });
      }
      case 'tradingStateChanged': {
        const { at, coin, to, rule } = decision;
        return this.#keep({ kind: 'state', at, coin, to, rule });
      }
      default:
    }
  }

  #takeTrip({ netPnl, maxAdverse, maxFavorable }: RoundTrip): void {
    this.#trips.push({
      netPnl: netPnl.toNumber(),
      adverse: maxAdverse.toNumber(),
      favorable: maxFavorable.toNumber(),
    });
  }

  #keep(moment: TrialMoment): void {
    if (this.#moments.length < MOMENTS_KEPT) this.#moments.push(moment);
  }
}
