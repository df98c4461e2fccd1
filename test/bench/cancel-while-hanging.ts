/** How soon a cancel leaves while an order hangs: to a server that answers no order. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
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
const REQUEST_STARTED = 'http.client.request.start';

/** From the call to when the request has left, and to when it is with the other side. */
export async function cancelWhileHanging(): Promise<readonly BenchResult[]> {
  let leftMs = Number.NaN;
  let arrivedMs = Number.NaN;
  // The order's request comes first, then that of the cancel.
  const note = (): void => void (leftMs = performance.now());
  subscribe(REQUEST_STARTED, note);
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
  const leaving: number[] = [];
  const arriving: number[] = [];
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
    leaving.push(leftMs - calledMs);
    arriving.push(arrivedMs - calledMs);
  }
  unsubscribe(REQUEST_STARTED, note);
  server.closeAllConnections();
  server.close();
  await venue.close();
  return [
    {
      name: 'live-cancel-leaves',
      value: nearlyWorst(leaving),
      unit: `ms at the 99th of 100, ${ROUNDS} orders hanging at last`,
    },
    {
      name: 'live-cancel-arrives',
      value: nearlyWorst(arriving),
      unit: 'ms at the 99th of 100, at a server in the same process',
    },
  ];
}

/** The 99th of a hundred, once warm. */
function nearlyWorst(waits: readonly number[]): number {
  const settled = waits.slice(ROUNDS / 10).toSorted((a, b) => a - b);
  return settled[Math.floor(0.99 * settled.length)] ?? Number.NaN;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
