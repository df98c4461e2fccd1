/** A venue outside of this process, on the wall clock: Hyperliquid, or one that speaks as it. */
import type { Clock, TimeMs } from '../base/index.js';
import { type AgentKey, type HyperliquidNetwork, HyperliquidVenue } from '../hyperliquid/index.js';
import { patiently } from './patiently.js';

export interface RemoteVenueOptions {
  readonly network: HyperliquidNetwork;
  /** `http://127.0.0.1:3001`, `https://api.hyperliquid-testnet.xyz`. */
  readonly baseUrl: string;
  /** `ws://127.0.0.1:3001/ws`. */
  readonly webSocketUrl: string;
  readonly account: string;
  readonly agentKey: AgentKey;
  readonly clock: Clock;
  /** An earlier run of the agent used no nonce above it. */
  readonly noncesAfter: TimeMs;
  readonly withBook: boolean;
  readonly onProblem: (problem: string) => void;
}

/** What trades for these is signed by the agent of another account, which has to be said. */
const TRADED_FOR: ReadonlySet<string> = new Set(['subAccount', 'vault']);

/** Asks what the account is, which decides how actions are signed. Rejects with `VenueError`. */
export async function openRemoteVenue(options: RemoteVenueOptions): Promise<HyperliquidVenue> {
  const {
    network,
    baseUrl,
    webSocketUrl,
    account,
    agentKey,
    clock,
    noncesAfter,
    withBook,
    onProblem,
  } = options;
  const name = `hyperliquid ${network}`;
  const shared = { name, baseUrl, webSocketUrl, network, account, agentKey, clock };
  const venue = new HyperliquidVenue({ ...shared, noncesAfter, withBook, onProblem });
  const patience = { clock, notice: onProblem };
  const { role } = await patiently(patience, () => venue.fetchStanding());
  if (!TRADED_FOR.has(role)) return venue;
  await venue.close();
  return new HyperliquidVenue({
    ...shared,
    noncesAfter,
    withBook,
    onProblem,
    vaultAddress: account,
  });
}
