/** How soon a cancel leaves while an order hangs: to a server that answers no order. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BenchResult } from './bench-result.js';
import {
  AgentKey,
  createSystemClock,
  decimal,
  encodeMeta,
  HyperliquidVenue,
  referenceInstruments,
} from './built-rooms.js';

const ROUNDS = 200;
const COIN = 'HYPE';

/** Worst of all rounds, from the call to the request's arrival at the other side. */
export async function cancelWhileHanging(): Promise<BenchResult> {
  let arrivedMs = Number.NaN;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/info')
        return response.end(JSON.stringify(encodeMeta(referenceInstruments)));
      if (!body.includes('"cancel"')) return undefined;
      arrivedMs = performance.now();
      const answer = { type: 'cancel', data: { statuses: ['success'] } };
      return response.end(JSON.stringify({ status: 'ok', response: answer }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const venue = new HyperliquidVenue({
    name: 'a server that answers no order',
    baseUrl: `http://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${port}/ws`,
    network: 'testnet',
    account: `0x${'a'.repeat(40)}`,
    agentKey: AgentKey.parse(randomBytes(32).toString('hex')),
    clock: createSystemClock(),
  });
  await venue.fetchInstruments();
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const clientOrderId = `0x${round.toString(16).padStart(32, '0')}`;
    void venue.submit([
      {
        coin: COIN,
        side: 'buy',
        price: decimal('27'),
        size: decimal(1),
        reduceOnly: false,
        timeInForce: 'post-only',
        clientOrderId,
      },
    ]);
    const calledMs = performance.now();
    await venue.cancel([{ coin: COIN, orderId: 1, clientOrderId: null }]);
    waits.push(arrivedMs - calledMs);
  }
  server.closeAllConnections();
  server.close();
  await venue.close();
  const settled = waits.slice(ROUNDS / 10).toSorted((a, b) => a - b);
  return {
    name: 'live-cancel-while-hanging',
    value: settled[Math.floor(0.99 * settled.length)] ?? Number.NaN,
    unit: `ms at the 99th of 100, ${ROUNDS} orders hanging at last`,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
