/** The wire over HTTP and WebSocket, with signed actions. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import type { AgentKey } from './agent-key.js';
import { ExchangeClient } from './exchange-client.js';
import { HttpClient } from './http-client.js';
import { InfoClient } from './info-client.js';
import { MinuteWeight } from './minute-weight.js';
import type { HyperliquidNetwork } from './phantom-agent-digest.js';
import { decodeServerFrame } from './server-frame.js';
import { VenueStream } from './venue-stream.js';
import type { VenueWire } from './venue-wire.js';

export interface NetworkWireOptions {
  /** `http://127.0.0.1:3001`, `https://api.hyperliquid-testnet.xyz`. */
  readonly baseUrl: string;
  /** `ws://127.0.0.1:3001/ws`. */
  readonly webSocketUrl: string;
  /** Part of every signature; a loopback server is a testnet. */
  readonly network: HyperliquidNetwork;
  /** Set where `account` is a sub-account or vault of the agent's master; the same address. */
  readonly vaultAddress?: string;
  readonly agentKey: AgentKey;
  /** Wall time for an answer, and for the stream to be ready; 10 s by default. */
  readonly requestTimeoutMs?: DurationMs;
  /** Time on the clock after which the venue refuses an action; 15 s by default. */
  readonly actionLifetimeMs?: DurationMs;
  /** Nonces of an earlier run of the agent lie at or below it. */
  readonly noncesAfter?: TimeMs;
  /** Wall time; 30 s by default. */
  readonly pingIntervalMs?: DurationMs;
}

const REQUEST_TIMEOUT_MS = 10_000;
const ACTION_LIFETIME_MS = 15_000;
const PING_INTERVAL_MS = 30_000;
const ADDRESS_PATTERN = /^0x[0-9a-fA-F]{40}$/;

/** Throws where an address or URL is none. */
export function openNetworkWire(
  options: NetworkWireOptions & {
    readonly account: string;
    readonly clock: Clock;
    readonly onProblem: (problem: string) => void;
  },
): VenueWire {
  const requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const { account, clock, vaultAddress } = options;
  const http = new HttpClient(options.baseUrl, requestTimeoutMs);
  const spent = new MinuteWeight(clock);
  return {
    info: new InfoClient(http, spent),
    exchange: new ExchangeClient({
      http,
      spent,
      agentKey: options.agentKey,
      network: options.network,
      vaultAddress: vaultAddress === undefined ? null : checkedAddress(vaultAddress),
      clock,
      actionLifetimeMs: options.actionLifetimeMs ?? ACTION_LIFETIME_MS,
      noncesAfter: options.noncesAfter,
    }),
    stream: new VenueStream({
      url: options.webSocketUrl,
      readyTimeoutMs: requestTimeoutMs,
      pingIntervalMs: options.pingIntervalMs ?? PING_INTERVAL_MS,
      decode: (text) => decodeServerFrame(text, { user: account, nowMs: clock.nowMs() }),
      onProblem: options.onProblem,
    }),
    requestsInFlight: () => http.inFlight,
    close: () => http.close(),
  };
}

/** Throws where `text` is no address; lower case. */
export function checkedAddress(text: string): string {
  if (!ADDRESS_PATTERN.test(text)) throw new Error(`\`${text}\` is no address`);
  return text.toLowerCase();
}
