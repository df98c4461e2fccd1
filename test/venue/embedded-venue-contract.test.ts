/** The adapter over real HTTP and WebSocket against the embedded venue. */
import { decimal } from '../../src/base/index.js';
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { AGENT, AGENT_KEY, MASTER, openTestVenue, tradeOf } from '../loopback/loopback-fixture.js';
import { describeVenueContract } from './venue-contract.js';

describeVenueContract('hyperliquid over the embedded venue', async () => {
  const server = await openTestVenue({
    accounts: [{ address: MASTER, agents: [AGENT], cash: decimal(1_000) }],
  });
  const venue = new HyperliquidVenue({
    name: 'embedded venue',
    baseUrl: server.venue.url,
    webSocketUrl: server.venue.webSocketUrl,
    network: 'testnet',
    account: MASTER,
    agentKey: AgentKey.parse(AGENT_KEY),
    clock: server.clock,
  });
  return {
    venue,
    nowMs: () => server.clock.nowMs(),
    advance: async (durationMs) => server.clock.advance(durationMs),
    sellDownTo: (price) => server.play(tradeOf(server.clock.nowMs(), 'sell', price, 1_000)),
    transfer: (amount) => {
      const refusal = server.venue.transfer(MASTER, decimal(amount));
      if (refusal !== null) throw new Error(refusal);
    },
    cutStreams: async () => server.venue.dropConnections(),
    close: async () => {
      await venue.close();
      await server.close();
    },
  };
});
