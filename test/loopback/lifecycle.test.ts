import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { LoopbackStartError, startLoopbackVenue } from '../../src/loopback/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import {
  act,
  bookOf,
  contextOf,
  MASTER,
  openTestVenue,
  orderAction,
  START_MS,
  TestSocket,
  tradeOf,
} from './loopback-fixture.js';
import { VirtualClock } from './virtual-clock.js';

const options = {
  instruments: referenceInstruments,
  accounts: [{ address: MASTER, agents: [], cash: decimal(100) }],
  market: [],
  clock: new VirtualClock(START_MS),
  network: 'testnet',
} as const;

describe('an embedded venue', () => {
  it('says that a port is in use', async () => {
    const first = await startLoopbackVenue({ ...options, port: 0 });
    const second = startLoopbackVenue({ ...options, port: first.port });
    await expect(second).rejects.toThrow(LoopbackStartError);
    await expect(second).rejects.toThrow(`port ${first.port} is in use`);
    await first.close();
  });

  it('says that a number is no port', async () => {
    await expect(startLoopbackVenue({ ...options, port: 70_000 })).rejects.toThrow(
      'port 70000 is not a port',
    );
  });

  it('listens on this machine only, and no more once it was closed', async () => {
    const venue = await startLoopbackVenue({ ...options, port: 0 });
    expect(venue.url).toBe(`http://127.0.0.1:${venue.port}`);
    const socket = await TestSocket.open(venue.webSocketUrl);
    await Promise.all([venue.close(), venue.close()]);
    await socket.until(() => socket.closeCode !== null);
    await expect(fetch(`${venue.url}/info`, { method: 'POST' })).rejects.toThrow('fetch failed');
    await venue.marketEnded;
  });

  it('breaks its market, not itself, at an event that cannot be', async () => {
    const crossed = bookOf(START_MS, '27', '26');
    const venue = await startLoopbackVenue({ ...options, market: [crossed], port: 0 });
    await expect(venue.marketEnded).rejects.toThrow('is below ask');
    expect(await (await fetch(`${venue.url}/info`)).text()).toBe('Method Not Allowed');
    await venue.close();
  });

  it('dates a late event to the time it comes at, so that time never goes back', async () => {
    const test = await openTestVenue();
    test.clock.advance(10_000);
    await act(test, orderAction({ price: '26.9' }));
    await test.play(tradeOf(START_MS + 1, 'sell', '26.5', 50), contextOf(START_MS + 2, '27'));
    const [fill] = test.venue.exchange.fills(MASTER, 0, Infinity);
    expect(fill?.time).toBe(START_MS + 10_000);
    await test.close();
  });

  it('has no pending work when all is answered and the market waits for its time', async () => {
    const market = [contextOf(START_MS, '27'), contextOf(START_MS + 1_000, '28')];
    const venue = await startLoopbackVenue({ ...options, market, port: 0 });
    expect(venue.pendingWork()).toBe(false);
    const answered = fetch(`${venue.url}/info`, { method: 'POST', body: '{"type":"meta"}' });
    expect((await answered).status).toBe(200);
    await venue.close();
  });
});
