/** What every part of the server stands on. */
import type { Clock, Notional, TimeMs } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import type { Agent } from './account-registry.js';
import type { AddressBudget } from './address-budget.js';
import type { MarketHistory } from './market-history.js';
import type { MarketVolume } from './market-volume.js';
import type { SimulatedVenue } from '../simulator/index.js';
import type { VenueFaults } from './venue-faults.js';

export interface LoopbackScope {
  readonly venue: SimulatedVenue;
  readonly clock: Clock;
  readonly faults: VenueFaults;
  /** How often what is wrong with a batch is said. */
  readonly batchError: 'once' | 'each';
  /** Time as the venue sees it: the clock's, never behind an event that has been applied. */
  now(): TimeMs;
  instrumentOf(coin: string): Instrument | null;
  instrumentAt(assetId: number): Instrument | null;
  /** The account that a signer acts for, itself included; null where there is none. */
  accountOf(signer: string): string | null;
  agentsOf(account: string): readonly Agent[];
  /** What has been traded in public since the server started. */
  volumeOf(coin: string): MarketVolume;
  readonly history: MarketHistory;
  /** USD that an account has traded, buys and sells together. */
  tradedBy(user: string): Notional;
  /** Actions that the accounts have sent and may send. */
  readonly budget: AddressBudget;
}
