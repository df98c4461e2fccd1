/** A server that is gone for a while, and comes back on its port. */
import type { Server } from 'node:http';
import type { Clock, DurationMs } from '../base/index.js';
import { listenLocally } from './listen-locally.js';
import { VenueTimers } from './venue-timers.js';

export interface Outage {
  /** Nothing listens for `forMs`, and every connection is cut. */
  begin(forMs: DurationMs): void;
  /** Whether it is about to listen again. */
  isReopening(): boolean;
  stop(): void;
}

/** Somebody else may have taken the port meanwhile. */
const RETRY_MS: DurationMs = 250;

export function createOutage(server: Server, port: number, clock: Clock): Outage {
  const timers = new VenueTimers(clock);
  let isReopening = false;
  let isStopped = false;
  const reopen = async (): Promise<void> => {
    isReopening = true;
    try {
      await listenLocally(server, port);
    } catch {
      if (!isStopped) timers.after(RETRY_MS, () => void reopen());
    } finally {
      isReopening = false;
      if (isStopped) server.close();
    }
  };
  return {
    begin(forMs) {
      timers.stop();
      server.close();
      server.closeAllConnections();
      timers.after(forMs, () => void reopen());
    },
    isReopening: () => isReopening,
    stop() {
      isStopped = true;
      timers.stop();
    },
  };
}
