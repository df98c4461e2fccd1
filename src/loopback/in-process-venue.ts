/**
 * The embedded venue without a port: its requests and frames are handed over in this process. The
 * same desk answers and the same streams speak as over HTTP and WebSocket; nothing is signed, and
 * no request is lost. What it is for: many runs, as fast as they go.
 */
import type { DurationMs, Money } from '../base/index.js';
import type { ActionReply, VenueWire } from '../hyperliquid/index.js';
import type { SimulatedVenue } from '../simulator/index.js';
import { InProcessStream } from './in-process-stream.js';
import { actionReplyOf, readInfo } from './in-process-answer.js';
import type { LoopbackVenueOptions } from './loopback-options.js';
import { MarketPump } from './market-pump.js';
import type { RequestAnswer } from './request-desk.js';
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

/** Wall time. */
const STILL_MS: DurationMs = 10_000;

/** `agents` of the accounts mean nothing here: whoever has the wire acts for the account. */
export function openInProcessVenue(
  options: Omit<LoopbackVenueOptions, 'port' | 'network' | 'greets'>,
): InProcessVenue {
  const core = openVenueCore({ ...options, port: 0, network: 'testnet' });
  const pump = new MarketPump(options.market, options.clock, core.applyMarket);
  // Whoever waits for the market hears of its end; nobody has to.
  pump.ended.catch(() => undefined);
  const streams: InProcessStream[] = [];
  let untold = 0;
  const wireOf = (account: string): VenueWire => {
    const user = account.toLowerCase();
    let inFlight = 0;
    /** The answer is under way before the streams tell what came of it, as over a network. */
    const deliver = async <Answer>(answer: () => Answer): Promise<Answer> => {
      inFlight += 1;
      untold += 1;
      try {
        await turn();
        return answer();
      } finally {
        inFlight -= 1;
        setImmediate(() => {
          untold -= 1;
          core.hub.flush();
        });
      }
    };
    const stream = new InProcessStream(core.hub, user, options.clock);
    streams.push(stream);
    /** A clock that stands still, as after a failure, must not keep whoever waits for ever. */
    const carry = (answer: () => RequestAnswer): Promise<ActionReply> =>
      new Promise((resolve) => {
        const timer = setTimeout(
          () => resolve({ kind: 'unknown', reason: 'no answer: time stands still' }),
          STILL_MS,
        );
        core.carry(answer, (answered) => {
          clearTimeout(timer);
          resolve(actionReplyOf(answered));
        });
      });
    return {
      info: {
        ask: (request, decode) => deliver(() => readInfo(core.desk, request, decode)),
      },
      exchange: {
        send(action) {
          const answer = () => core.desk.answerTrusted(user, action);
          return core.isCarried(action) ? carry(answer) : deliver(() => actionReplyOf(answer()));
        },
      },
      stream,
      requestsInFlight: () => inFlight,
      close: () => undefined,
    };
  };
  return {
    exchange: core.venue,
    wireOf,
    pendingWork: () => untold > 0 || pump.isReading(),
    marketEnded: pump.ended,
    marketBegun: pump.begun,
    transfer: core.transfer,
    dropConnections: () => streams.forEach((stream) => stream.cut('the stream was cut')),
    close: () => {
      pump.stop();
      core.stop();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
