/** The HTTP side: `POST /info` and `POST /exchange`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { malformedText, type RequestAnswer, type RequestDesk } from './request-desk.js';

const BODY_BYTES_MAX = 1024 * 1024;

/** Answers one request; `afterReply` runs when the reply has been handed to the connection. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  desk: RequestDesk,
  afterReply: () => void,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/info' && path !== '/exchange') return sendText(response, 404, 'Not Found');
  if (request.method !== 'POST') return sendText(response, 405, 'Method Not Allowed');
  const text = await readBody(request);
  if (text === null) return sendText(response, 413, 'length limit exceeded');
  const answer = answerOf(desk, path, text);
  if (answer.kind === 'answered') sendJson(response, answer.body);
  else sendText(response, answer.kind === 'malformed' ? 422 : 500, answer.text);
  afterReply();
}

function answerOf(desk: RequestDesk, path: '/info' | '/exchange', text: string): RequestAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'malformed', text: malformedText(`not JSON (${text.length} characters)`) };
  }
  return path === '/info' ? desk.answerInfo(body) : desk.answerExchange(body);
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
