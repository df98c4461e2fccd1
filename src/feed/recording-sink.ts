/** Where a recorder writes what it heard: in one of three formats. */
import type { MarketEvent } from '../market/index.js';
import type { RecordingParquet } from './parquet-messages.js';

export type RecordingFormat =
  /** Three or four files, one of each kind. */
  | { readonly kind: 'csv' }
  /** One file of lines. */
  | { readonly kind: 'jsonl' }
  /** Parts of a few thousand events each, and the one under way as lines. */
  | { readonly kind: 'parquet'; readonly library: Pick<RecordingParquet, 'writing'> };

export interface RecordingSink {
  /** Of all files, earlier ones included. */
  readonly bytes: number;
  /** Bytes of rows that a crash had cut off, taken away at the start. */
  readonly tornBytes: number;
  /** In the file after `flush`. */
  write(event: MarketEvent, receivedUs: number): void;
  /** Throws `RecordingError` where the disk refuses, as the others do. */
  flush(): void;
  /** Has the disk keep what was flushed. */
  sync(): void;
  close(): void;
}
