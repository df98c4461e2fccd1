/**
 * The venue without keys and network: a loopback server in this process, a market played into it,
 * and the adapter that speaks to it over real HTTP and WebSocket, all on one paced clock.
 */
import { randomBytes } from 'node:crypto';
import { decimal, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { AgentKey, HyperliquidVenue } from '../hyperliquid/index.js';
import { type ExchangeModels, type LoopbackVenue, startLoopbackVenue } from '../loopback/index.js';
import type { Instrument, MarketEvent } from '../market/index.js';
import { createPacedClock, type PacedClock, type Settlement } from './paced-clock.js';
import type { Session } from './session-port.js';

export interface EmbeddedVenueOptions {
  readonly policy: CompiledPolicy;
  readonly instruments: readonly Instrument[];
  readonly market: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  /** Market time at the start. */
  readonly startMs: TimeMs;
  readonly speed: number;
  /** 0: any free one. */
  readonly port: number;
  /** Orders and trades are counted from here, beyond what an earlier venue of the journal gave. */
  readonly firstId?: number;
  readonly models?: ExchangeModels;
  readonly onProblem: (problem: string) => void;
}

export interface EmbeddedVenue {
  readonly venue: HyperliquidVenue;
  readonly clock: PacedClock;
  /** What stands behind the wire. */
  readonly server: LoopbackVenue;
  /** Resolves after the last market event; rejects where the market cannot be read. */
  readonly marketEnded: Promise<void>;
  /** Lets market time run, never ahead of the session. */
  run(session: Session): void;
  close(): Promise<void>;
}

/** Cash of the account where the policy does not say. */
const DEFAULT_CASH_USD = 10_000;

/** Throws `LoopbackStartError` where the port cannot be opened. */
export async function createEmbeddedVenue(options: EmbeddedVenueOptions): Promise<EmbeddedVenue> {
  const { policy, instruments, market, port, startMs, speed, firstId } = options;
  const clock = createPacedClock({ startMs, speed });
  const agentKey = AgentKey.parse(randomBytes(32).toString('hex'));
  const account = policy.account.address ?? `0x${randomBytes(20).toString('hex')}`;
  const cash = policy.account.initialBalance ?? decimal(DEFAULT_CASH_USD);
  const server = await startLoopbackVenue({
    accounts: [{ address: account, cash, agents: [agentKey.address] }],
    instruments,
    market,
    clock,
    port,
    network: 'testnet',
    ...options.models,
    ...(firstId === undefined ? {} : { firstId }),
  });
  // Read from a disk, it might else begin before or after the first look: two different sessions.
  await server.marketBegun;
  const venue = new HyperliquidVenue({
    name: 'embedded venue',
    baseUrl: server.url,
    webSocketUrl: server.webSocketUrl,
    network: 'testnet',
    account,
    agentKey,
    clock,
    withBook: true,
    onProblem: options.onProblem,
  });
  return {
    venue,
    clock,
    server,
    marketEnded: server.marketEnded,
    run: (session) => clock.start(settlementOf(server, venue, session)),
    close: async () => {
      clock.stop();
      await venue.close();
      await server.close();
    },
  };
}

/**
 * Nothing is under way: every frame sent to the session is handled, every request answered or
 * waiting for its latency, every event done. Who else watches the market is not waited for.
 */
function settlementOf(
  server: LoopbackVenue,
  venue: HyperliquidVenue,
  session: Session,
): Settlement {
  let lostFrames = 0;
  let isStreamBroken = false;
  const framesMissing = (): number =>
    server.accountFramesSent() - venue.webSocketFramesReceived() - lostFrames;
  const writeOff = (): void => {
    lostFrames += framesMissing();
  };
  const areFramesHandled = (): boolean => {
    // What was on its way when the stream broke never comes; time waits until it is back.
    if (!isStreamReady(venue)) isStreamBroken = true;
    else if (isStreamBroken || framesMissing() < 0) {
      isStreamBroken = false;
      writeOff();
    }
    return !isStreamBroken && framesMissing() === 0;
  };
  return {
    isSettled: () =>
      areFramesHandled() &&
      venue.requestsInFlight() === server.requestsTravelling() &&
      !server.pendingWork() &&
      session.isSettled(),
    writeOff,
    failed: (error) => session.fail(error),
  };
}

function isStreamReady(venue: HyperliquidVenue): boolean {
  return venue.isIdle() || venue.requestsInFlight() > 0;
}
