/** A process that trades until somebody kills it; what it needs to know comes by environment. */
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { createSystemClock } from '../../src/session/index.js';
import { compilePolicy, tradeOn } from './trade-on.js';

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the environment lacks ${name}`);
  return value;
}

const clock = createSystemClock();
const venue = new HyperliquidVenue({
  name: 'embedded venue',
  baseUrl: variable('VENUE_URL'),
  webSocketUrl: variable('VENUE_WS_URL'),
  network: 'testnet',
  account: variable('VENUE_ACCOUNT'),
  agentKey: AgentKey.parse(variable('VENUE_AGENT_KEY')),
  clock,
  withBook: true,
});
await tradeOn({
  venue,
  clock,
  policy: compilePolicy(variable('POLICY')),
  journal: variable('JOURNAL'),
});
process.stdout.write('trading\n');
