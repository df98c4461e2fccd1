/** A run in a terminal: the log scrolls above, the status stands below and is redrawn in place. */
import type { Decision, EngineEvent, StatusView } from '../engine/index.js';
import type { SessionNotice } from '../session/index.js';
import { clipVisible } from './clip-visible.js';
import { RunLog } from './run-log.js';
import type { RunReporter, RunScene } from './run-reporter.js';
import { fillText, statusLines } from './run-status.js';

/** Wall time between two drawings; an eye sees no more. */
const REDRAW_MS = 100;
const CLEAR_BELOW = '\u001B[0J';

export class RunScreen implements RunReporter {
  readonly #scene: RunScene;
  readonly #columns: number;
  readonly #log: RunLog;
  readonly #timer: NodeJS.Timeout;
  #pending = '';
  #drawnLines = 0;
  #latest: { readonly at: number; readonly view: () => StatusView } | null = null;

  constructor(scene: RunScene, options: { readonly columns: number; readonly isQuiet: boolean }) {
    this.#scene = scene;
    this.#columns = options.columns;
    const out = (text: string): void => {
      this.#pending += text;
    };
    this.#log = new RunLog({ ...scene, out }, { isQuiet: options.isQuiet, isTerse: true });
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  stepped(event: EngineEvent, decisions: readonly Decision[], view: () => StatusView): void {
    this.#log.stepped(event, decisions, view);
    this.#latest = { at: event.at, view };
  }

  noticed(notice: SessionNotice): void {
    this.#log.noticed(notice);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#log.close();
    this.#draw();
  }

  #draw(): void {
    if (this.#latest === null && this.#pending === '') return;
    const lines = this.#latest === null ? [] : this.#statusAt(this.#latest);
    const up = this.#drawnLines === 0 ? '' : `\u001B[${this.#drawnLines}A\r`;
    const block = lines.map((line) => `${clipVisible(line, this.#columns)}\n`).join('');
    this.#scene.out(`${up}${CLEAR_BELOW}${this.#pending}${block}`);
    this.#pending = '';
    this.#drawnLines = lines.length;
  }

  #statusAt(latest: { readonly at: number; readonly view: () => StatusView }): readonly string[] {
    const { policyName, venueName, startMs, tally, paint, journalRecords } = this.#scene;
    const { lastFill } = tally;
    return statusLines(
      {
        policyName,
        venueName,
        elapsedMs: latest.at - startMs,
        view: latest.view(),
        lastFill: lastFill === null ? null : fillText(lastFill),
        journalRecords: journalRecords(),
      },
      paint,
    );
  }
}
