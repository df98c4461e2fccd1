/** How many WebSockets an address may open, and how much it may say over them. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';

const WINDOW_MS: DurationMs = 60_000;
const CONNECTIONS_MOST = 10;
const NEW_CONNECTIONS_MOST = 30;
const MESSAGES_MOST = 2_000;
const POSTS_MOST = 100;

export interface ConnectionLimits {
  /** Whether one more may come beside the `open` ones; counted where it may. */
  admit(open: number): boolean;
  /** Counts a message; false where it is too much for a minute. */
  hear(): boolean;
  /** Whether a post may be under way beside `pending` others. */
  mayPost(pending: number): boolean;
}

/** Everybody here has the same address. Source: facts of the venue, §4.4. */
export function createConnectionLimits(
  clock: Clock,
  connections = CONNECTIONS_MOST,
): ConnectionLimits {
  const opened = createRate(clock, NEW_CONNECTIONS_MOST);
  const heard = createRate(clock, MESSAGES_MOST);
  return {
    admit: (open) => open < connections && opened(),
    hear: heard,
    mayPost: (pending) => pending < POSTS_MOST,
  };
}

export const NO_CONNECTION_LIMITS: ConnectionLimits = {
  admit: () => true,
  hear: () => true,
  mayPost: () => true,
};

/** False where there were `most` in the last minute; what is refused does not count. */
function createRate(clock: Clock, most: number): () => boolean {
  let times: TimeMs[] = [];
  return () => {
    const nowMs = clock.nowMs();
    if (times.length >= most) times = times.filter((time) => time > nowMs - WINDOW_MS);
    if (times.length >= most) return false;
    times.push(nowMs);
    return true;
  };
}
