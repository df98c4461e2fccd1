/** Sends alerts to where they are wanted: in order, in the background, from a bounded queue. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { DurationMs } from '../base/index.js';
import { type Alert, isUrgent } from './alert.js';
import { type AlertSink, AlertSinkError } from './alert-sink.js';

/** What every payload says of the run that it comes from; null before that is known. */
export interface AlertSource {
  readonly policy: string | null;
  readonly venue: string | null;
  readonly runId: string | null;
}

export interface AlerterOptions {
  readonly sinks: readonly AlertSink[];
  /** A failure in words without secrets; of a row of failures the first, and the end of it. */
  readonly onFailure: (text: string) => void;
  readonly timing?: Partial<AlertTiming>;
}

interface AlertTiming {
  /** For one try. */
  readonly timeoutMs: DurationMs;
  /** Before each further try. */
  readonly retryAfterMs: readonly DurationMs[];
}

const TIMING: AlertTiming = { timeoutMs: 10_000, retryAfterMs: [1_000, 5_000, 15_000] };
/** A sink that is down longer than it takes to fill this loses what is least. */
const WAITING_MOST = 64;

interface Waiting {
  readonly payload: string;
  readonly isUrgent: boolean;
}

export class Alerter {
  readonly #lines: readonly SinkLine[];

  constructor({ sinks, onFailure, timing }: AlerterOptions) {
    const all = { ...TIMING, ...timing };
    this.#lines = sinks.map((sink) => new SinkLine(sink, all, onFailure));
  }

  /** Returns at once; nothing that goes wrong with it is thrown. */
  raise(alert: Alert, source: AlertSource): void {
    if (this.#lines.length === 0) return;
    const { kind, at, ...rest } = alert;
    const time = new Date(at).toISOString();
    const payload = JSON.stringify({ v: 1, kind, at, time, ...source, ...rest });
    for (const line of this.#lines) line.add({ payload, isUrgent: isUrgent(alert) });
  }

  /** Waits until all is sent, but not longer than this; says what was not. */
  async close(withinMs: DurationMs): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close(withinMs)));
  }
}

/** One sink's own queue, so that none waits for another. */
class SinkLine {
  readonly #sink: AlertSink;
  readonly #timing: AlertTiming;
  readonly #onFailure: (text: string) => void;
  readonly #waiting: Waiting[] = [];
  readonly #end = new AbortController();
  #sending: Promise<void> | null = null;
  #dropped = 0;
  #isFailing = false;

  constructor(sink: AlertSink, timing: AlertTiming, onFailure: (text: string) => void) {
    this.#sink = sink;
    this.#timing = timing;
    this.#onFailure = onFailure;
  }

  add(alert: Waiting): void {
    if (this.#end.signal.aborted) return;
    if (this.#waiting.length >= WAITING_MOST) this.#dropLeast();
    // What is urgent overtakes all that is not.
    const at = alert.isUrgent ? this.#waiting.findIndex((each) => !each.isUrgent) : -1;
    this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, alert);
    this.#sending ??= this.#sendAll();
  }

  async close(withinMs: DurationMs): Promise<void> {
    if (this.#sending !== null) {
      const timer = new AbortController();
      const late = wait(withinMs, 'late', { signal: timer.signal }).catch(() => 'late');
      const done = await Promise.race([this.#sending.then(() => 'sent'), late]);
      timer.abort();
      if (done === 'late') {
        const text = `${this.#waiting.length + 1} alerts did not get out before the run was over`;
        this.#onFailure(`alerts: ${this.#sink.name}: ${text}`);
      }
    }
    this.#end.abort();
  }

  #dropLeast(): void {
    const least = this.#waiting.findIndex((each) => !each.isUrgent);
    this.#waiting.splice(Math.max(0, least), 1);
    this.#dropped += 1;
  }

  async #sendAll(): Promise<void> {
    // Starting a program takes milliseconds: not within the step that is told of.
    await nextTurn();
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined || this.#end.signal.aborted) break;
      const failure = await this.#send(next.payload);
      this.#tell(failure);
    }
    this.#sending = null;
  }

  /** Why it could not be sent; null where it was. */
  async #send(payload: string): Promise<AlertSinkError | null> {
    const { timeoutMs, retryAfterMs } = this.#timing;
    for (let tried = 0; ; tried++) {
      try {
        await this.#sink.send(payload, timeoutMs);
        return null;
      } catch (error) {
        const failure =
          error instanceof AlertSinkError
            ? error
            : new AlertSinkError('failed unexpectedly', false);
        const afterMs = retryAfterMs[tried];
        if (!failure.mayPass || afterMs === undefined || this.#end.signal.aborted) return failure;
        await wait(afterMs, null, { signal: this.#end.signal }).catch(() => null);
      }
    }
  }

  #tell(failure: AlertSinkError | null): void {
    if (failure !== null && !this.#isFailing) {
      this.#isFailing = true;
      this.#onFailure(`alerts: ${this.#sink.name} ${failure.message}: an alert was lost`);
    }
    if (failure === null && (this.#isFailing || this.#dropped > 0)) {
      const dropped = this.#dropped === 0 ? '' : `, ${this.#dropped} were dropped meanwhile`;
      this.#onFailure(`alerts: ${this.#sink.name} takes them again${dropped}`);
      this.#isFailing = false;
      this.#dropped = 0;
    }
  }
}
