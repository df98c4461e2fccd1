/** A venue that is served, from its command line to its exit code. */
import { setImmediate as turn } from 'node:timers/promises';
import { decimal, type DurationMs } from '../base/index.js';
import {
  type FaultNews,
  type FaultOptions,
  FaultSpecError,
  type LoopbackAccount,
  LoopbackStartError,
  type LoopbackVenue,
  parseFaults,
  startLoopbackVenue,
  type VenueLimits,
} from '../loopback/index.js';
import { createSystemClock } from '../session/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { CliIo } from './cli-io.js';
import { RecordEnd } from './record-end.js';
import { refusalOf, RunRefusal } from './run-refusal.js';
import { VenueClock } from './venue-clock.js';
import { keepKey, keepToken, type KeptKey, type KeptToken, makeToken } from './venue-keys.js';
import { openVenueMarket } from './venue-market.js';
import type { VenueOptions } from './venue-options.js';
import { VenueReporter } from './venue-reporter.js';

const INTERRUPTED = 130;

export async function serveVenue(options: VenueOptions, io: CliIo): Promise<number> {
  const reporter = new VenueReporter(options, io);
  const clock = new VenueClock(createSystemClock());
  const opened: { venue?: LoopbackVenue; token?: KeptToken } = {};
  try {
    const made = madeKeys(options);
    const faults = faultsOf(options, (news) => reporter.fault(news));
    const market = await openVenueMarket(options, clock.nowMs());
    const token = options.control ? makeToken() : null;
    const accounts = accountsOf(options, made);
    const advance = (durationMs: DurationMs): Promise<void> =>
      clock.advance(durationMs, async () => {
        while (opened.venue?.isReadingMarket() === true) await turn();
      });
    const venue = await startLoopbackVenue({
      instruments: referenceInstruments,
      accounts,
      market: market.events,
      clock,
      port: options.port,
      network: options.network,
      greets: true,
      scheduledCancelVolume: decimal(options.scheduleVolume),
      reduceOnlyOversize: options.reduceOnly,
      smallClose: options.smallClose,
      batchError: options.batchError,
      ...(options.limits ? { limits: limitsOf(options) } : {}),
      ...(faults === null ? {} : { faults }),
      ...(token === null ? {} : { control: { token, advance } }),
    });
    opened.venue = venue;
    if (token !== null) opened.token = keepToken(options.keys, venue.port, token);
    const end = new RecordEnd();
    try {
      reporter.started(venue, {
        accounts,
        made,
        market: market.name,
        tokenPath: opened.token?.path,
      });
      watchMarket(venue, options, reporter);
      const ending = await end.reached(options.for ?? null);
      reporter.stopped(venue, accounts, ending);
      return ending === 'SIGINT' ? INTERRUPTED : 0;
    } finally {
      end.release();
    }
  } catch (error) {
    const refusal = refusalOf(withWayOut(error, options.port));
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  } finally {
    clock.stop();
    await opened.venue?.close();
    opened.token?.remove();
  }
}

function limitsOf({ connections, freeActions }: VenueOptions): VenueLimits {
  return { connections, freeActions };
}

/** Where no account is named, one is made, with an agent that signs for it. */
function madeKeys({ account, keys }: VenueOptions): readonly KeptKey[] {
  return account === undefined ? [keepKey(keys, 'account'), keepKey(keys, 'agent')] : [];
}

function accountsOf(options: VenueOptions, made: readonly KeptKey[]): readonly LoopbackAccount[] {
  const [ownAccount, ownAgent] = made;
  const asked = options.account ?? [{ address: ownAccount?.address ?? '', cash: null }];
  const first = asked[0]?.address ?? '';
  const agents = [...(options.agent ?? [])];
  if (ownAgent !== undefined) agents.unshift({ address: ownAgent.address, account: null });
  const stray = agents.find(
    ({ account }) => account !== null && !asked.some(({ address }) => address === account),
  );
  if (stray !== undefined) {
    throw new RunRefusal(
      2,
      `error: no account ${stray.account} for the agent ${stray.address}\n` +
        `help: add --account ${stray.account}`,
    );
  }
  return asked.map(({ address, cash }) => {
    const own = agents.filter(({ account }) => (account ?? first) === address);
    return { address, cash: cash ?? options.balance, agents: own.map((agent) => agent.address) };
  });
}

function faultsOf(
  { faults, seed }: VenueOptions,
  onFault: (news: FaultNews) => void,
): FaultOptions | null {
  if (faults === undefined) return null;
  try {
    return { setting: parseFaults(faults), seed, onFault };
  } catch (error) {
    if (!(error instanceof FaultSpecError)) throw error;
    throw new RunRefusal(
      2,
      `error: --faults: ${error.message}\nhelp: see \`mm-policy venue --help\``,
    );
  }
}

/** Of a market that ends: it stands still from there on, and the venue lives on. */
function watchMarket(venue: LoopbackVenue, options: VenueOptions, reporter: VenueReporter): void {
  if (options.manual === true) return;
  venue.marketEnded.then(
    () => reporter.marketEnded(null),
    (error: unknown) => reporter.marketEnded(error instanceof Error ? error.message : `${error}`),
  );
}

function withWayOut(error: unknown, port: number): unknown {
  if (!(error instanceof LoopbackStartError)) return error;
  const help = `--port 0 takes any free one; who has ${port}: lsof -i :${port}`;
  return new RunRefusal(2, `error: ${error.message}\nhelp: ${help}`);
}
