/** The faults that the venue can be told to have, each with its name and what it is by default. */
import type { DurationMs } from '../base/index.js';

/** Struck or not for each message, order or fill. */
interface ChanceKind {
  readonly schedule: 'chance';
  /** 0 to 1. */
  readonly rate: number;
  /** How long at most; 0 where it takes no time. */
  readonly forMs: DurationMs;
}

/** Comes now and then, and lasts. */
interface SpellKind {
  readonly schedule: 'spell';
  /** Between the end of one and the start of the next, on average. */
  readonly everyMs: DurationMs;
  /** How long at most. */
  readonly forMs: DurationMs;
}

/** In the order of the help. Source: facts of the venue, §8 and §11. */
export const FAULTS = {
  /** What was asked is done, its reply never comes. */
  'lost-reply': chance(0.02, 5_000),
  /** A request, a reply or all streams stand still for a while. */
  delay: chance(0.02, 1_500),
  /** A frame of an account comes after later ones of other streams. */
  reorder: chance(0.1, 500),
  /** HTTP 429, nothing is done. */
  'too-many-requests': chance(0.02),
  /** HTTP 500 to 504; whether it was done is not said. */
  'server-error': chance(0.02),
  /** An order is refused, others of its action are not. */
  'partial-batch': chance(0.02),
  /** A fill does not say which client order id it belongs to. */
  'fill-without-cloid': chance(0.3),
  /** `orderStatus` answers `unknownOid` for an order that is there. */
  'unknown-oid': chance(0.2),
  /** What sockets say is lost for a while, then they are cut. */
  'dropped-socket': spell(60_000, 3_000),
  /** Books stand still while the socket stays open. */
  'stale-book': spell(90_000, 15_000),
  /** `clearinghouseState` is that of a while ago. */
  'stale-state': spell(60_000, 5_000),
  /** All is cut, HTTP 502 for half of the time, then post-only orders alone. */
  upgrade: spell(300_000, 30_000),
  /** All is cut and nothing listens, then it is back. */
  crash: spell(300_000, 10_000),
  /** HTTP 504 at once, and what was asked is done some time later, unless it has expired. */
  'late-action': chance(0.01, 12_000),
} as const;

export type FaultName = keyof typeof FAULTS;

type NameOf<Schedule> = {
  [Name in FaultName]: (typeof FAULTS)[Name] extends { readonly schedule: Schedule } ? Name : never;
}[FaultName];

export type ChanceFault = NameOf<'chance'>;
export type SpellFault = NameOf<'spell'>;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

export function isChance(name: FaultName): name is ChanceFault {
  return FAULTS[name].schedule === 'chance';
}

/** Which faults a venue has; what is absent never happens. */
export interface FaultSetting {
  readonly chances: ReadonlyMap<ChanceFault, { readonly rate: number; readonly forMs: DurationMs }>;
  readonly spells: ReadonlyMap<SpellFault, readonly SpellTerms[]>;
  /** No fault before this time has passed since the start. */
  readonly fromMs: DurationMs;
}

export type SpellTerms =
  /** At random, lasting a random part of `forMs`. */
  | { readonly kind: 'every'; readonly everyMs: DurationMs; readonly forMs: DurationMs }
  /** Once, so long after the start, lasting `forMs`. */
  | { readonly kind: 'at'; readonly atMs: DurationMs; readonly forMs: DurationMs };

function chance(rate: number, forMs: DurationMs = 0): ChanceKind {
  return { schedule: 'chance', rate, forMs };
}

function spell(everyMs: DurationMs, forMs: DurationMs): SpellKind {
  return { schedule: 'spell', everyMs, forMs };
}
