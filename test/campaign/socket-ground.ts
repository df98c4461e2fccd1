/**
 * The ground over HTTP and WebSocket, signed: time runs ahead many times as fast as the wall's and
 * waits for nobody. The seed gives the same policy, market and faults, not the same moments.
 */
import { decimal } from '../../src/base/index.js';
import { AgentKey } from '../../src/hyperliquid/index.js';
import { startLoopbackVenue } from '../../src/loopback/index.js';
import { createPacedClock, openRemoteVenue } from '../../src/session/index.js';
import {
  CAMPAIGN_ACCOUNT,
  type CampaignGround,
  type GroundOptions,
  START_MS,
} from './campaign-ground.js';

/** What takes a millisecond on this machine takes the session as long as a network would. */
const SPEED = 25;

export async function openSocketGround(options: GroundOptions): Promise<CampaignGround> {
  const { cash, ...models } = options;
  const clock = createPacedClock({ startMs: START_MS, speed: SPEED });
  const agentKey = AgentKey.parse('5'.repeat(64));
  const agents = [agentKey.address];
  const accounts = [{ address: CAMPAIGN_ACCOUNT, cash: decimal(cash), agents }];
  const network = 'testnet';
  const server = await startLoopbackVenue({ ...models, accounts, clock, network, port: 0 });
  await server.marketBegun;
  const troubles: unknown[] = [];
  clock.start({
    isSettled: () => true,
    writeOff: () => undefined,
    failed: (error) => troubles.push(error),
  });
  return {
    clock,
    exchange: server.exchange,
    connect: (noncesAfter) =>
      openRemoteVenue({
        network,
        baseUrl: server.url,
        webSocketUrl: server.webSocketUrl,
        account: CAMPAIGN_ACCOUNT,
        agentKey,
        clock,
        noncesAfter,
        withBook: true,
        onProblem: () => undefined,
      }),
    attend: () => undefined,
    hold: () => undefined,
    transfer: (amount) => void server.transfer(CAMPAIGN_ACCOUNT, decimal(amount)),
    async close() {
      clock.stop();
      await server.close();
      if (troubles.length > 0) throw troubles[0];
    },
  };
}
