/** What the operator's keyboard and the supervisor say to a run. */
import type { Session } from '../session/index.js';

export interface RunSignals {
  /** The signal that asked for the end; null where none did. */
  readonly received: () => 'SIGINT' | 'SIGTERM' | null;
  /** Signals mean again what they mean by default. */
  release(): void;
}

/** The first signal cancels everything and ends the run, the second does not wait. */
export function listenForSignals(session: Session): RunSignals {
  let received: 'SIGINT' | 'SIGTERM' | null = null;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (received !== null) return session.abort();
    received = signal;
    session.stop(signal === 'SIGINT' ? 'interrupted (SIGINT)' : 'asked to stop (SIGTERM)');
  };
  const onInterrupt = (): void => onSignal('SIGINT');
  const onTerminate = (): void => onSignal('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    received: () => received,
    release: () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}
