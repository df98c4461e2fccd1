/** Reads from `/info`: an answer that fits, or a `VenueError` that says whether to ask again. */
import { VenueError } from '../venue/index.js';
import { parseJson, WireError } from './decode-wire.js';
import type { HttpClient } from './http-client.js';
import type { InfoRequest } from './info-request.js';
import type { MinuteWeight } from './minute-weight.js';
import { answerWeight, infoWeight, WEIGHT_PER_MINUTE } from './request-weight.js';

const QUOTED_LENGTH_MAX = 200;
/** What of a minute no question takes: cancels and exits may be due at any time. */
const RESERVED_FOR_ACTIONS = 60;
const TOO_MANY_REQUESTS = 429;

export class InfoClient {
  readonly #http: HttpClient;
  readonly #spent: MinuteWeight;

  /** `spent` is what all that share the address of the internet have asked for. */
  constructor(http: HttpClient, spent: MinuteWeight) {
    this.#http = http;
    this.#spent = spent;
  }

  async ask<Answer>(request: InfoRequest, decode: (payload: unknown) => Answer): Promise<Answer> {
    const what = request.type;
    this.#take(infoWeight(request), what);
    const reply = await this.#http.post('/info', () => request);
    if (reply.kind !== 'answered') throw new VenueError(`${what}: ${reply.reason}`, true);
    const { status, text } = reply;
    if (status !== 200) {
      const isPassing = status === 429 || status >= 500;
      const reason = `${what}: HTTP ${status} ${quoted(text)}`.trimEnd();
      throw new VenueError(reason, isPassing, { status });
    }
    return read(text, what, (payload) => {
      this.#spent.spend(answerWeight(request, payload));
      return decode(payload);
    });
  }

  /** The venue would refuse what follows as well, a cancel among it. */
  #take(weight: number, what: string): void {
    if (this.#spent.sum() + weight > WEIGHT_PER_MINUTE - RESERVED_FOR_ACTIONS) {
      const reason = `${what}: not asked: what is left of the minute is for cancels and exits`;
      throw new VenueError(reason, true, { status: TOO_MANY_REQUESTS });
    }
    this.#spent.spend(weight);
  }
}

function read<Answer>(text: string, what: string, decode: (payload: unknown) => Answer): Answer {
  try {
    return decode(parseJson(text, what));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new VenueError(`an answer that is not understood: ${error.message}`, false, {
      cause: error,
    });
  }
}

function quoted(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, QUOTED_LENGTH_MAX);
}
