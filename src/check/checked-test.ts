/** A test whose names, units and times hold: what is given, what happens when, what must follow. */
import type { Decimal, DurationMs, Price, Size } from '../base/index.js';
import type { Span } from '../diagnostic/index.js';
import type { MeasureName } from './measure-table.js';

/** A wall clock's date and time in an IANA zone. */
export interface CheckedStart {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly zone: string;
}

/** `stale`: heard, but too long ago; `missing`: never heard. */
export type GivenValue = Decimal | 'stale' | 'missing';

export interface CheckedFact {
  readonly span: Span;
  readonly name: MeasureName;
  /** Null for a measure of the account. */
  readonly coin: string | null;
  readonly value: GivenValue;
}

/** A measure told again every so often from 0s on; the last run goes on unless `isSilent`. */
export interface CheckedSeries {
  readonly span: Span;
  readonly name: MeasureName;
  readonly coin: string | null;
  readonly everyMs: DurationMs;
  readonly runs: readonly { readonly value: Decimal; readonly times: number }[];
  /** The feed ends after the last run. */
  readonly isSilent: boolean;
}

export interface CheckedOrder {
  readonly coin: string;
  readonly side: 'buy' | 'sell';
  /** Contracts, > 0. */
  readonly size: Size;
  readonly price: Price;
  /** Where its own stop is, if it brings one. */
  readonly stop?: Price;
}

export type ExpectedState = 'active' | 'reducing' | 'paused' | 'halted';

export type CheckedExpectation =
  /** `coin` null: the worst of all markets. */
  | { readonly kind: 'state'; readonly state: ExpectedState; readonly coin: string | null }
  /** A path without its coin means any. */
  | {
      readonly kind: 'tripped';
      readonly effect: 'reduce-only' | 'pause' | 'kill' | 'alert';
      readonly path: string;
      readonly isNegated: boolean;
    }
  /** It denied some of what was last submitted, or is broken as things are. */
  | { readonly kind: 'limit'; readonly path: string; readonly isNegated: boolean }
  | { readonly kind: 'unknown'; readonly path: string }
  /** How far the measure is from its bound. */
  | { readonly kind: 'room'; readonly path: string; readonly value: Decimal }
  | { readonly kind: 'allow'; readonly order: CheckedOrder }
  | { readonly kind: 'deny'; readonly order: CheckedOrder; readonly by: string | null }
  | { readonly kind: 'clip'; readonly order: CheckedOrder; readonly to: Size }
  | { readonly kind: 'refuse'; readonly command: 'resume' | 're-arm' }
  /** Met where it is in every market that it is judged in. */
  | { readonly kind: 'objective'; readonly path: string; readonly outcome: 'met' | 'open' };

export type CheckedAction =
  | { readonly kind: 'set'; readonly facts: readonly CheckedFact[] }
  | { readonly kind: 'submit'; readonly order: CheckedOrder; readonly times: number }
  | { readonly kind: 'fill'; readonly order: CheckedOrder }
  | { readonly kind: 'operator'; readonly command: 'pause' | 'resume' | 'kill' | 're-arm' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'expect'; readonly expectation: CheckedExpectation };

export interface CheckedStep {
  readonly span: Span;
  /** After the start of the test. */
  readonly atMs: DurationMs;
  readonly action: CheckedAction;
}

export interface CheckedTest {
  readonly name: string;
  /** The line that names it. */
  readonly span: Span;
  readonly start: CheckedStart | null;
  readonly givens: readonly CheckedFact[];
  readonly series: readonly CheckedSeries[];
  /** In order of time. */
  readonly steps: readonly CheckedStep[];
}
