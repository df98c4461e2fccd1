/** What the operator's keyboard and the supervisor say to a run. */
import type { Session } from '../session/index.js';

type RunSignal = 'SIGINT' | 'SIGTERM';

export interface RunSignals {
  /** The signal that asked for the end; null where none did. */
  readonly received: () => RunSignal | null;
  /** Gives the session to be ended; where a signal came before, it is ended at once. */
  attach(session: Session): void;
  /** Signals mean again what they mean by default. */
  release(): void;
}

/**
 * The first signal cancels everything and ends the run, the second does not wait. To be called
 * before the session starts: its first orders are out before its start is over.
 */
export function listenForSignals(): RunSignals {
  let received: RunSignal | null = null;
  let session: Session | null = null;
  const stop = (signal: RunSignal): void =>
    session?.stop(signal === 'SIGINT' ? 'interrupted (SIGINT)' : 'asked to stop (SIGTERM)');
  const onSignal = (signal: RunSignal): void => {
    if (received === null) {
      received = signal;
      return stop(signal);
    }
    if (session !== null) return session.abort();
    release();
    process.kill(process.pid, signal);
  };
  const onInterrupt = (): void => onSignal('SIGINT');
  const onTerminate = (): void => onSignal('SIGTERM');
  const release = (): void => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    received: () => received,
    attach: (started) => {
      session = started;
      if (received !== null) stop(received);
    },
    release,
  };
}
