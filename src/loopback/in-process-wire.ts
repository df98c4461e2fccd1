/** The wire of an account, for the adapter: what it asks is handed over in this process. */
import type { Clock, DurationMs } from '../base/index.js';
import type { VenueWire } from '../hyperliquid/index.js';
import { actionReplyOf, readInfo } from './in-process-answer.js';
import { InProcessStream } from './in-process-stream.js';
import type { RequestOutcome, VenueRequest } from './request-way.js';
import type { VenueCore } from './venue-core.js';

export interface InProcessWire extends VenueWire {
  readonly stream: InProcessStream;
}

export interface InProcessWireOptions {
  readonly clock: Clock;
  /** Answers given whose consequences have yet to be told, of all wires. */
  readonly untold: { count: number };
}

/** Wall time. */
const STILL_MS: DurationMs = 10_000;

export function createInProcessWire(
  core: VenueCore,
  user: string,
  { clock, untold }: InProcessWireOptions,
): InProcessWire {
  let inFlight = 0;
  const tell = (): void => {
    untold.count -= 1;
    core.hub.flush();
  };
  /** The answer is under way before the streams tell what came of it, as over a network. */
  const ask = async (request: VenueRequest): Promise<RequestOutcome> => {
    if (core.isCarried(request)) return carry(core, request).outcome;
    inFlight += 1;
    untold.count += 1;
    await turn();
    const { outcome, isAnswered } = carry(core, request);
    inFlight -= 1;
    if (isAnswered) setImmediate(tell);
    else untold.count -= 1;
    return outcome;
  };
  return {
    info: {
      ask: async (request, decode) =>
        readInfo(await ask({ kind: 'info', body: request }), request, decode),
    },
    exchange: {
      send: async (action) => actionReplyOf(await ask({ kind: 'trusted', user, action })),
    },
    stream: new InProcessStream({ hub: core.hub, user, clock, outage: core.outage }),
    requestsInFlight: () => inFlight,
    close: () => undefined,
  };
}

/** A clock that stands still, as after a failure, must not keep whoever waits for ever. */
function carry(
  core: VenueCore,
  request: VenueRequest,
): { readonly outcome: Promise<RequestOutcome>; readonly isAnswered: boolean } {
  let isAnswered = false;
  const outcome = new Promise<RequestOutcome>((resolve) => {
    const waiting: { timer?: NodeJS.Timeout } = {};
    isAnswered = core.ask(request, (answered) => {
      clearTimeout(waiting.timer);
      resolve(answered);
    });
    if (isAnswered) return;
    const lost = { kind: 'lost', reason: 'no answer: time stands still' } as const;
    waiting.timer = setTimeout(() => resolve(lost), STILL_MS);
  });
  return { outcome, isAnswered };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
