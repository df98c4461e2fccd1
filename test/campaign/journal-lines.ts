/** A journal as it lies on the disk, read without the journal's room: lines of JSON. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface JournaledOrder {
  readonly coin: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly size: string;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string;
}

interface JournaledFill {
  readonly tradeId: number;
  readonly coin: string;
}

/** As much of a record as the auditor looks at. */
export interface JournalLine {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'run' | 'event' | 'decision' | 'end';
  readonly run?: { readonly runId: string };
  readonly event?: {
    readonly kind: string;
    readonly command?: string;
    readonly reason?: string;
    readonly fill?: JournaledFill;
    readonly fills?: readonly JournaledFill[];
    readonly account?: { readonly time: number };
  };
  readonly decision?: {
    readonly kind: string;
    readonly order?: JournaledOrder;
    readonly coin?: string;
    readonly rule?: string | null;
    readonly ruleKind?: string;
    readonly from?: string;
    readonly to?: string;
    readonly size?: string;
    readonly venues?: string;
    readonly tradeId?: number;
    readonly command?: string;
    readonly difference?: { readonly kind: string };
  };
}

/** In order; half a line at the end, as a crash leaves it, is left out and told. */
export function readJournalLines(directory: string): {
  readonly lines: readonly JournalLine[];
  readonly isTorn: boolean;
} {
  if (!existsSync(directory)) return { lines: [], isTorn: false };
  const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
  const text = files
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');
  const parts = text.split('\n');
  const last = parts.pop() ?? '';
  return { lines: parts.map((part) => JSON.parse(part) as JournalLine), isTorn: last !== '' };
}
