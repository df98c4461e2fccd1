/** Requests and their answers, whichever way they came: over HTTP or in a WebSocket post. */
import { type ExchangeAction, WireError } from '../hyperliquid/index.js';
import { answerExchange, answerTrusted, type ExchangeDesk } from './answer-exchange.js';
import { answerInfo } from './answer-info.js';
import { decodeExchangeBody } from './exchange-body.js';
import { decodeLoopbackInfoRequest } from './info-request.js';

export type RequestAnswer =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** Not understood; the text is the venue's. */
  | { readonly kind: 'malformed'; readonly text: string }
  /** A fault of this server. */
  | { readonly kind: 'failed'; readonly text: string };

export interface RequestDesk {
  answerInfo(body: unknown): RequestAnswer;
  /** Frames about what the action did are not sent before `flush` of the streams. */
  answerExchange(body: unknown): RequestAnswer;
  /** Of who acts for `user` in this very process: nothing is signed, all else is the same. */
  answerTrusted(user: string, action: ExchangeAction): RequestAnswer;
}

export function createRequestDesk(exchange: ExchangeDesk): RequestDesk {
  return {
    answerInfo: (body) =>
      answered(() => answerInfo(exchange.scope, decodeLoopbackInfoRequest(body))),
    answerExchange: (body) => answered(() => answerExchange(exchange, decodeExchangeBody(body))),
    answerTrusted: (user, action) => answered(() => answerTrusted(exchange, user, action)),
  };
}

function answered(answer: () => unknown): RequestAnswer {
  try {
    return { kind: 'answered', body: answer() };
  } catch (error) {
    if (error instanceof WireError) {
      return { kind: 'malformed', text: malformedText(error.message) };
    }
    return { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
}

export function malformedText(detail: string): string {
  return `Failed to deserialize the JSON body into the target type: ${detail}`;
}
