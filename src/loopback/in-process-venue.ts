/**
 * The embedded venue without a port: its requests and frames are handed over in this process. The
 * same desk answers and the same streams speak as over HTTP and WebSocket, with the same faults;
 * nothing is signed. What it is for: many runs, as fast as they go.
 */
import type { DurationMs, Money } from '../base/index.js';
import type { VenueWire } from '../hyperliquid/index.js';
import type { SimulatedVenue } from '../simulator/index.js';
import type { InProcessStream } from './in-process-stream.js';
import { createInProcessWire } from './in-process-wire.js';
import type { LoopbackVenueOptions } from './loopback-options.js';
import { MarketPump } from './market-pump.js';
import { openVenueCore } from './venue-core.js';

export interface InProcessVenue {
  readonly exchange: SimulatedVenue;
  /** The wire of an account, for the adapter. */
  wireOf(account: string): VenueWire;
  /** Whether a frame has yet to be told or the next market event to be read. */
  pendingWork(): boolean;
  /** Resolves after the last event was applied or on close; rejects if the market breaks. */
  readonly marketEnded: Promise<void>;
  /** Resolves once the market is as it is at the start. */
  readonly marketBegun: Promise<void>;
  /** Deposits (withdraws, where negative) USD of an account; null where done, else why not. */
  transfer(address: string, amount: Money): string | null;
  /** Cuts every stream without a word; each comes back at once. */
  dropConnections(): void;
  close(): void;
}

/** `agents` of the accounts mean nothing here: whoever has the wire acts for the account. */
export function openInProcessVenue(
  options: Omit<LoopbackVenueOptions, 'port' | 'network' | 'greets'>,
): InProcessVenue {
  const core = openVenueCore({ ...options, port: 0, network: 'testnet' });
  const pump = new MarketPump(options.market, options.clock, core.applyMarket);
  // Whoever waits for the market hears of its end; nobody has to.
  pump.ended.catch(() => undefined);
  const streams: InProcessStream[] = [];
  const dropConnections = (awayMs: DurationMs): void =>
    streams.forEach((stream) => stream.cut('the stream was cut', awayMs));
  core.beginFaults({ dropConnections, crash: dropConnections });
  const untold = { count: 0 };
  const { clock } = options;
  const wireOf = (account: string): VenueWire => {
    const wire = createInProcessWire(core, account.toLowerCase(), { clock, untold });
    streams.push(wire.stream);
    return wire;
  };
  return {
    exchange: core.venue,
    wireOf,
    pendingWork: () => untold.count > 0 || pump.isReading(),
    marketEnded: pump.ended,
    marketBegun: pump.begun,
    transfer: core.transfer,
    dropConnections: () => dropConnections(0),
    close: () => {
      pump.stop();
      core.stop();
    },
  };
}
