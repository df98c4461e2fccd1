/** A server on real sockets that answers what a test tells it to, badly where asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** An answer, or a way of not giving one. */
export type Answer =
  | { readonly status?: number; readonly body: unknown }
  | { readonly status?: number; readonly text: string }
  | 'never'
  | 'drop';

type Answerer = (body: Readonly<Record<string, unknown>>) => Answer | Promise<Answer>;

export class ScriptedServer {
  readonly exchangeBodies: Readonly<Record<string, unknown>>[] = [];
  readonly framesReceived: string[] = [];
  readonly sockets = new Set<WebSocket>();
  connections = 0;
  info: Answerer = () => ({ status: 422, text: 'Failed to deserialize the JSON body' });
  exchange: Answerer = () => ({ body: { status: 'ok', response: { type: 'default' } } });
  /** What the server says to a new socket before it has heard anything. */
  greeting = 'Websocket connection established.';
  /** Answers a frame of the client; the default acknowledges subscriptions and pings. */
  onFrame: (frame: string, send: (text: string) => void) => void = acknowledge;
  #http: Server = createServer();
  #port = 0;

  /** A second start takes the same port again. */
  async start(): Promise<void> {
    const http = createServer((request, response) => void this.#serve(request, response));
    const webSockets = new WebSocketServer({ server: http, path: '/ws' });
    webSockets.on('connection', (socket) => this.#welcome(socket));
    await new Promise<void>((resolve) => {
      http.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = http.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#http = http;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.#port}/ws`;
  }

  broadcast(frame: object | string): void {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
    for (const socket of this.sockets) socket.send(text);
  }

  /** As a lost host does it: no closing frame. */
  cutSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cutSockets();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  #welcome(socket: WebSocket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('message', (data) => {
      const frame = String(data);
      this.framesReceived.push(frame);
      this.onFrame(frame, (text) => socket.send(text));
    });
    if (this.greeting !== '') socket.send(this.greeting);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    const isInfo = request.url === '/info';
    if (!isInfo) this.exchangeBodies.push(body);
    const answer = await (isInfo ? this.info(body) : this.exchange(body));
    if (answer === 'never') return;
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    const isJson = 'body' in answer;
    response.writeHead(answer.status ?? 200, {
      'content-type': isJson ? 'application/json' : 'text/plain',
    });
    response.end(isJson ? JSON.stringify(answer.body) : answer.text);
  }
}

export function acknowledge(frame: string, send: (text: string) => void): void {
  const request = JSON.parse(frame) as { readonly method: string };
  send(
    JSON.stringify(
      request.method === 'ping'
        ? { channel: 'pong' }
        : { channel: 'subscriptionResponse', data: request },
    ),
  );
}
