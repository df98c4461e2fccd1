/** The HTTP side: `POST /info` and `POST /exchange`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unreachable } from '../base/index.js';
import type { ControlDesk } from './control-desk.js';
import { malformedText } from './request-desk.js';
import type { RequestOutcome, VenueRequest } from './request-way.js';

const BODY_BYTES_MAX = 1024 * 1024;

export interface HttpDesk {
  /** Gives the answer, and whether the streams are still to be flushed. */
  readonly ask: (request: VenueRequest) => Promise<HttpAnswer>;
  /** Null where there is no hand on the venue. */
  readonly control: ControlDesk | null;
  /** Runs when the reply has been handed to the connection. */
  readonly afterReply: () => void;
}

export interface HttpAnswer {
  readonly outcome: RequestOutcome;
  readonly isAtOnce: boolean;
}

/** Answers one request. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  http: HttpDesk,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  const isControl = path === '/control' && http.control !== null;
  if (path !== '/info' && path !== '/exchange' && !isControl) {
    return sendText(response, 404, 'Not Found');
  }
  if (request.method !== 'POST') return sendText(response, 405, 'Method Not Allowed');
  const text = await readBody(request);
  if (text === null) return sendText(response, 413, 'length limit exceeded');
  if (path !== '/info' && path !== '/exchange') {
    const answer = await http.control?.(request.headers.authorization, text);
    if (answer?.afterwards !== undefined) response.once('finish', answer.afterwards);
    return sendJson(response, answer?.body ?? null, answer?.status);
  }
  const { outcome, isAtOnce } = await answerOf(http, path, text);
  send(response, outcome);
  if (isAtOnce) http.afterReply();
}

async function answerOf(
  { ask }: HttpDesk,
  path: '/info' | '/exchange',
  text: string,
): Promise<HttpAnswer> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const words = malformedText(`not JSON (${text.length} characters)`);
    return { outcome: { kind: 'malformed', text: words }, isAtOnce: false };
  }
  return ask({ kind: path === '/info' ? 'info' : 'exchange', body });
}

function send(response: ServerResponse, outcome: RequestOutcome): void {
  switch (outcome.kind) {
    case 'answered':
      return sendJson(response, outcome.body);
    case 'malformed':
      return sendText(response, 422, outcome.text);
    case 'failed':
      return sendText(response, 500, outcome.text);
    case 'turnedAway':
      return sendText(response, outcome.status, outcome.text);
    case 'lost':
    case 'unreached':
      response.destroy();
      return;
    default:
      return unreachable(outcome);
  }
}

/** Null where it is too long; what is too much is read all the same, so that we can answer. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_BYTES_MAX) chunks.push(chunk);
    else chunks = [];
  }
  return length > BODY_BYTES_MAX ? null : Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
