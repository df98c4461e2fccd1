/** Answers of the desk as the adapter takes them. */
import {
  type ActionReply,
  decodeExchangeResponse,
  type InfoRequest,
  WireError,
} from '../hyperliquid/index.js';
import { VenueError } from '../venue/index.js';
import type { RequestAnswer, RequestDesk } from './request-desk.js';

/** Throws `VenueError`. */
export function readInfo<Answer>(
  desk: RequestDesk,
  request: InfoRequest,
  decode: (payload: unknown) => Answer,
): Answer {
  const answer = desk.answerInfo(request);
  if (answer.kind !== 'answered') throw new VenueError(`${request.type}: ${answer.text}`, false);
  try {
    return decode(answer.body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const reason = `an answer that is not understood: ${error.message}`;
    throw new VenueError(reason, false, { cause: error });
  }
}

export function actionReplyOf(answer: RequestAnswer): ActionReply {
  if (answer.kind === 'malformed') return { kind: 'refused', reason: answer.text };
  if (answer.kind === 'failed') return { kind: 'unknown', reason: answer.text };
  return decodeExchangeResponse(answer.body);
}
