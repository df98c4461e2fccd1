/** What a row of the table of measures says: all that is known of a measure without an account. */
import type { FeedName } from './feed-name.js';
import { ANYTHING, AT_LEAST_ZERO, type Interval, POSITIVE } from './interval.js';
import type { Quantity } from './quantity.js';

/** `order`: of an order that is about to leave; `market`: of each market in turn. */
export type MeasureScope = 'order' | 'market' | 'account';

/** Who says so: the order at hand, the venue, our own record of what we did, or the policy. */
export type MeasureSource = 'order' | 'venue' | 'ours' | 'policy';

/** Where risk grows; `either` for a signed measure, null where neither way is worse. */
export type WorseDirection = 'higher' | 'lower' | 'either' | null;

/** The settings of `account` without which an anchor has no value. */
export type AnchorSetting = 'initial-balance' | 'day-reset' | 'withdrawals' | 'profitable-day';

/**
 * Whether a test may give it. `moving`: also while the test runs, by `set` or a series;
 * `first-only`: before it begins, for it follows from what happens then; `computed`: never, it
 * follows from other facts.
 */
export type Givenness = 'moving' | 'first-only' | 'computed';

export interface MeasureMeaning {
  readonly quantity: Quantity;
  readonly scope: MeasureScope;
  readonly worse: WorseDirection;
  /** In a limit: what would be if the order and all that rests on its side were filled. */
  readonly isWorstCaseInLimits: boolean;
  /** Also exists as `account.NAME`: the sum over all markets. */
  readonly hasAccountSum: boolean;
  readonly source: MeasureSource;
  /** It is stale once one of these is. */
  readonly feeds: readonly FeedName[];
  readonly needs: readonly AnchorSetting[];
  /** It follows the `day-reset` and the `withdrawals` of the file that names it. */
  readonly isOfBook: boolean;
  /** What it can be at all, in its own unit. Counts are whole besides. */
  readonly range: Interval;
  readonly meaning: string;
  /** What a lack of data makes of it. */
  readonly whenMissing: string;
  readonly given: Givenness;
  /** A test may say that it is stale or missing, as its feed would have it. */
  readonly mayBeUnheard: boolean;
  /** What a test gives in its place where it is computed; null where only steps lead to it. */
  readonly followsFrom: string | null;
}

export type MeasureTraits = Partial<Omit<MeasureMeaning, 'quantity' | 'scope' | 'meaning'>>;

/** A row; what `traits` leave out is what is usual for a measure of that scope and quantity. */
export function measure(
  scope: MeasureScope,
  quantity: Quantity,
  meaning: string,
  traits: MeasureTraits = {},
): MeasureMeaning {
  const feeds = traits.feeds ?? [];
  return {
    quantity,
    scope,
    meaning,
    worse: null,
    isWorstCaseInLimits: false,
    hasAccountSum: false,
    source: usualSource(scope, feeds),
    feeds,
    needs: [],
    isOfBook: false,
    range: usualRange(quantity, traits.worse ?? null),
    whenMissing: 'unknown',
    given: 'computed',
    mayBeUnheard: false,
    followsFrom: null,
    ...traits,
  };
}

function usualSource(scope: MeasureScope, feeds: readonly FeedName[]): MeasureSource {
  if (scope === 'order') return 'order';
  return feeds.length > 0 ? 'venue' : 'ours';
}

/** Where nothing else is said. A level that neither way is worse is one that losses start from. */
function usualRange(quantity: Quantity, worse: WorseDirection): Interval {
  const { dimension } = quantity;
  if (dimension === 'price') return POSITIVE;
  const isAnchor = dimension === 'money' && quantity.isLevel && worse === null;
  const isCounted = dimension === 'count' || dimension === 'events';
  return isCounted || isAnchor ? AT_LEAST_ZERO : ANYTHING;
}
