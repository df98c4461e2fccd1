/** A run for a program: one JSON object a line, decimals as strings, times in milliseconds. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent, StatusView } from '../engine/index.js';
import { encodeDecision } from '../journal/index.js';
import type { SessionNotice } from '../session/index.js';
import type { RunReporter } from './run-reporter.js';

const STATUS_EVERY_MS: DurationMs = 1_000;

/** `{"type":"decision",…}`, `{"type":"fill",…}`, `{"type":"notice",…}`, `{"type":"status",…}`. */
export class RunJson implements RunReporter {
  readonly #out: (text: string) => void;
  #statusAtMs: TimeMs = 0;

  constructor(out: (text: string) => void) {
    this.#out = out;
  }

  stepped(event: EngineEvent, decisions: readonly Decision[], view: () => StatusView): void {
    if (event.kind === 'orderFilled') this.#line({ type: 'fill', at: event.at, fill: event.fill });
    if (event.kind === 'orderRejected') this.#line({ type: 'rejected', ...event });
    if (event.kind === 'operatorCommanded') {
      const { at, command, reason } = event;
      this.#line({ type: 'operator', at, command, reason });
    }
    for (const decision of decisions) {
      this.#out(`{"type":"decision","decision":${encodeDecision(decision)}}\n`);
    }
    if (event.at < this.#statusAtMs) return;
    this.#statusAtMs = event.at + STATUS_EVERY_MS;
    this.#line({ type: 'status', status: view() });
  }

  noticed(notice: SessionNotice): void {
    this.#line({ type: 'notice', ...notice });
  }

  close(): void {
    this.#statusAtMs = 0;
  }

  #line(value: object): void {
    this.#out(`${JSON.stringify(value)}\n`);
  }
}
