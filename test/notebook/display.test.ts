import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { displayOn } from '../../src/notebook/index.js';
import { prepareNotebooks } from './jupyter.js';

/** As long as it takes to install it, where nobody has yet. */
const INSTALLING_MS = 240_000;

beforeAll(prepareNotebooks, INSTALLING_MS);

/** Where Plotly is installed, as the kernel of a notebook stands there. */
function shownBy(use: (notebook: ReturnType<typeof displayOn>) => void): string[] {
  const shown: string[] = [];
  const folder = vi.spyOn(process, 'cwd').mockReturnValue(`${process.cwd()}/notebooks`);
  try {
    // Pictures have a test of their own, with what was built.
    use(displayOn({ display: { html: (content) => shown.push(content) } }, { stills: 'never' }));
  } finally {
    folder.mockRestore();
  }
  return shown;
}

describe('display of a notebook', () => {
  it("puts Plotly's script on the page once, whole and with no end tag inside", () => {
    const figure = { data: [], layout: { title: { text: '</script><b>' } } };
    const shown = shownBy((notebook) => {
      notebook.show(figure);
      notebook.show(figure);
    });
    const [library = '', ...figures] = shown;
    expect(library.length).toBeGreaterThan(1_000_000);
    expect(library.match(/<\/script/gi)).toHaveLength(1);
    expect(figures).toHaveLength(2);
    expect(figures[0]?.match(/<\/script/g)).toHaveLength(1);
    expect(figures[0]).not.toBe(figures[1]);
  });

  it('writes tables with units as they are named, escaped and to the asked decimals', () => {
    const [, table = ''] = shownBy((notebook) =>
      notebook.showTable(
        [
          { 'bid <ticks>': -1.23456, rule: 'a & b' },
          { 'bid <ticks>': null, rule: 'c' },
        ],
        { 'bid <ticks>': { decimals: 2 } },
      ),
    );
    expect(table).toContain('<th>bid &lt;ticks&gt;</th><th style="text-align:left">rule</th>');
    expect(table).toContain('>−1.23</td>');
    expect(table).toContain('>a &amp; b</td>');
    expect(table).toContain('>none</td>');
  });

  it('shows a frame as its table, NaN as none', () => {
    const frame = {
      columns: ['k (per tick)', 'coin'],
      values: [
        [0.5, 'HYPE'],
        [Number.NaN, 'SOL'],
      ],
    };
    const [, table = ''] = shownBy((notebook) => notebook.showTable(frame));
    expect(table).toContain('<th>k (per tick)</th><th style="text-align:left">coin</th>');
    expect(table).toContain('>0.5</td>');
    expect(table).toContain('>none</td>');
  });

  it('says what to run where Plotly is not installed', () => {
    // This package has it for its tests; a folder elsewhere has not.
    const elsewhere = vi.spyOn(process, 'cwd').mockReturnValue(tmpdir());
    const display = { html: () => undefined };
    expect(() => displayOn({ display })).toThrow('run `npm ci` there');
    elsewhere.mockRestore();
  });
});
