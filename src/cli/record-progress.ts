/** How a recording goes: a line drawn anew on a terminal, and a line for each trouble. */
import type { RecorderCounts } from '../feed/index.js';
import type { CliIo } from './cli-io.js';
import { formatCount, formatElapsed } from './figure.js';

export type CoinCounts = ReadonlyMap<string, RecorderCounts>;

export class RecordProgress {
  readonly #io: CliIo;
  readonly #isQuiet: boolean;
  #isDrawn = false;

  constructor(io: CliIo, isQuiet: boolean) {
    this.#io = io;
    this.#isQuiet = isQuiet;
  }

  /** Only on a terminal. */
  draw(counts: CoinCounts, elapsedMs: number, note: string): void {
    if (this.#isQuiet || this.#io.isErrorTerminal !== true) return;
    const parts = [...counts].map(([coin, each]) => `${coin} ${countsText(each)}`);
    const text = [formatElapsed(elapsedMs), ...parts, note]
      .filter((part) => part !== '')
      .join('  ');
    this.#isDrawn = true;
    this.#io.err(`\r${text.slice(0, this.#io.columns - 1)}\u001B[K`);
  }

  /** A whole line of its own, told even where it is quiet. */
  tell(text: string): void {
    this.clear();
    this.#io.err(`${text}\n`);
  }

  clear(): void {
    if (this.#isDrawn) this.#io.err('\r\u001B[K');
    this.#isDrawn = false;
  }
}

/** `480 books, 2,310 tops, 120 trades, 84 marks, 1.2 MB` */
export function countsText({ books, tops, trades, contexts, bytes }: RecorderCounts): string {
  const counts = [
    `${formatCount(books)} books`,
    `${formatCount(tops)} tops`,
    `${formatCount(trades)} trades`,
    `${formatCount(contexts)} marks`,
  ];
  return `${counts.join(', ')}, ${(bytes / 1e6).toFixed(1)} MB`;
}
