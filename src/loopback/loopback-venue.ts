/** The embedded venue: the simulator served over Hyperliquid's wire, to this machine only. */
import { createServer, type Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { DurationMs, Money } from '../base/index.js';
import type { SimulatedVenue } from '../simulator/index.js';
import { answerHttp, type HttpDesk } from './answer-http.js';
import { createConnectionLimits, NO_CONNECTION_LIMITS } from './connection-limits.js';
import { type ControlDesk, createControlDesk } from './control-desk.js';
import type { FaultName } from './fault.js';
import { listenLocally } from './listen-locally.js';
import type { LoopbackVenueOptions } from './loopback-options.js';
import { MarketPump } from './market-pump.js';
import { createOutage } from './outage.js';
import { SocketSession, type SocketSessionOptions } from './socket-session.js';
import { openVenueCore, type VenueCore } from './venue-core.js';

export interface LoopbackVenue {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** `ws://127.0.0.1:PORT/ws`. */
  readonly webSocketUrl: string;
  /** What stands behind the wire. */
  readonly exchange: SimulatedVenue;
  /** Frames sent over all connections since the start, of every kind. */
  webSocketFramesSent(): number;
  /** Those of connections that follow an account; who only watches the market is not counted. */
  accountFramesSent(): number;
  /** HTTP requests that wait for nothing but their latency. */
  requestsTravelling(): number;
  /** Whether a request is being answered or the next market event being read. */
  pendingWork(): boolean;
  /** Whether the next market event is being read, so that the clock must not run ahead. */
  isReadingMarket(): boolean;
  /** How often each fault has happened. */
  faultCounts(): ReadonlyMap<FaultName, number>;
  /** Resolves after the last event was applied or on close; rejects if the market breaks. */
  readonly marketEnded: Promise<void>;
  /** Resolves once the market is as it is at the start, so that every caller finds the same. */
  readonly marketBegun: Promise<void>;
  /** Deposits (withdraws, where negative) USD of an account; null where done, else why not. */
  transfer(address: string, amount: Money): string | null;
  /** Cuts every WebSocket without a word, as an upgrade of the venue does; new ones may come. */
  dropConnections(): void;
  /** Ends every connection; safe to call twice. */
  close(): Promise<void>;
}

/** Longer than any pause of a client, so that it never sends into a connection just closed. */
const KEEP_ALIVE_MS: DurationMs = 120_000;
const FRAME_BYTES_MAX = 1024 * 1024;

/** Binds 127.0.0.1 only. Throws `LoopbackStartError` where the port cannot be opened. */
export async function startLoopbackVenue(options: LoopbackVenueOptions): Promise<LoopbackVenue> {
  const core = openVenueCore(options);
  const { control } = options;
  const http = serveHttp(core, control === undefined ? null : createControlDesk(core, control));
  const counter = { frames: 0, accountFrames: 0 };
  const sockets = serveSockets(http.server, core, {
    clock: options.clock,
    hub: core.hub,
    ask: core.ask,
    greets: options.greets ?? false,
    limits:
      options.limits === undefined
        ? NO_CONNECTION_LIMITS
        : createConnectionLimits(options.clock, options.limits.connections),
    countFrame: () => (counter.frames += 1),
    countAccountFrames: (frames) => (counter.accountFrames += frames),
  });
  const port = await listenLocally(http.server, options.port);
  const pump = new MarketPump(options.market, options.clock, core.applyMarket);
  // Whoever waits for the market hears of its end; nobody has to.
  pump.ended.catch(() => undefined);
  let closed: Promise<void> | null = null;
  const dropConnections = (): void => sockets.clients.forEach((socket) => socket.terminate());
  const outage = createOutage(http.server, port, options.clock);
  core.beginFaults({
    dropConnections,
    crash(forMs) {
      dropConnections();
      outage.begin(forMs);
    },
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${port}/ws`,
    exchange: core.venue,
    webSocketFramesSent: () => counter.frames,
    accountFramesSent: () => counter.accountFrames,
    requestsTravelling: http.requestsTravelling,
    pendingWork: () =>
      http.requestsUnderWay() > http.requestsTravelling() ||
      pump.isReading() ||
      outage.isReopening(),
    isReadingMarket: () => pump.isReading(),
    faultCounts: core.faultCounts,
    marketEnded: pump.ended,
    marketBegun: pump.begun,
    transfer: core.transfer,
    dropConnections,
    close: () => {
      pump.stop();
      core.stop();
      outage.stop();
      dropConnections();
      closed ??= closeServer(http.server);
      return closed;
    },
  };
}

function serveHttp(
  core: VenueCore,
  control: ControlDesk | null,
): {
  server: Server;
  requestsUnderWay(): number;
  requestsTravelling(): number;
} {
  let underWay = 0;
  let travelling = 0;
  const ask: HttpDesk['ask'] = (request) =>
    new Promise((resolve) => {
      let isAtOnce = true;
      isAtOnce = core.ask(request, (outcome) => {
        if (!isAtOnce) travelling -= 1;
        resolve({ outcome, isAtOnce });
      });
      if (!isAtOnce) travelling += 1;
    });
  const http: HttpDesk = { ask, control, afterReply: () => core.hub.flush() };
  const server = createServer((request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
    // The client went away in the middle of its request.
    answerHttp(request, response, http).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return {
    server,
    requestsUnderWay: () => underWay,
    requestsTravelling: () => travelling,
  };
}

function serveSockets(
  server: Server,
  { outage }: Pick<VenueCore, 'outage'>,
  options: SocketSessionOptions,
): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX });
  server.on('upgrade', (request, connection, head) => {
    connection.on('error', () => connection.destroy());
    if ((request.url ?? '').split('?', 1)[0] !== '/ws') {
      connection.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    const isOut = outage() !== null;
    if (isOut || !options.limits.admit(sockets.clients.size)) {
      const status = isOut ? '502 Bad Gateway' : '429 Too Many Requests';
      connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      void new SocketSession(socket, options);
    });
  });
  return sockets;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
