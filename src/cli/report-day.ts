/** One trading day of a journal: what it came to, counted and added up. */
import { type Decimal, type DurationMs, type Money, type TimeMs, ZERO } from '../base/index.js';
import type { TradingState } from '../engine/index.js';
import type { AccountReport } from '../market/index.js';
import type { AuditRecord } from '../journal/index.js';
import type { NearestApproach } from './report-nearest.js';

/** What happened at a time, for people. */
export interface ReportMoment {
  readonly at: TimeMs;
  readonly coin: string | null;
  readonly kind: AuditRecord['kind'];
  readonly text: string;
}

/** All money is USD. */
export interface MarketDay {
  fills: number;
  makerFills: number;
  liquidations: number;
  bought: Decimal;
  sold: Decimal;
  volume: Money;
  /** Gross of fees. */
  realized: Money;
  fees: Money;
  /** Positive was received. */
  funding: Money;
  /** At the end of the day as far as it is known; null where nothing was heard. */
  position: Decimal | null;
  readonly inState: Record<TradingState, DurationMs>;
}

export interface TripOfDay {
  readonly coin: string;
  readonly number: number;
  readonly netPnl: Money;
  /** 0 at most. */
  readonly maxAdverse: Money;
  /** 0 at least. */
  readonly maxFavorable: Money;
}

interface Level {
  readonly equity: Money;
  readonly unrealized: Money;
}

/** More are counted and not kept, so that a bad day does not fill the memory. */
const MOMENTS_MOST = 2_000;

export class ReportDay {
  readonly name: string;
  readonly startMs: TimeMs;
  readonly markets = new Map<string, MarketDay>();
  readonly moments: ReportMoment[] = [];
  readonly counts = {
    orders: 0,
    cancels: 0,
    denied: 0,
    rejected: 0,
    errors: 0,
    kills: 0,
    runs: 0,
    connectionsLost: 0,
    momentsLeftOut: 0,
  };
  /** Of each order the first rule that denied it. */
  readonly deniedBy = new Map<string, number>();
  readonly trippedBy = new Map<string, number>();
  readonly rejectedWith = new Map<string, number>();
  /** By trigger and market; empty where nobody asked for it. */
  readonly nearest = new Map<string, NearestApproach>();
  trips: TripOfDay[] = [];
  transfers: Money = ZERO;
  runningMs: DurationMs = 0;
  offlineMs: DurationMs = 0;
  /** Fewest actions that the venue still allowed; null where it did not say. */
  leastBudget: number | null = null;
  worstDrawdown: Money = ZERO;
  #peak: Money | null = null;
  #first: Level | null;
  #last: Level | null = null;
  #transfersAtPeak: Money = ZERO;

  /** `name` is the day's date by the reset clock; `before` how the day before ended. */
  constructor(name: string, startMs: TimeMs, before: ReportDay | null) {
    this.name = name;
    this.startMs = startMs;
    this.#first = before?.lastLevel ?? null;
    this.#peak = this.#first?.equity ?? null;
    for (const [coin, { position }] of before?.markets ?? [])
      this.marketOf(coin).position = position;
  }

  /** How the day ended: the level that the next one begins at. */
  get lastLevel(): Level | null {
    return this.#last ?? this.#first;
  }

  get firstLevel(): Level | null {
    return this.#first;
  }

  /** Highest equity of the day; null where it is not known. */
  get peak(): Money | null {
    return this.#peak;
  }

  marketOf(coin: string): MarketDay {
    const known = this.markets.get(coin);
    if (known !== undefined) return known;
    const fresh: MarketDay = {
      fills: 0,
      makerFills: 0,
      liquidations: 0,
      bought: ZERO,
      sold: ZERO,
      volume: ZERO,
      realized: ZERO,
      fees: ZERO,
      funding: ZERO,
      position: null,
      inState: { active: 0, reducing: 0, paused: 0, halted: 0 },
    };
    this.markets.set(coin, fresh);
    return fresh;
  }

  takeAccount({ equity, positions }: AccountReport): void {
    const unrealized = positions.reduce((sum, each) => sum.plus(each.unrealizedPnl), ZERO);
    this.#last = { equity, unrealized };
    this.#first ??= this.#last;
    // Money that came or went since is neither a new peak nor a drawdown.
    const moved = this.transfers.minus(this.#transfersAtPeak);
    const peak = this.#peak?.plus(moved) ?? equity;
    this.#transfersAtPeak = this.transfers;
    this.#peak = equity.gt(peak) ? equity : peak;
    const drawdown = this.#peak.minus(equity);
    if (drawdown.gt(this.worstDrawdown)) this.worstDrawdown = drawdown;
  }

  addMoment(moment: ReportMoment): void {
    if (this.moments.length < MOMENTS_MOST) this.moments.push(moment);
    else this.counts.momentsLeftOut += 1;
  }
}
