/** Asks a venue again that may answer later: at a start nothing is at stake yet but time. */
import type { Clock, DurationMs } from '../base/index.js';
import { VenueError } from '../venue/index.js';

/** After each failure; together longer than the minute that limits of requests are counted by. */
const WAITS_MS: readonly DurationMs[] = [2_000, 4_000, 8_000, 16_000, 32_000];

export interface Patience {
  readonly clock: Clock;
  /** Hears why it waits. */
  readonly notice: (text: string) => void;
}

/** Rejects with the last error; at once, where it cannot pass by itself or patience is null. */
export async function patiently<Answer>(
  patience: Patience | null,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      const waitMs = WAITS_MS[failures];
      const mayPass = error instanceof VenueError && error.retryable && isBusy(error);
      if (patience === null || waitMs === undefined || !mayPass) throw error;
      const { clock, notice } = patience;
      notice(`${error.message}; asking again in ${waitMs / 1000} s`);
      await new Promise<void>((resolve) => {
        clock.callAt(clock.nowMs() + waitMs, resolve);
      });
    }
  }
}

/** It answers, and not yet what was asked; who does not answer at all may not be there. */
function isBusy({ status }: VenueError): boolean {
  return status !== null && (status === 429 || status >= 500);
}
