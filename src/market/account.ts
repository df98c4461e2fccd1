/** An account as the venue's clearinghouse reports it. */
import type { Money, Price, Ratio, Size, TimeMs } from '../base/index.js';

export interface PositionReport {
  readonly coin: string;
  /** Signed contracts, never 0. */
  readonly size: Size;
  readonly entryPrice: Price;
  readonly leverage: number;
  readonly marginMode: 'cross' | 'isolated';
  /** Null where the position cannot be liquidated by its own mark. */
  readonly liquidationPrice: Price | null;
  readonly marginUsed: Money;
  readonly unrealizedPnl: Money;
}

export interface AccountReport {
  /** The venue's time. */
  readonly time: TimeMs;
  /** Cash plus all unrealised PnL. */
  readonly equity: Money;
  /** Initial margin of positions, resting orders apart. */
  readonly marginUsed: Money;
  readonly maintenanceMargin: Money;
  readonly positions: readonly PositionReport[];
}

/** Fractions of notional; 0.00015 is 1.5 basis points. */
export interface FeeRates {
  readonly maker: Ratio;
  readonly taker: Ratio;
}
