/** The venue of a run: the one that the policy names, or the embedded one with its market. */
import type { Clock, TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { readsMeasure } from '../engine/index.js';
import { type HyperliquidVenue, readAgentKey } from '../hyperliquid/index.js';
import {
  createEmbeddedVenue,
  createSystemClock,
  openRemoteVenue,
  type Session,
} from '../session/index.js';
import type { OpenedMarket } from '../study/index.js';
import type { CliIo } from './cli-io.js';
import { openPaperMarket } from './paper-market.js';
import { parseVenue } from './record-options.js';
import { openRunMarket } from './run-market.js';
import type { RunOptions } from './run-options.js';
import { RunRefusal } from './run-refusal.js';

export interface RunVenue {
  readonly venue: HyperliquidVenue;
  readonly clock: Clock;
  readonly startMs: TimeMs;
  /** Whether it is outside of this process, on the wall clock. */
  readonly isRemote: boolean;
  /** For people: where it is. */
  readonly url: string;
  /** For people: what moves its prices; null where they are the venue's own. */
  readonly marketName: string | null;
  /** The agent that signs; null where each run has its own. */
  readonly agent: string | null;
  /** Resolves after the last market event; rejects where the market cannot be read. */
  readonly marketEnded: Promise<void>;
  readonly problems: OpenedMarket['problems'];
  /** Lets market time run, where it is ours to run. */
  run(session: Session): void;
  close(): Promise<void>;
}

export interface RunVenueOptions {
  readonly policy: CompiledPolicy;
  readonly options: RunOptions;
  readonly io: CliIo;
  /** Of the journal that the run goes on with. */
  readonly lastRecordAt: TimeMs | null;
  /** How many records it has. */
  readonly records: number;
  readonly onProblem: (text: string) => void;
}

/**
 * Each run has a new embedded venue, but the journal's trades and orders are one series: a trade
 * seen before is ignored. An order and a trade have a record each, so no run uses up the room left.
 */
const IDS_PER_RECORD = 1_000;
/**
 * Nonces run ahead of the clock by one an action at most, so that those of an earlier run lie below
 * its last record and this, even where the clock was set back meanwhile.
 */
const NONCES_AHEAD_MS = 60_000;

/** Rejects with `VenueError`, `LoopbackStartError`, `RecordingError` or `RunRefusal`. */
export async function openRunVenue(opening: RunVenueOptions): Promise<RunVenue> {
  const { policy, options, io } = opening;
  const { venue } = policy;
  if (options.keyFile !== undefined && options.paper === true) {
    io.err('note: --paper signs nothing: the key of --key-file is not read\n');
  } else if (options.keyFile !== undefined && venue.kind === 'embedded') {
    const what = '--key-file is for Hyperliquid; this policy trades on the embedded venue';
    throw new RunRefusal(2, `error: ${what}\n  \`venue hyperliquid testnet\` in it trades there`);
  }
  if (venue.kind === 'embedded' || options.paper === true) return openEmbedded(opening);
  return openRemote(opening, venue.network);
}

async function openRemote(
  { policy, options, io, lastRecordAt, onProblem }: RunVenueOptions,
  network: 'mainnet' | 'testnet',
): Promise<RunVenue> {
  refuseMarketOptions(options, network);
  const { address } = policy.account;
  if (address === null) throw new RunRefusal(4, 'error: start refused: `account` has no `address`');
  const agentKey = readKey(options, io);
  const { baseUrl, webSocketUrl } = options.url ?? parseVenue(network);
  const clock = createSystemClock();
  const startMs = Math.max(clock.nowMs(), (lastRecordAt ?? 0) + 1);
  const venue = await openRemoteVenue({
    network,
    baseUrl,
    webSocketUrl,
    account: address,
    agentKey,
    clock,
    noncesAfter: lastRecordAt === null ? 0 : lastRecordAt + NONCES_AHEAD_MS,
    withBook: readsMeasure(policy, 'order.slippage'),
    onProblem,
  });
  return {
    venue,
    clock,
    startMs,
    isRemote: true,
    url: options.url?.baseUrl ?? `hyperliquid ${network}`,
    marketName: null,
    agent: agentKey.address,
    marketEnded: new Promise(() => undefined),
    problems: () => ({ count: 0, first: null }),
    run: () => undefined,
    close: () => venue.close(),
  };
}

function refuseMarketOptions(options: RunOptions, network: string): void {
  const { url } = options;
  const what = playedOption(options);
  if (what !== null) {
    throw new RunRefusal(
      2,
      `error: ${what} is for the embedded venue; this policy trades on hyperliquid ${network}\n` +
        '  add --paper to play it without money',
    );
  }
  // What is signed for mainnet is worth money wherever it is sent.
  if (url !== undefined && network === 'mainnet') {
    throw new RunRefusal(
      2,
      'error: --url is for testnet policies: what is signed for mainnet goes to mainnet alone',
    );
  }
}

/** What only a market has that is played; null where none of it was asked for. */
function playedOption({ market, regime, speed }: RunOptions): string | null {
  if (market !== undefined) return '--market';
  if (regime !== undefined) return '--regime';
  return speed === 1 ? null : '--speed';
}

/** The message never holds the key. */
function readKey({ keyFile }: RunOptions, io: CliIo): ReturnType<typeof readAgentKey> {
  try {
    return readAgentKey({ path: keyFile, env: io.env });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunRefusal(
      4,
      `error: start refused: ${reason}\n` +
        '  the key of an API wallet signs: name a file of mode 0600 with --key-file, or set\n' +
        '  MM_POLICY_AGENT_KEY; or add --paper to trade without one',
    );
  }
}

async function openEmbedded(opening: RunVenueOptions): Promise<RunVenue> {
  const { policy, options, lastRecordAt, records, onProblem } = opening;
  const market = await openMarketOf(opening);
  const embedded = await createEmbeddedVenue({
    policy,
    instruments: market.instruments,
    market: market.events,
    startMs: market.startMs,
    speed: options.speed,
    port: options.port,
    firstId: 1 + records * IDS_PER_RECORD,
    onProblem,
  }).catch(async (error: unknown) => {
    await market.close?.();
    throw error;
  });
  const { venue, clock, server, marketEnded } = embedded;
  return {
    venue,
    clock,
    startMs: Math.max(market.startMs, (lastRecordAt ?? 0) + 1),
    isRemote: false,
    url: server.url,
    marketName: market.name,
    agent: null,
    marketEnded,
    problems: market.problems,
    run: (session) => embedded.run(session),
    close: async () => {
      await market.close?.();
      await embedded.close();
    },
  };
}

function openMarketOf({
  policy,
  options,
  lastRecordAt,
  onProblem,
}: RunVenueOptions): Promise<OpenedMarket & { close?: () => Promise<void> }> {
  if (options.paper !== true) return openRunMarket(policy, options, lastRecordAt);
  const what = playedOption(options);
  if (what !== null) {
    throw new RunRefusal(2, `error: ${what} does not go with --paper: the market is the live one`);
  }
  const { venue } = policy;
  const network = venue.kind === 'hyperliquid' ? venue.network : 'mainnet';
  return openPaperMarket({ policy, network, url: options.url ?? null, onProblem });
}
