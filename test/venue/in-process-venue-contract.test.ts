/** The adapter against the embedded venue in this very process. */
import { decimal } from '../../src/base/index.js';
import { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { openInProcessVenue } from '../../src/loopback/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import {
  bookOf,
  contextOf,
  createFeed,
  MASTER,
  START_MS,
  tradeOf,
} from '../loopback/loopback-fixture.js';
import { VirtualClock } from '../loopback/virtual-clock.js';
import { describeVenueContract } from './venue-contract.js';

describeVenueContract('hyperliquid over the embedded venue in process', async () => {
  const clock = new VirtualClock(START_MS);
  const feed = createFeed();
  const exchange = openInProcessVenue({
    accounts: [{ address: MASTER, agents: [], cash: decimal(1_000) }],
    instruments: referenceInstruments,
    market: feed.market,
    clock,
  });
  const play = async (...events: readonly Parameters<typeof feed.push>[0][]): Promise<void> => {
    for (const event of events) feed.push(event);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  await play(contextOf(START_MS, '27'), bookOf(START_MS, '26.99', '27.01'));
  const wire = exchange.wireOf(MASTER);
  const venue = new HyperliquidVenue({ name: 'in process', account: MASTER, clock, wire });
  return {
    venue,
    nowMs: () => clock.nowMs(),
    advance: async (durationMs) => clock.advance(durationMs),
    sellDownTo: (price) => play(tradeOf(clock.nowMs(), 'sell', price, 1_000)),
    transfer: (amount) => {
      const refusal = exchange.transfer(MASTER, decimal(amount));
      if (refusal !== null) throw new Error(refusal);
    },
    cutStreams: async () => exchange.dropConnections(),
    close: async () => {
      await venue.close();
      exchange.close();
    },
  };
});
