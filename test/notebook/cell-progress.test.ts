import { describe, expect, it } from 'vitest';
import { cellProgress, type ProgressOptions } from '../../src/notebook/cell-progress.js';

/** A bar on a clock of its own, and what was written in its place. */
function barOn(options: ProgressOptions) {
  const clock = { ms: 0 };
  const shown: string[] = [];
  const output = { html: (content: string) => void shown.push(content) };
  return { clock, shown, bar: cellProgress(options, output, () => clock.ms) };
}

const wordsOf = (html: string | undefined): string => (html ?? '').replaceAll(/<[^>]*>/gu, '');

describe('progress in a cell', () => {
  it('draws a few times a second at most, and says how long is left', () => {
    const { clock, shown, bar } = barOn({ label: 'sweep', total: 400, unit: 'trials' });
    for (let done = 1; done <= 100; done += 1) {
      clock.ms += 20;
      bar.to(done);
    }
    expect(shown.length).toBeLessThan(13);
    expect(shown.at(-1)).toContain('<progress value="0.2275">');
    expect(wordsOf(shown.at(-1))).toBe('sweep: 91 of 400 trials, 1.8 s, about 6.2 s left');
  });

  it('leaves one line without a bar, and says nothing after it', () => {
    const { clock, shown, bar } = barOn({ label: 'a < b', total: 2 });
    clock.ms = 200_000;
    bar.to(2);
    bar.end('done');
    bar.to(1);
    bar.end();
    expect(shown.at(-1)).toBe(
      '<div class="mm-policy-progress">a &lt; b: 2 of 2 in 3 min 20 s · done</div>',
    );
  });

  it('has a bar without an end where the total is not known', () => {
    const { clock, shown, bar } = barOn({ label: 'reading' });
    clock.ms = 400;
    bar.to(1_234_567, 'BTC');
    expect(shown.at(-1)).toContain('<progress></progress>');
    expect(wordsOf(shown.at(-1))).toBe('reading: 1,234,567, 0.4 s · BTC');
    bar.to(Number.NaN);
    bar.end();
    expect(wordsOf(shown.at(-1))).toBe('reading: 1,234,567 in 0.4 s');
  });
});
