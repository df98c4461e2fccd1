/** JSON over kept-alive connections; what became of a request is told, never thrown. */
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { DurationMs } from '../base/index.js';
import { InTurn } from './in-turn.js';

export type HttpReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** No connection came about: the other side saw nothing. */
  | { readonly kind: 'notSent'; readonly reason: string }
  /** The other side may have seen and done it. */
  | { readonly kind: 'lost'; readonly reason: string };

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const ANSWER_LENGTH_MAX = 64 * 1024 * 1024;

export class HttpClient {
  /** What of a request is the same each time: taking an address apart costs as much as asking. */
  readonly #target: RequestOptions;
  readonly #basePath: string;
  readonly #timeoutMs: DurationMs;
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;
  readonly #turns = new InTurn();
  #inFlight = 0;
  #isClosed = false;

  /** Throws where `baseUrl` is no http or https address; the timeout is in wall time. */
  constructor(baseUrl: string, timeoutMs: DurationMs) {
    const url = new URL(baseUrl);
    const { protocol } = url;
    if (protocol !== 'http:' && protocol !== 'https:') {
      throw new Error(`\`${baseUrl}\` is no http or https address`);
    }
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    const isPlain = protocol === 'http:';
    this.#agent = isPlain
      ? new HttpAgent({ keepAlive: true })
      : new HttpsAgent({ keepAlive: true });
    this.#target = { ...urlToHttpOptions(url), agent: this.#agent, method: 'POST' };
    this.#request = isPlain ? httpRequest : httpsRequest;
  }

  /** Requests sent and not yet settled. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Requests run side by side: none waits for another's answer. `makeBody` is asked when those
   * before it are on their way, so that what it takes delays none of them; what it throws rejects.
   */
  post(path: string, makeBody: () => object): Promise<HttpReply> {
    this.#inFlight += 1;
    return new Promise<HttpReply>((resolve, reject) => {
      this.#turns.add(() => {
        if (this.#isClosed) return resolve({ kind: 'notSent', reason: 'the client was closed' });
        try {
          return this.#send(path, JSON.stringify(makeBody()), resolve);
        } catch (error) {
          return reject(error);
        }
      });
    }).finally(() => {
      this.#inFlight -= 1;
    });
  }

  #send(path: string, text: string, settle: (reply: HttpReply) => void): void {
    const request = this.#request({
      ...this.#target,
      path: `${this.#basePath}${path}`,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    });
    const timer = setTimeout(() => {
      settle({ kind: 'lost', reason: `no answer within ${this.#timeoutMs} ms` });
      request.destroy();
    }, this.#timeoutMs);
    listen(request, (reply) => {
      clearTimeout(timer);
      settle(reply);
    });
    request.end(text);
  }

  /** Cuts every connection; what is in flight is lost, and nothing is sent any more. */
  close(): void {
    this.#isClosed = true;
    this.#agent.destroy();
  }
}

function listen(request: ClientRequest, settle: (reply: HttpReply) => void): void {
  request.on('error', (error: NodeJS.ErrnoException) => {
    const kind = NEVER_CONNECTED.has(error.code ?? '') ? 'notSent' : 'lost';
    settle({ kind, reason: reasonOf(error) });
  });
  request.on('response', (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > ANSWER_LENGTH_MAX) request.destroy(new Error('the answer is too long'));
    });
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      settle({ kind: 'answered', status: response.statusCode ?? 0, text });
    });
    response.on('error', (error) => settle({ kind: 'lost', reason: reasonOf(error) }));
    response.on('close', () => settle({ kind: 'lost', reason: 'the connection broke' }));
  });
}

// Where a name has several addresses, Node wraps their errors in one without a message.
function reasonOf(error: NodeJS.ErrnoException): string {
  return error.message === '' ? (error.code ?? 'the connection broke') : error.message;
}
