/** The HTTP side: `POST /info` and `POST /exchange`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { malformedText, type RequestAnswer, type RequestDesk } from './request-desk.js';

const BODY_BYTES_MAX = 1024 * 1024;

export interface HttpDesk {
  readonly desk: RequestDesk;
  /** Whether an action takes time, and the answer to one that does. */
  readonly isCarried: (action: unknown) => boolean;
  readonly carry: (answer: () => RequestAnswer) => Promise<RequestAnswer>;
  /** Runs when the reply has been handed to the connection. */
  readonly afterReply: () => void;
}

/** Answers one request. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  http: HttpDesk,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/info' && path !== '/exchange') return sendText(response, 404, 'Not Found');
  if (request.method !== 'POST') return sendText(response, 405, 'Method Not Allowed');
  const text = await readBody(request);
  if (text === null) return sendText(response, 413, 'length limit exceeded');
  const answer = await answerOf(http, path, text);
  if (answer.kind === 'answered') sendJson(response, answer.body);
  else sendText(response, answer.kind === 'malformed' ? 422 : 500, answer.text);
  http.afterReply();
}

function answerOf(
  { desk, isCarried, carry }: HttpDesk,
  path: '/info' | '/exchange',
  text: string,
): RequestAnswer | Promise<RequestAnswer> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'malformed', text: malformedText(`not JSON (${text.length} characters)`) };
  }
  if (path === '/info') return desk.answerInfo(body);
  const action = body instanceof Object && 'action' in body ? body.action : null;
  const answer = (): RequestAnswer => desk.answerExchange(body);
  return isCarried(action) ? carry(answer) : answer();
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

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
