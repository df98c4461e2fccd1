/** What has happened in public since the server started: trades, and funding by the hour. */
import type { DurationMs, TimeMs } from '../base/index.js';
import { encodeTrades, wireDecimal } from '../hyperliquid/index.js';
import type { MarketEvent, TradePrinted } from '../market/index.js';

/** As many as the venue tells of. */
const TRADES_KEPT = 10;
const ROWS_PER_ANSWER = 500;
const HOUR_MS: DurationMs = 3_600_000;

export interface FundingWindow {
  readonly coin: string;
  readonly startTime: TimeMs;
  readonly endTime?: TimeMs | null | undefined;
}

export class MarketHistory {
  readonly #trades = new Map<string, readonly TradePrinted[]>();
  readonly #funding = new Map<string, { readonly time: TimeMs; readonly fundingRate: string }[]>();
  readonly #rates = new Map<string, { readonly at: TimeMs; readonly rate: string }>();

  observe(event: MarketEvent): void {
    const { at, coin } = event;
    this.#payHour(coin, at);
    if (event.kind === 'tradePrinted') {
      const trades = [event, ...(this.#trades.get(coin) ?? [])];
      this.#trades.set(coin, trades.slice(0, TRADES_KEPT));
    } else if (event.kind === 'contextChanged') {
      this.#rates.set(coin, { at, rate: wireDecimal(event.fundingRate) });
    }
  }

  /** The newest first. */
  tradesOf(coin: string): readonly object[] {
    return encodeTrades(this.#trades.get(coin) ?? []);
  }

  /** Oldest first. */
  fundingOf({ coin, startTime, endTime }: FundingWindow): readonly object[] {
    return (this.#funding.get(coin) ?? [])
      .filter(({ time }) => time >= startTime && time <= (endTime ?? Infinity))
      .slice(0, ROWS_PER_ANSWER)
      .map((row) => ({ coin, premium: '0', ...row }));
  }

  /** The hour that has passed since the rate was last heard was paid at that rate. */
  #payHour(coin: string, at: TimeMs): void {
    const known = this.#rates.get(coin);
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    if (known === undefined || hour <= known.at) return;
    const rows = this.#funding.get(coin) ?? [];
    this.#funding.set(coin, [...rows, { time: hour, fundingRate: known.rate }]);
    this.#rates.set(coin, { ...known, at });
  }
}
