/** What the venue tells, and by which `age(FEED)` asks how long ago. */

/** `mark` and `book` come per market, the others per account. */
export const FEED_NAMES = ['mark', 'book', 'account', 'stream', 'limits'] as const;

export type FeedName = (typeof FEED_NAMES)[number];
