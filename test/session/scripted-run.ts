/** Runs of a scripted engine in a bench, where a test has the venue's calls made otherwise. */
import { decimal } from '../../src/base/index.js';
import type { Decision, Engine, EngineEvent } from '../../src/engine/index.js';
import type { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import type { Side } from '../../src/market/index.js';
import type { Session } from '../../src/session/index.js';
import type { Venue } from '../../src/venue/index.js';
import { type Bench, policyOf, RUN_ID, scriptedEngine, startIn } from './live-fixture.js';

export type Step = readonly [EngineEvent, readonly Decision[]];

export async function startOn<State>(
  open: Bench,
  engine: Engine<State>,
  steps: Step[] = [],
  run: (session: Session) => void = (session) => open.embedded.run(session),
  policy = policyOf(),
): Promise<Session> {
  const session = await startIn(open, policy, engine, (event, decisions) => {
    steps.push([event, decisions]);
  });
  run(session);
  return session;
}

export function order(at: number, serial: number, side: Side, price: string, size = '5'): Decision {
  return {
    kind: 'submitOrder',
    at,
    order: {
      coin: 'HYPE',
      side,
      price: decimal(price),
      size: decimal(size),
      timeInForce: 'post-only',
      reduceOnly: false,
      clientOrderId: `0x${RUN_ID}${String(serial).padStart(16, '0')}`,
    },
  };
}

/** The same venue with some of its calls made otherwise. */
function withCalls(venue: HyperliquidVenue, calls: Partial<Venue>): HyperliquidVenue {
  return new Proxy(venue, {
    get(target, name) {
      const member: unknown = Reflect.get(name in calls ? calls : target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** The same bench, with some of the venue's calls made otherwise. */
export function benchWith(bench: Bench, calls: Partial<Venue>): Bench {
  const venue = withCalls(bench.embedded.venue, calls);
  return { ...bench, embedded: { ...bench.embedded, venue } };
}

function cancelsOf(seen: readonly EngineEvent[], at: number): readonly Decision[] {
  const accepted = seen.filter((event) => event.kind === 'orderAccepted');
  return accepted.map(({ orderId, clientOrderId }) => ({
    kind: 'cancelOrder',
    at,
    coin: 'HYPE',
    orderId,
    clientOrderId,
    reason: 'stopping',
  }));
}

/** Quotes one bid and one ask once it is reconciled, and cancels both at the end. */
export const quoteOnce = scriptedEngine((event, seen) => {
  if (event.kind === 'reconciled' && !seen.some((past) => past.kind === 'reconciled')) {
    return [order(event.at, 1, 'buy', '27.00'), order(event.at, 2, 'sell', '27.20')];
  }
  return event.kind === 'sessionStopping' ? cancelsOf(seen, event.at) : [];
});
