/** How far a long run has come, in one place of the page that is written over. */
import { escapeHtml } from './escape-html.js';

/** One output of a cell, written over each time: tslab's `newDisplay()`. */
export interface CellOutput {
  html(content: string): void;
}

export interface CellProgress {
  /** So much of `total` is done; drawn a few times a second at most. */
  to(done: number, note?: string): void;
  /** Leaves one line: what was done, how long it took, and `note`. */
  end(note?: string): void;
}

export interface ProgressOptions {
  /** What is done, such as `sweep of 12 policies`. */
  readonly label: string;
  /** In any unit; left out, only what is done is told. */
  readonly total?: number;
  /** After the numbers: `trials`. */
  readonly unit?: string;
}

/** Between two drawings. */
const DRAW_MS = 200;
/** Before that the time left is a guess. */
const GUESS_AFTER_MS = 1_000;

/** `nowMs` is a clock that never goes back. */
export function cellProgress(
  { label, total, unit = '' }: ProgressOptions,
  output: CellOutput,
  nowMs: () => number,
): CellProgress {
  const startMs = nowMs();
  const of = total === undefined ? '' : ` of ${numberText(total)}`;
  const units = unit === '' ? '' : ` ${unit}`;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let last = 0;
  let isOver = false;
  const draw = (done: number, note: string): void => {
    const tookMs = nowMs() - startMs;
    const share = total === undefined || total <= 0 ? null : Math.min(1, Math.max(0, done / total));
    const bar = share === null ? '<progress></progress>' : `<progress value="${share}"></progress>`;
    const left = share === null ? '' : leftText(share, tookMs);
    const words = `${label}: ${numberText(done)}${of}${units}, ${spanText(tookMs)}${left}${note}`;
    output.html(`<div class="mm-policy-progress">${bar}${escapeHtml(words)}</div>`);
  };
  draw(0, '');
  return {
    to(done, note) {
      if (isOver || !Number.isFinite(done)) return;
      last = done;
      if (nowMs() - drawnMs < DRAW_MS) return;
      drawnMs = nowMs();
      draw(done, note === undefined ? '' : ` · ${note}`);
    },
    end(note) {
      if (isOver) return;
      isOver = true;
      const done = last === 0 && total === undefined ? '' : `${numberText(last)}${of}${units} `;
      const words = `${label}: ${done}in ${spanText(nowMs() - startMs)}`;
      const after = note === undefined ? '' : ` · ${note}`;
      output.html(`<div class="mm-policy-progress">${escapeHtml(words + after)}</div>`);
    },
  };
}

function leftText(share: number, tookMs: number): string {
  if (tookMs < GUESS_AFTER_MS || share <= 0) return '';
  return `, about ${spanText((tookMs * (1 - share)) / share)} left`;
}

function numberText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** `0.4 s`, `12 s`, `3 min 20 s`. */
function spanText(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
