/** Signs actions and carries them to `/exchange`. */
import { type Clock, type DurationMs, type TimeMs, unreachable } from '../base/index.js';
import type { AgentKey } from './agent-key.js';
import { parseJson, WireError } from './decode-wire.js';
import { encodeExchangeRequest, type ExchangeAction } from './exchange-request.js';
import { type ActionReply, decodeExchangeResponse } from './exchange-response.js';
import type { HttpClient, HttpReply } from './http-client.js';
import type { MinuteWeight } from './minute-weight.js';
import { NonceSource } from './nonce-source.js';
import type { HyperliquidNetwork } from './phantom-agent-digest.js';
import { actionWeight } from './request-weight.js';
import { signL1Action } from './sign-l1-action.js';

export interface ExchangeClientOptions {
  readonly http: HttpClient;
  /** Told of what is sent. */
  readonly spent: MinuteWeight;
  readonly agentKey: AgentKey;
  readonly network: HyperliquidNetwork;
  /** The sub-account or vault traded for; null where the agent's own master trades. */
  readonly vaultAddress: string | null;
  readonly clock: Clock;
  /** An action that is not executed within this time never will be. */
  readonly actionLifetimeMs: DurationMs;
  /** No nonce is at or below it. */
  readonly noncesAfter?: TimeMs | undefined;
}

/** Holds no lock: a cancel goes out while an order hangs. */
export class ExchangeClient {
  readonly #options: ExchangeClientOptions;
  readonly #nonces: NonceSource;

  constructor(options: ExchangeClientOptions) {
    this.#options = options;
    this.#nonces = new NonceSource(options.clock, options.noncesAfter);
  }

  /**
   * Never throws for what the venue or the network does; the action is sent once, or not. Those of
   * one moment leave in the order of the calls, and none waits for the signing of the next.
   */
  async send(action: ExchangeAction): Promise<ActionReply> {
    const { http, spent } = this.#options;
    spent.spend(actionWeight(action));
    return actionReply(await http.post('/exchange', () => this.#sign(action)));
  }

  #sign(action: ExchangeAction): object {
    const { actionLifetimeMs, agentKey, clock, network, vaultAddress } = this.#options;
    const nonce = this.#nonces.next();
    const expiresAfter = Math.floor(clock.nowMs()) + actionLifetimeMs;
    const request = { action, nonce, vaultAddress, expiresAfter };
    const signature = signL1Action({ ...request, privateKey: agentKey, network });
    return encodeExchangeRequest(request, signature);
  }
}

function actionReply(reply: HttpReply): ActionReply {
  switch (reply.kind) {
    case 'answered':
      return answeredReply(reply.status, reply.text);
    case 'notSent':
      return { kind: 'refused', reason: `not sent: ${reply.reason}` };
    case 'lost':
      return { kind: 'unknown', reason: reply.reason };
    default:
      return unreachable(reply);
  }
}

const QUOTED_LENGTH_MAX = 200;

function answeredReply(status: number, text: string): ActionReply {
  if (status === 200) return readReply(text);
  const said = text.replaceAll(/\s+/g, ' ').slice(0, QUOTED_LENGTH_MAX);
  const reason = `HTTP ${status} ${said}`.trimEnd();
  // A gateway that fails may have handed the action on; one that refuses has not.
  return { kind: status >= 400 && status < 500 ? 'refused' : 'unknown', reason };
}

function readReply(text: string): ActionReply {
  try {
    return decodeExchangeResponse(parseJson(text, 'exchange response'));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { kind: 'unknown', reason: `an answer that is not understood: ${error.message}` };
  }
}
