/** Turns what happens in the venue into the frames of its streams. */
import { type DurationMs, unreachable } from '../base/index.js';
import { encodeTrades } from '../hyperliquid/index.js';
import type { MarketEvent } from '../market/index.js';
import type { SimulatedVenueEvent } from '../simulator/index.js';
import { startCadence } from './cadence.js';
import type { LoopbackScope } from './loopback-scope.js';
import { currentDataOf } from './stream-data.js';
import type { StreamWay } from './stream-way.js';
import type { StreamSubscription, StreamType } from './stream-subscription.js';
import { encodeChannelFrame, type Listener, TopicRegistry } from './topic-registry.js';
import { UserStreams } from './user-streams.js';

/** Source: facts of the venue, §4.2; an account's state is not promised more often than this. */
const BOOK_PERIOD_MS: DurationMs = 5_000;
const FAST_BOOK_PERIOD_MS: DurationMs = 500;
const MIDS_PERIOD_MS: DurationMs = 2_000;
const STATE_PERIOD_MS: DurationMs = 5_000;

/** A stream that is sent at a beat of the clock. */
interface Beat {
  readonly periodMs: DurationMs;
  readonly type: StreamType;
  readonly isServed: (subscription: StreamSubscription) => boolean;
}

const isFast = (subscription: StreamSubscription): boolean =>
  subscription.type === 'l2Book' && subscription.fast === true;
const BEATS: readonly Beat[] = [
  { periodMs: BOOK_PERIOD_MS, type: 'l2Book', isServed: (each) => !isFast(each) },
  { periodMs: FAST_BOOK_PERIOD_MS, type: 'l2Book', isServed: isFast },
  { periodMs: MIDS_PERIOD_MS, type: 'allMids', isServed: () => true },
  { periodMs: STATE_PERIOD_MS, type: 'clearinghouseState', isServed: () => true },
];

/**
 * Events are taken in while the venue works (`observe`) and told of when it has done (`flush`),
 * so that a frame never shows a state between two.
 */
export class StreamHub {
  readonly #scope: LoopbackScope;
  readonly #topics: TopicRegistry;
  readonly #users: UserStreams;
  readonly #beats = new Map<Beat, () => void>();
  readonly #bestShown = new Map<string, string>();
  #marketEvents: MarketEvent[] = [];
  #movedCoins = new Set<string>();

  /** `carry` takes what is told on its way; `greet` goes at once. */
  constructor(scope: LoopbackScope, carry: StreamWay['tell']) {
    this.#scope = scope;
    this.#topics = new TopicRegistry(carry);
    this.#users = new UserStreams(scope, this.#topics);
  }

  /** Whether there is such a market here. */
  isServed(subscription: StreamSubscription): boolean {
    return !('coin' in subscription) || this.#scope.instrumentOf(subscription.coin) !== null;
  }

  /** False where the listener has it already; else the current state follows by `greet`. */
  subscribe(listener: Listener, subscription: StreamSubscription): boolean {
    const isNew = this.#topics.add(listener, subscription);
    this.#adjustBeats();
    return isNew;
  }

  /** Sends what a new subscriber is told at once. */
  greet(listener: Listener, subscription: StreamSubscription): void {
    const data = currentDataOf(this.#scope, subscription);
    if (data !== undefined) listener.send(encodeChannelFrame(subscription.type, data));
  }

  unsubscribe(listener: Listener, subscription: StreamSubscription): boolean {
    const wasThere = this.#topics.remove(listener, subscription);
    this.#adjustBeats();
    return wasThere;
  }

  /** The listener is gone. */
  drop(listener: Listener): void {
    this.#topics.removeListener(listener);
    this.#adjustBeats();
  }

  subscriptionsOf(listener: Listener): readonly StreamSubscription[] {
    return this.#topics.subscriptionsOf(listener);
  }

  observe(event: SimulatedVenueEvent): void {
    if (event.kind === 'market') {
      this.#marketEvents.push(event.event);
      return;
    }
    if (event.kind === 'filled') this.#movedCoins.add(event.fill.coin);
    this.#users.observe(event);
  }

  flush(): void {
    const events = this.#marketEvents;
    this.#marketEvents = [];
    for (const event of events) this.#publishMarket(event);
    const coins = this.#movedCoins;
    this.#movedCoins = new Set();
    for (const coin of coins) this.#publishBest(coin);
    this.#users.flush();
  }

  /** No frame is sent by the clock any more. */
  stop(): void {
    for (const stopBeat of this.#beats.values()) stopBeat();
    this.#beats.clear();
    this.#users.stop();
  }

  #publishMarket(event: MarketEvent): void {
    const { coin } = event;
    switch (event.kind) {
      case 'topChanged':
      case 'bookChanged':
        this.#movedCoins.add(coin);
        return;
      case 'tradePrinted':
        this.#movedCoins.add(coin);
        return this.#topics.publish({ type: 'trades', coin }, () => encodeTrades([event]));
      case 'contextChanged':
        return this.#publishCurrent({ type: 'activeAssetCtx', coin });
      default:
        return unreachable(event);
    }
  }

  /** The venue tells of the best bid and offer only where they have changed. */
  #publishBest(coin: string): void {
    const { bids, asks } = this.#scope.venue.market(coin);
    const shown = [bids[0], asks[0]].map((level) => `${level?.price}x${level?.size}`).join(' ');
    if (this.#bestShown.get(coin) === shown) return;
    this.#bestShown.set(coin, shown);
    this.#publishCurrent({ type: 'bbo', coin });
  }

  #publishCurrent(subscription: StreamSubscription): void {
    this.#topics.publish(subscription, () => currentDataOf(this.#scope, subscription));
  }

  /** A beat runs only while somebody listens to its stream. */
  #adjustBeats(): void {
    for (const beat of BEATS) {
      const watched = (): readonly StreamSubscription[] =>
        this.#topics.watched(beat.type).filter(beat.isServed);
      const isWanted = watched().length > 0;
      const stopBeat = this.#beats.get(beat);
      if (isWanted && stopBeat === undefined) {
        const work = (): void => watched().forEach((each) => this.#publishCurrent(each));
        this.#beats.set(beat, startCadence(this.#scope.clock, beat.periodMs, work));
      } else if (!isWanted && stopBeat !== undefined) {
        stopBeat();
        this.#beats.delete(beat);
      }
    }
  }
}
