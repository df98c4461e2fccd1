/** What an embedded venue is started with. */
import type { Clock, Money, Notional } from '../base/index.js';
import type { HyperliquidNetwork } from '../hyperliquid/index.js';
import type { FeeRates, Instrument, MarketEvent } from '../market/index.js';
import type { FeeStanding, LatencyModel, QueueModel } from '../simulator/index.js';
import type { ControlOptions } from './control-desk.js';
import type { FaultSetting } from './fault.js';
import type { FaultNews } from './venue-faults.js';

export interface LoopbackAccount {
  readonly address: string;
  /** Addresses of the API wallets that may sign for it, beside itself. */
  readonly agents: readonly string[];
  /** USD. */
  readonly cash: Money;
}

/** Limits of requests and connections, as the real venue has them. */
export interface VenueLimits {
  /** Actions an address has for nothing; default 10,000. */
  readonly freeActions?: number;
  /** WebSockets at a time; default 10, older sources say 100. */
  readonly connections?: number;
}

/** Faults that the venue has, all of them out of one seed. */
export interface FaultOptions {
  /** `parseFaults` reads one. */
  readonly setting: FaultSetting;
  readonly seed: number;
  /** Hears of each when it happens. */
  readonly onFault?: (news: FaultNews) => void;
}

/** How the venue behaves where the real one does not tell; by default as the simulator does. */
export interface ExchangeModels {
  readonly queue?: QueueModel;
  /** Of orders, cancels and the account's news, on the clock, from the start on; default none. */
  readonly latency?: LatencyModel;
  /** Fees by tier, as the account trades on from this standing; default the base tier. */
  readonly feeStanding?: FeeStanding;
  /** What becomes of a reduce-only order larger than the position; default `shrink`. */
  readonly reduceOnlyOversize?: 'shrink' | 'reject';
  /** Whether a reduce-only order that closes all may be below $10; default `exempt`. */
  readonly smallClose?: 'exempt' | 'reject';
  /** Whether what is wrong with a batch is said once or for each of its orders; default `once`. */
  readonly batchError?: 'once' | 'each';
  /** Default none. */
  readonly limits?: VenueLimits;
  /** Default none. */
  readonly faults?: FaultOptions;
}

export interface LoopbackVenueOptions extends ExchangeModels {
  readonly instruments: readonly Instrument[];
  /** Default: the venue's base tier. */
  readonly feeRates?: FeeRates;
  readonly accounts: readonly LoopbackAccount[];
  /** Played on the clock, each event at its own time. */
  readonly market: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  readonly clock: Clock;
  /** 0 takes any that is free. */
  readonly port: number;
  /** For which network actions must be signed. */
  readonly network: HyperliquidNetwork;
  /** Orders and trades are counted from here; default 1. */
  readonly firstId?: number;
  /** USD an account must have traded to use the dead man's switch (live: 1M); default 0. */
  readonly scheduledCancelVolume?: Notional;
  /** Whether a WebSocket starts with the plain-text greeting; default false. */
  readonly greets?: boolean;
  /** Opens `/control`; default closed. */
  readonly control?: ControlOptions;
}
