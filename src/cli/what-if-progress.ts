/** How far a comparison is: one line that is drawn anew on a terminal, a line now and then else. */
import type { CliIo } from './cli-io.js';
import { formatSpan } from './figure.js';

const BAR_CELLS = 20;
const DRAW_MS = 200;
const TELL_MS = 10_000;

export class WhatIfProgress {
  readonly #io: CliIo;
  readonly #shares: number[];
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #toldMs: number;
  #isDrawn = false;
  #done = 0;

  constructor(trials: number, io: CliIo, nowMs: () => number) {
    this.#io = io;
    this.#shares = Array.from({ length: trials }, () => 0);
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
    this.#toldMs = this.#startedMs;
  }

  share(index: number, share: number): void {
    this.#shares[index] = Math.min(1, share);
    const isTerminal = this.#io.isErrorTerminal === true;
    const now = this.#nowMs();
    if (now - this.#toldMs < (isTerminal ? DRAW_MS : TELL_MS)) return;
    this.#toldMs = now;
    const text = this.#text(now);
    this.#isDrawn = isTerminal;
    this.#io.err(isTerminal ? `\r${text}\u001B[K` : `${text}\n`);
  }

  done(index: number): void {
    this.#done += 1;
    this.share(index, 1);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.#isDrawn) this.#io.err('\r\u001B[K');
    this.#isDrawn = false;
  }

  #text(now: number): string {
    const share = this.#shares.reduce((sum, each) => sum + each, 0) / this.#shares.length;
    const filled = Math.floor(share * BAR_CELLS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
    const leftMs = share > 0 ? ((now - this.#startedMs) * (1 - share)) / share : Number.NaN;
    const left = Number.isNaN(leftMs)
      ? ''
      : `, ${formatSpan(1_000 * Math.ceil(leftMs / 1_000))} left`;
    const percent = `${Math.floor(100 * share)}%`.padStart(4);
    return `${bar}${percent}  ${this.#done} of ${this.#shares.length} trials done${left}`;
  }
}
