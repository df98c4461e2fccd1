/**
 * The embedded venue without its port: the same matching, streams and adapter, handed over in this
 * process, on one paced clock. For many runs, each as fast as it goes.
 */
import { decimal, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { HyperliquidVenue } from '../hyperliquid/index.js';
import { type ExchangeModels, openInProcessVenue } from '../loopback/index.js';
import type { Instrument, MarketEvent } from '../market/index.js';
import type { Venue } from '../venue/index.js';
import { createPacedClock, type PacedClock } from './paced-clock.js';
import type { Session } from './session-port.js';

export interface DirectVenueOptions {
  readonly policy: CompiledPolicy;
  readonly instruments: readonly Instrument[];
  readonly market: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  /** Market time at the start. */
  readonly startMs: TimeMs;
  readonly models?: ExchangeModels;
}

export interface DirectVenue {
  readonly venue: Venue;
  readonly clock: PacedClock;
  /** Resolves after the last market event; rejects where the market cannot be read. */
  readonly marketEnded: Promise<void>;
  /** Lets market time run, never ahead of the session. */
  run(session: Session): void;
  close(): Promise<void>;
}

/** The account, where the policy names none: nobody else is here. */
const ACCOUNT = `0x${'0'.repeat(39)}1`;
/** Where the policy does not say. */
const DEFAULT_CASH_USD = 10_000;

export async function createDirectVenue(options: DirectVenueOptions): Promise<DirectVenue> {
  const { policy, instruments, market, startMs } = options;
  const clock = createPacedClock({ startMs, speed: Number.POSITIVE_INFINITY });
  const account = policy.account.address ?? ACCOUNT;
  const cash = policy.account.initialBalance ?? decimal(DEFAULT_CASH_USD);
  const exchange = openInProcessVenue({
    accounts: [{ address: account, cash, agents: [] }],
    instruments,
    market,
    clock,
    ...options.models,
  });
  // Read from a disk, it might else begin before or after the first look: two different sessions.
  await exchange.marketBegun;
  const wire = exchange.wireOf(account);
  const venue = new HyperliquidVenue({
    name: 'embedded venue',
    account,
    clock,
    wire,
    withBook: true,
  });
  return {
    venue,
    clock,
    marketEnded: exchange.marketEnded,
    run: (session) =>
      clock.start({
        isSettled: () =>
          wire.requestsInFlight() === 0 && !exchange.pendingWork() && session.isSettled(),
        // Nothing is ever lost here: what does not come to rest is a slow machine.
        writeOff: () => undefined,
        failed: (error) => session.fail(error),
      }),
    close: async () => {
      clock.stop();
      await venue.close();
      exchange.close();
    },
  };
}
