/** A way out for alerts. */

export interface AlertSink {
  /** For people, without what may be secret: `webhook https://hooks.example.com`. */
  readonly name: string;
  /** Resolves when it is taken; rejects with `AlertSinkError`. */
  send(payload: string, timeoutMs: number): Promise<void>;
}

/** The message is for logs: it holds no address, argument or answer that may be secret. */
export class AlertSinkError extends Error {
  override name = 'AlertSinkError';
  /** Whether the same may get through later. */
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean) {
    super(message);
    this.mayPass = mayPass;
  }
}
