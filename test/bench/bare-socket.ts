/**
 * The least that answering a frame can take here: it is parsed, one digest is signed, and one
 * request is written to a socket that is open. No adapter, no client of HTTP, nothing decided.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { AgentKey } from './built-rooms.js';

const REFRESH_MS = 1_000;
/** As long as that of two orders. */
const ACTION = { type: 'noop', padding: 'x'.repeat(500) };

/** Milliseconds from hearing a frame to the end of the write, of each market's first in a second. */
export async function bareSocket(
  { url, key }: { readonly url: string; readonly key: string },
  coins: readonly string[],
  forMs: number,
): Promise<readonly number[]> {
  const { hostname, port } = new URL(url);
  const http = connect(Number(port), hostname);
  http.setNoDelay(true);
  http.resume();
  const stream = new WebSocket(`${url.replace('http', 'ws')}/ws`, {
    allowSynchronousEvents: false,
  });
  await Promise.all([once(http, 'connect'), once(stream, 'open')]);
  for (const coin of coins) {
    stream.send(JSON.stringify({ method: 'subscribe', subscription: { type: 'bbo', coin } }));
  }
  const agentKey = AgentKey.parse(key);
  const sentAt = new Map<string, number>();
  const waits: number[] = [];
  stream.on('message', (data) => {
    const heardMs = performance.now();
    const { channel, data: said } = JSON.parse(String(data)) as Frame;
    if (channel !== 'bbo' || heardMs - (sentAt.get(said.coin) ?? -Infinity) < REFRESH_MS) return;
    sentAt.set(said.coin, heardMs);
    const signature = agentKey.sign(createHash('sha256').update(String(heardMs)).digest());
    const body = JSON.stringify({ action: ACTION, nonce: Math.floor(heardMs), signature });
    const head = `POST /exchange HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json`;
    http.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    waits.push(performance.now() - heardMs);
  });
  await new Promise((resolve) => setTimeout(resolve, forMs));
  stream.terminate();
  http.destroy();
  return waits;
}

interface Frame {
  readonly channel: string;
  readonly data: { readonly coin: string };
}
