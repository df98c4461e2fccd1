/** The faults that the venue can be told to have, each with its name and what it is by default. */
import type { DurationMs } from '../base/index.js';

/** Struck or not for each message, order or fill. */
interface ChanceKind {
  readonly schedule: 'chance';
  readonly what: string;
  /** 0 to 1. */
  readonly rate: number;
  /** How long at most; 0 where it takes no time. */
  readonly forMs: DurationMs;
}

/** Comes now and then, and lasts. */
interface SpellKind {
  readonly schedule: 'spell';
  readonly what: string;
  /** Between the end of one and the start of the next, on average. */
  readonly everyMs: DurationMs;
  /** How long at most. */
  readonly forMs: DurationMs;
}

/** In the order of the help. Source: facts of the venue, §8 and §11. */
export const FAULTS = {
  'lost-reply': chance('the action is done, its reply never comes', 0.02, 5_000),
  delay: chance('a request, reply or stream stands still for a while', 0.02, 1_500),
  reorder: chance("an account's frame comes after later ones of other streams", 0.1, 500),
  'too-many-requests': chance('HTTP 429, nothing is done', 0.02),
  'server-error': chance('HTTP 500 to 504; whether it was done is not said', 0.02),
  'partial-batch': chance('an order of an action is refused, the others are not', 0.02),
  'fill-without-cloid': chance('a fill does not say which cloid it belongs to', 0.3),
  'unknown-oid': chance('orderStatus answers unknownOid for an order that is there', 0.2),
  'dropped-socket': spell('what sockets say is lost, then they are cut', 60_000, 3_000),
  'stale-book': spell('books stand still while the socket stays open', 90_000, 15_000),
  'stale-state': spell('clearinghouseState is that of a while ago', 60_000, 5_000),
  upgrade: spell('all is cut, HTTP 502, then post-only orders alone', 300_000, 30_000),
  crash: spell('all is cut, nothing listens, then it is back', 300_000, 10_000),
} as const;

export type FaultName = keyof typeof FAULTS;

type NameOf<Schedule> = {
  [Name in FaultName]: (typeof FAULTS)[Name] extends { readonly schedule: Schedule } ? Name : never;
}[FaultName];

export type ChanceFault = NameOf<'chance'>;
export type SpellFault = NameOf<'spell'>;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

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

function chance(what: string, rate: number, forMs: DurationMs = 0): ChanceKind {
  return { schedule: 'chance', what, rate, forMs };
}

function spell(what: string, everyMs: DurationMs, forMs: DurationMs): SpellKind {
  return { schedule: 'spell', what, everyMs, forMs };
}
