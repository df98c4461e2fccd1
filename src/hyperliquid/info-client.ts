/** Reads from `/info`: an answer that fits, or a `VenueError` that says whether to ask again. */
import { VenueError } from '../venue/index.js';
import { parseJson, WireError } from './decode-wire.js';
import type { HttpClient } from './http-client.js';
import type { InfoRequest } from './info-request.js';

const QUOTED_LENGTH_MAX = 200;

export class InfoClient {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async ask<Answer>(request: InfoRequest, decode: (payload: unknown) => Answer): Promise<Answer> {
    const what = request.type;
    const reply = await this.#http.post('/info', () => request);
    if (reply.kind !== 'answered') throw new VenueError(`${what}: ${reply.reason}`, true);
    const { status, text } = reply;
    if (status !== 200) {
      const isPassing = status === 429 || status >= 500;
      const reason = `${what}: HTTP ${status} ${quoted(text)}`.trimEnd();
      throw new VenueError(reason, isPassing, { status });
    }
    return read(text, what, decode);
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
