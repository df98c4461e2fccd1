/** Answers of the desk as the adapter takes them. */
import {
  type ActionReply,
  decodeExchangeResponse,
  type InfoRequest,
  WireError,
} from '../hyperliquid/index.js';
import { unreachable } from '../base/index.js';
import { VenueError } from '../venue/index.js';
import type { RequestOutcome } from './request-way.js';

/** Throws `VenueError`. */
export function readInfo<Answer>(
  outcome: RequestOutcome,
  { type }: InfoRequest,
  decode: (payload: unknown) => Answer,
): Answer {
  if (outcome.kind !== 'answered') {
    const status = outcome.kind === 'turnedAway' ? { status: outcome.status } : {};
    throw new VenueError(`${type}: ${reasonOf(outcome)}`, isPassing(outcome), status);
  }
  try {
    return decode(outcome.body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const reason = `an answer that is not understood: ${error.message}`;
    throw new VenueError(reason, false, { cause: error });
  }
}

/** As the client over HTTP takes them: what was not done, and what may have been. */
export function actionReplyOf(outcome: RequestOutcome): ActionReply {
  switch (outcome.kind) {
    case 'answered':
      return decodeExchangeResponse(outcome.body);
    case 'malformed':
      return { kind: 'refused', reason: outcome.text };
    case 'turnedAway':
      return { kind: outcome.status < 500 ? 'refused' : 'unknown', reason: reasonOf(outcome) };
    case 'unreached':
      return { kind: 'refused', reason: `not sent: ${outcome.reason}` };
    case 'failed':
    case 'lost':
      return { kind: 'unknown', reason: reasonOf(outcome) };
    default:
      return unreachable(outcome);
  }
}

function reasonOf(outcome: Exclude<RequestOutcome, { readonly kind: 'answered' }>): string {
  if (outcome.kind === 'turnedAway') return `HTTP ${outcome.status} ${outcome.text}`;
  return 'text' in outcome ? outcome.text : outcome.reason;
}

/** Whether it is worth asking again. */
function isPassing(outcome: RequestOutcome): boolean {
  if (outcome.kind === 'turnedAway') return outcome.status === 429 || outcome.status >= 500;
  return outcome.kind === 'lost' || outcome.kind === 'unreached';
}
