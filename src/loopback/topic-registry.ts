/** Who listens to what. A frame is written down once, however many listen. */
import { type StreamSubscription, type StreamType, topicOf } from './stream-subscription.js';

export interface Listener {
  send(frame: string): void;
}

type SubscriptionOf<Type extends StreamType> = Extract<StreamSubscription, { readonly type: Type }>;

interface Topic {
  readonly subscription: StreamSubscription;
  readonly listeners: Set<Listener>;
}

/** The channel is the subscription's type, but for one: `userEvents` arrive on `user`. */
export function encodeChannelFrame(type: StreamType, data: unknown): string {
  return JSON.stringify({ channel: type === 'userEvents' ? 'user' : type, data });
}

export class TopicRegistry {
  readonly #topics = new Map<string, Topic>();
  readonly #carry: (subscription: StreamSubscription, tell: () => void) => void;

  /** `carry` calls `tell` when a frame of that subscription arrives. */
  constructor(carry: (subscription: StreamSubscription, tell: () => void) => void) {
    this.#carry = carry;
  }

  /** False where the listener has that subscription already. */
  add(listener: Listener, subscription: StreamSubscription): boolean {
    const key = topicOf(subscription);
    const topic = this.#topics.get(key) ?? { subscription, listeners: new Set() };
    if (topic.listeners.has(listener)) return false;
    topic.listeners.add(listener);
    this.#topics.set(key, topic);
    return true;
  }

  /** False where the listener has no such subscription. */
  remove(listener: Listener, subscription: StreamSubscription): boolean {
    const key = topicOf(subscription);
    const topic = this.#topics.get(key);
    const isRemoved = topic?.listeners.delete(listener) ?? false;
    if (topic?.listeners.size === 0) this.#topics.delete(key);
    return isRemoved;
  }

  removeListener(listener: Listener): void {
    for (const subscription of this.subscriptionsOf(listener)) this.remove(listener, subscription);
  }

  subscriptionsOf(listener: Listener): readonly StreamSubscription[] {
    return [...this.#topics.values()]
      .filter(({ listeners }) => listeners.has(listener))
      .map(({ subscription }) => subscription);
  }

  /** The different subscriptions of a type that somebody has. */
  watched<Type extends StreamType>(type: Type): readonly SubscriptionOf<Type>[] {
    const isOfType = (each: StreamSubscription): each is SubscriptionOf<Type> => each.type === type;
    return [...this.#topics.values()].map(({ subscription }) => subscription).filter(isOfType);
  }

  /**
   * `read` is called now, only where somebody listens; undefined means that there is nothing to
   * say. Who leaves before the frame arrives does not get it, nor who comes.
   */
  publish(subscription: StreamSubscription, read: () => unknown): void {
    const topic = this.#topics.get(topicOf(subscription));
    if (topic === undefined) return;
    const data = read();
    if (data === undefined) return;
    const frame = encodeChannelFrame(subscription.type, data);
    const listeners = [...topic.listeners];
    this.#carry(subscription, () => {
      for (const listener of listeners) {
        if (topic.listeners.has(listener)) listener.send(frame);
      }
    });
  }
}
