/** A tape's rows as other tools read them: a level change or trade each, times since the epoch. */

/**
 * `message` counts from 0: rows of one message happened at once. Times are nanoseconds; `price` is
 * USD, `size` contracts.
 */
export const PARQUET_COLUMNS = [
  { name: 'message', type: 'INT32' },
  { name: 'received_ns', type: 'INT64' },
  { name: 'exchange_ns', type: 'INT64' },
  { name: 'kind', type: 'STRING' },
  { name: 'price', type: 'DOUBLE' },
  { name: 'size', type: 'DOUBLE' },
] as const;

/** By the number of a row's kind on a tape. */
export const PARQUET_KINDS = ['bid', 'ask', 'bought', 'sold', 'clear_bids', 'clear_asks'] as const;
