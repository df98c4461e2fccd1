/** One WebSocket connection: what the client says, and what it hears. */
import type { WebSocket } from 'ws';
import { type Clock, type DurationMs, unreachable } from '../base/index.js';
import { encodeErrorFrame, encodePong } from '../hyperliquid/index.js';
import { type ClientMessage, parseClientMessage } from './client-message.js';
import type { ConnectionLimits } from './connection-limits.js';
import type { RequestOutcome } from './request-way.js';
import type { StreamHub } from './stream-hub.js';
import type { StreamSubscription } from './stream-subscription.js';
import type { Listener } from './topic-registry.js';
import type { VenueCore } from './venue-core.js';

/** A connection to which nothing was sent for so long is closed. */
const SILENCE_MAX_MS: DurationMs = 60_000;
const SUBSCRIPTIONS_MAX = 1_000;
const USERS_MAX = 10;
/** A client that reads nothing is let go before its frames fill the memory. */
const UNSENT_BYTES_MAX = 64 * 1024 * 1024;
const GREETING = 'Websocket connection established.';

export interface SocketSessionOptions {
  readonly clock: Clock;
  readonly hub: StreamHub;
  readonly ask: VenueCore['ask'];
  readonly countFrame: () => void;
  /** Frames of a connection that follows an account, those from before it did included. */
  readonly countAccountFrames: (frames: number) => void;
  readonly limits: ConnectionLimits;
  /** Whether the plain-text greeting comes first, which is not JSON. */
  readonly greets: boolean;
}

export class SocketSession implements Listener {
  readonly #socket: WebSocket;
  readonly #options: SocketSessionOptions;
  #lastSentAt: number;
  #framesSent = 0;
  #postsPending = 0;
  #followsAccount = false;
  #callOffSilence: () => void = () => undefined;

  constructor(socket: WebSocket, options: SocketSessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#lastSentAt = options.clock.nowMs();
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? '' : String(data)));
    // A broken frame or connection ends in `close`; there is nobody to tell.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#end());
    this.#watchSilence();
    if (options.greets) this.send(GREETING);
  }

  send(frame: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > UNSENT_BYTES_MAX) return socket.terminate();
    this.#lastSentAt = this.#options.clock.nowMs();
    this.#framesSent += 1;
    this.#options.countFrame();
    if (this.#followsAccount) this.#options.countAccountFrames(1);
    socket.send(frame);
  }

  #receive(text: string): void {
    if (!this.#options.limits.hear()) {
      return this.send(encodeErrorFrame('Cannot send more than 2000 messages per minute.'));
    }
    const message = parseClientMessage(text);
    switch (message.kind) {
      case 'ping':
        return this.send(encodePong());
      case 'subscribe':
        return this.#subscribe(message.subscription, message.echo);
      case 'unsubscribe':
        return this.#unsubscribe(message.subscription, message.echo);
      case 'post':
        return this.#post(message);
      case 'invalid':
        return this.send(encodeErrorFrame(message.reason));
      default:
        return unreachable(message);
    }
  }

  #subscribe(subscription: StreamSubscription, echo: object): void {
    const { hub } = this.#options;
    const refusal = this.#refusalOf(subscription, echo);
    if (refusal !== null) return this.send(encodeErrorFrame(refusal));
    if (!hub.subscribe(this, subscription)) {
      return this.send(encodeErrorFrame(`Already subscribed: ${JSON.stringify(echo)}`));
    }
    if ('user' in subscription) this.#followAccount();
    this.send(acknowledgement('subscribe', echo));
    hub.greet(this, subscription);
  }

  #followAccount(): void {
    if (!this.#followsAccount) this.#options.countAccountFrames(this.#framesSent);
    this.#followsAccount = true;
  }

  #unsubscribe(subscription: StreamSubscription, echo: object): void {
    if (!this.#options.hub.unsubscribe(this, subscription)) {
      return this.send(encodeErrorFrame(`Already unsubscribed: ${JSON.stringify(echo)}`));
    }
    this.send(acknowledgement('unsubscribe', echo));
  }

  /** Source of the limits: facts of the venue, §4.4. */
  #refusalOf(subscription: StreamSubscription, echo: object): string | null {
    const { hub } = this.#options;
    if (!hub.isServed(subscription)) return `Invalid subscription ${JSON.stringify(echo)}`;
    const current = hub.subscriptionsOf(this);
    if (current.length >= SUBSCRIPTIONS_MAX) {
      return `Cannot track more than ${SUBSCRIPTIONS_MAX} total subscriptions.`;
    }
    const users = new Set([...current, subscription].flatMap(userOf));
    return users.size > USERS_MAX ? `Cannot track more than ${USERS_MAX} total users.` : null;
  }

  /** The reply goes out before the frames that tell of its consequences. */
  #post({ id, type, payload }: Extract<ClientMessage, { readonly kind: 'post' }>): void {
    const { ask, hub, limits } = this.#options;
    if (!limits.mayPost(this.#postsPending)) {
      const response = { type: 'error', payload: `too many pending post requests id=${id}` };
      return this.send(JSON.stringify({ channel: 'post', data: { id, response } }));
    }
    this.#postsPending += 1;
    const isAnswered = ask(
      { kind: type === 'info' ? 'info' : 'exchange', body: payload },
      (outcome) => {
        this.#postsPending -= 1;
        const response = postResponse(type, payload, outcome);
        if (response === null) return;
        this.send(JSON.stringify({ channel: 'post', data: { id, response } }));
      },
    );
    if (isAnswered && type === 'action') hub.flush();
  }

  #watchSilence(): void {
    const { clock } = this.#options;
    this.#callOffSilence = clock.callAt(this.#lastSentAt + SILENCE_MAX_MS, () => {
      if (clock.nowMs() - this.#lastSentAt < SILENCE_MAX_MS) return this.#watchSilence();
      this.#socket.close(1000, 'Inactive');
    });
  }

  #end(): void {
    this.#callOffSilence();
    this.#options.hub.drop(this);
  }
}

/** Null where no answer comes. */
function postResponse(
  type: 'info' | 'action',
  payload: unknown,
  outcome: RequestOutcome,
): object | null {
  if (outcome.kind === 'lost' || outcome.kind === 'unreached') return null;
  if (outcome.kind !== 'answered') return { type: 'error', payload: outcome.text };
  if (type === 'action') return { type, payload: outcome.body };
  const asked = payload instanceof Object && 'type' in payload ? payload.type : null;
  return { type, payload: { type: asked, data: outcome.body } };
}

/** The subscription is repeated as it came, with whatever else was in it. */
function acknowledgement(method: 'subscribe' | 'unsubscribe', subscription: object): string {
  return JSON.stringify({ channel: 'subscriptionResponse', data: { method, subscription } });
}

function userOf(subscription: StreamSubscription): readonly string[] {
  return 'user' in subscription ? [subscription.user] : [];
}
