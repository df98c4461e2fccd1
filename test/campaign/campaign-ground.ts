/** Where a session of the campaign is played: a venue with faults, its clock, and ways to it. */
import type { TimeMs } from '../../src/base/index.js';
import { decimal } from '../../src/base/index.js';
import { type RegimeName, syntheticMarket } from '../../src/feed/index.js';
import {
  type FaultNews,
  type LoopbackVenueOptions,
  parseFaults,
} from '../../src/loopback/index.js';
import type { PacedClock, Session } from '../../src/session/index.js';
import { referenceInstruments, type SimulatedVenue } from '../../src/simulator/index.js';
import type { Venue } from '../../src/venue/index.js';
import type { Dice } from '../soak/dice.js';

export const START_MS: TimeMs = Date.UTC(2026, 10, 2, 12);
export const CAMPAIGN_ACCOUNT = `0x${'c'.repeat(40)}`;

export interface CampaignGround {
  readonly clock: PacedClock;
  readonly exchange: SimulatedVenue;
  /** A new adapter, as a new process has; rejects with `VenueError`. */
  connect(noncesAfter: TimeMs): Promise<Venue & { close(): Promise<void> }>;
  /** Time waits for it, where it waits at all. */
  attend(session: Session | null): void;
  /** Time stands still while this process works on files, where it waits at all. */
  hold(isBusy: boolean): void;
  /** USD, in or out. */
  transfer(amount: number): void;
  /** Throws what went wrong outside of the session. */
  close(): Promise<void>;
}

/** What a ground is opened with. */
export type GroundOptions = Pick<
  LoopbackVenueOptions,
  'instruments' | 'market' | 'reduceOnlyOversize' | 'faults'
> & { readonly cash: number };

const REGIMES: readonly RegimeName[] = [
  'ordinary',
  'ordinary',
  'quiet',
  'trending',
  'trending',
  'jump',
  'jump',
  'cascade',
  'outage',
];
/** All faults are on; what differs is how thick they come. */
const FAULTS = ['all', 'all', 'all,lost-reply=10%,unknown-oid=60%,dropped-socket=20s/3s'];

/** Market and faults out of the dice. */
export function rollGround(
  dice: Dice,
  cash: number,
  onFault: (news: FaultNews) => void,
): GroundOptions {
  const regimes = Array.from({ length: 6 }, () => ({
    regime: dice.pick(REGIMES),
    durationMs: 20_000 + dice.below(160_000),
  }));
  return {
    cash,
    instruments: referenceInstruments,
    market: syntheticMarket({
      seed: dice.below(2 ** 30),
      startTime: START_MS,
      stepMs: 500,
      bookIntervalMs: 2_000,
      bookDepth: 5,
      fundingRate: decimal('0.0000125'),
      intensity: dice.pick([0.2, 1, 4]),
      regime: [...regimes, { regime: 'ordinary', durationMs: null }],
    }),
    reduceOnlyOversize: dice.pick(['shrink', 'reject'] as const),
    faults: {
      setting: parseFaults(dice.pick(FAULTS)),
      seed: dice.below(2 ** 30),
      onFault,
    },
  };
}
