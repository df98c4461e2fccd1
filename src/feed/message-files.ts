/** The files of a recording that keeps all kinds of events in one stream. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** In the order in which they are read. */
export type MessageFiles =
  | { readonly kind: 'jsonl'; readonly paths: readonly [string] }
  /** Parts that are whole, and the one under way, of lines, where one was left. */
  | {
      readonly kind: 'parquet';
      readonly parts: readonly MessagePart[];
      readonly open: string | null;
    };

export interface MessagePart {
  readonly path: string;
  /** Number of its last message: what a part left open holds up to there is in it already. */
  readonly last: number;
}

const DIGITS = 12;

export function linesFileOf(directory: string, coin: string): string {
  return join(directory, `events_${coin}.jsonl`);
}

export function openPartOf(directory: string, coin: string): string {
  return join(directory, `events_${coin}.open.jsonl`);
}

/** Named by its last message, so that names are in order. */
export function partFileOf(directory: string, coin: string, last: number): string {
  return join(directory, `events_${coin}-${String(last).padStart(DIGITS, '0')}.parquet`);
}

/** Null where the folder has none of `coin`, or is none. */
export function findMessageFiles(directory: string, coin: string): MessageFiles | null {
  const lines = linesFileOf(directory, coin);
  const path = [lines, `${lines}.gz`, `${lines}.zst`].find(existsSync);
  if (path !== undefined) return { kind: 'jsonl', paths: [path] };
  const names = existsSync(directory) ? readdirSync(directory).toSorted() : [];
  const parts = names.flatMap((name): readonly MessagePart[] => {
    const found = PART.exec(name);
    return found?.[1] === coin ? [{ path: join(directory, name), last: Number(found[2]) }] : [];
  });
  const open = openPartOf(directory, coin);
  const left = existsSync(open) ? open : null;
  return parts.length === 0 && left === null ? null : { kind: 'parquet', parts, open: left };
}

/** The coin that a file of such a recording is of; null for any other file. */
export function coinOfMessageFile(name: string): string | null {
  return LINES.exec(name)?.[1] ?? PART.exec(name)?.[1] ?? null;
}

const PART = /^events_(.+)-(\d{12})\.parquet$/u;
const LINES = /^events_(.+?)(?:\.open)?\.jsonl(?:\.gz|\.zst)?$/u;
