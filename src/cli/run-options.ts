/** What `mm-policy run` may be told on the command line, checked before anything starts. */
import { InvalidArgumentError } from 'commander';
import type { DurationMs } from '../base/index.js';
import type { RegimeSpan } from '../feed/index.js';
import type { RecordedVenue } from './record-options.js';

export interface RunOptions {
  /** Directory of a recording; absent: the built-in synthetic market. */
  readonly market?: string;
  readonly seed: number;
  /** Of the synthetic market; absent: ordinary for ever. */
  readonly regime?: readonly RegimeSpan[];
  /** Market seconds per second; Infinity for `max`. */
  readonly speed: number;
  /** Market time after which the run stops by itself. */
  readonly for?: DurationMs;
  readonly journal?: string;
  /** 0: any free one. */
  readonly port: number;
  /** Live market data on the embedded venue: no key, no money. */
  readonly paper?: boolean;
  /** Of the agent's key; absent: the environment has it. */
  readonly keyFile?: string;
  /** A venue elsewhere that speaks Hyperliquid's wire. */
  readonly url?: RecordedVenue;
  /** A candidate policy that hears the same and sends nothing. */
  readonly shadow?: string;
  readonly reArm?: string;
  /** A kill halts and does not end the run. */
  readonly stay?: boolean;
  /** Path of the control socket instead of the usual one. */
  readonly socket?: string;
  /** A folder, of another disk or host, that gets a copy; absent: the environment may name one. */
  readonly journalCopy?: string;
  /** A program with its arguments that gets what is new of it; absent: the environment may. */
  readonly journalCopyCommand?: string;
  /** A program with its arguments that gets alerts; absent: the environment may name one. */
  readonly alertCommand?: string;
  /** An http(s) URL, which may hold a secret; absent: the environment may name one. */
  readonly alertWebhook?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const LONGEST_RUN_MS: DurationMs = 365 * 24 * 3_600_000;

/** `500ms`, `20s`, `10m`, `4h`. */
export function parseDuration(text: string): DurationMs {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u.exec(text) ?? [];
  const durationMs = Number(digits) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  if (!(durationMs > 0 && durationMs <= LONGEST_RUN_MS)) {
    throw new InvalidArgumentError('Write a duration such as 500ms, 20s, 10m or 4h.');
  }
  return durationMs;
}

/** `1`, `20`, `0.5`, `max`. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Infinity;
  const speed = Number(text);
  if (!/^\d+(?:\.\d+)?$/u.test(text) || !(speed > 0 && speed <= 1_000_000)) {
    throw new InvalidArgumentError('Write a factor above 0, such as 20, or max.');
  }
  return speed;
}

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/u.test(text) || seed > 0xff_ff_ff_ff) {
    throw new InvalidArgumentError('Write a whole number from 0 to 4294967295.');
  }
  return seed;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65_535) {
    throw new InvalidArgumentError('Write a port from 0 (any free one) to 65535.');
  }
  return port;
}

export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw new InvalidArgumentError('Say why: the journal keeps it.');
  return reason;
}
