import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import type { VenueEvent } from '../../src/venue/index.js';
import { VenueError } from '../../src/venue/index.js';
import rows from './fixtures/user-fills.json' with { type: 'json' };
import frames from './fixtures/frames.json' with { type: 'json' };
import meta from './fixtures/meta.json' with { type: 'json' };
import { acknowledge, ScriptedServer } from './scripted-server.js';

const ACCOUNT = '0x00000000000000000000000000000000000000aa';
const SUBSCRIPTIONS = 8;
const READY_TIMEOUT_MS = 500;
const PING_INTERVAL_MS = 300;

// Generous, so that a busy machine is no failure.
const soon = (assertion: () => void): Promise<void> => vi.waitFor(assertion, 10_000);

let server: ScriptedServer;
let venue: HyperliquidVenue;
let events: VenueEvent[];
let problems: string[];

beforeEach(async () => {
  server = new ScriptedServer();
  server.info = () => ({ body: meta });
  await server.start();
  events = [];
  problems = [];
  venue = new HyperliquidVenue({
    name: 'scripted venue',
    baseUrl: server.baseUrl,
    webSocketUrl: server.webSocketUrl,
    network: 'testnet',
    account: ACCOUNT,
    agentKey: AgentKey.parse('11'.repeat(32)),
    clock: { nowMs: () => 1, callAt: () => () => {} },
    requestTimeoutMs: READY_TIMEOUT_MS,
    pingIntervalMs: PING_INTERVAL_MS,
    onProblem: (problem) => problems.push(problem),
  });
});

afterEach(async () => {
  await venue.close();
  await server.stop();
});

const connect = (): Promise<void> => venue.connect(['BTC'], (event) => events.push(event));

const kinds = (): string[] => events.map((event) => event.kind);

const subscribed = (): string[] =>
  server.framesReceived.filter((frame) => frame.includes('subscribe')).sort();

describe('the stream', () => {
  it('is connected when every subscription is acknowledged', async () => {
    let held: (() => void) | null = null;
    server.onFrame = (frame, send) => {
      if (frame.includes('activeAssetCtx')) held = () => acknowledge(frame, send);
      else acknowledge(frame, send);
    };
    const connecting = connect();
    await soon(() => expect(held).not.toBeNull());
    await soon(() => expect(venue.webSocketFramesReceived()).toBe(SUBSCRIPTIONS));
    expect(venue.isIdle()).toBe(false);
    (held as (() => void) | null)?.();
    await connecting;
    expect(venue.isIdle()).toBe(true);
    // The greeting, and an acknowledgement each.
    expect(venue.webSocketFramesReceived()).toBe(SUBSCRIPTIONS + 1);
    expect(subscribed()).toHaveLength(SUBSCRIPTIONS);
  });

  it('hands on events, in order, and counts a frame when it is handled', async () => {
    await connect();
    const before = venue.webSocketFramesReceived();
    server.broadcast(frames.bbo);
    server.broadcast(frames.trades);
    server.broadcast(frames.orderUpdates);
    await soon(() => expect(venue.webSocketFramesReceived()).toBe(before + 3));
    expect(kinds()).toEqual(['market', 'market', 'orderUpdated']);
  });

  it('flags fills of the snapshot', async () => {
    await connect();
    const data = { user: ACCOUNT, fills: rows };
    server.broadcast({ channel: 'userFills', data: { ...data, isSnapshot: true } });
    server.broadcast({ channel: 'userFills', data });
    await soon(() => expect(events).toHaveLength(4));
    const flags = events.map((event) => event.kind === 'fillReceived' && event.isSnapshot);
    expect(flags).toEqual([true, true, false, false]);
  });

  it('reports a frame that is not understood and goes on', async () => {
    await connect();
    server.broadcast('{"channel":"bbo","data":{"coin":"BTC"}}');
    server.broadcast('nonsense');
    server.broadcast(frames.bbo);
    await soon(() => expect(events).toHaveLength(1));
    expect(problems).toEqual([
      expect.stringMatching(/^a frame that is not understood: bbo\.time: /) as string,
      'a frame that is not understood: frame: not JSON (8 characters)',
    ]);
  });

  it('pings while it lives', async () => {
    await connect();
    await soon(() => expect(server.framesReceived).toContain('{"method":"ping"}'));
    expect(events).toEqual([]);
  });
});

describe('a stream that is lost', () => {
  it('tells, comes back, subscribes anew and tells that', async () => {
    await connect();
    const before = subscribed();
    server.cutSockets();
    await soon(() => expect(kinds()).toEqual(['connectionLost']));
    expect(venue.isIdle()).toBe(false);
    await soon(() => expect(kinds()).toEqual(['connectionLost', 'connectionRestored']));
    expect(venue.isIdle()).toBe(true);
    expect(subscribed()).toEqual([...before, ...before].sort());
    server.broadcast(frames.bbo);
    await soon(() => expect(kinds().at(-1)).toBe('market'));
  });

  it('keeps dialling while nobody answers, and says so', async () => {
    await connect();
    await server.stop();
    await soon(() => expect(problems.length).toBeGreaterThan(0));
    expect(problems[0]).toMatch(/^the stream is still down: /);
    await server.start();
    await soon(() => expect(kinds().at(-1)).toBe('connectionRestored'));
    expect(kinds()).toEqual(['connectionLost', 'connectionRestored']);
  });

  it('is noticed by its silence, with the socket still open', async () => {
    await connect();
    server.onFrame = () => {};
    await soon(() => expect(kinds()).toEqual(['connectionLost']));
    expect(events[0]).toEqual({ kind: 'connectionLost', reason: 'no frame within 300 ms' });
  });

  it('stays away once it was closed', async () => {
    await connect();
    server.cutSockets();
    await soon(() => expect(kinds()).toEqual(['connectionLost']));
    await venue.close();
    await new Promise((resolve) => {
      setTimeout(resolve, 600);
    });
    expect(server.connections).toBe(1);
    expect(kinds()).toEqual(['connectionLost']);
  });
});

const failure = async (): Promise<VenueError> => {
  const error: unknown = await connect().catch((reason: unknown) => reason);
  if (!(error instanceof VenueError)) throw new Error('it did come about');
  return error;
};

describe('a stream that does not come about', () => {
  it('fails for a market that the venue does not list, before dialling', async () => {
    const error: unknown = await venue
      .connect(['NONE'], () => {})
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'the venue lists no market `NONE`', retryable: false });
    expect(server.connections).toBe(0);
  });

  it('fails where the venue refuses a subscription', async () => {
    const refusal = 'Cannot track more than 10 total users.';
    server.onFrame = (_, send) => send(JSON.stringify({ channel: 'error', data: refusal }));
    expect((await failure()).message).toBe(`the stream could not be opened: ${refusal}`);
    expect(events).toEqual([]);
  });

  it('fails where an acknowledgement is missing for too long', async () => {
    server.onFrame = () => {};
    expect((await failure()).message).toMatch(/not ready within 500 ms|no frame within 300 ms/);
  });

  it('fails where nobody listens', async () => {
    await venue.fetchInstruments();
    await server.stop();
    const error = await failure();
    expect(error.message).toMatch(/^the stream could not be opened: /);
    expect(error.retryable).toBe(true);
    await server.start();
  });
});
