/** Every notebook on the real kernel, its page in a real browser, and as it is committed. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED_NOTEBOOKS } from './expected-notebooks.js';
import {
  executeNotebooks,
  type ExecutedNotebook,
  findJupyter,
  prepareNotebooks,
} from './jupyter.js';
import { drawCharts, openTab, readCommitted } from './notebook-checks.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
];
const FOLDER = fileURLToPath(new URL('../../notebooks', import.meta.url));
const python = await findJupyter();
/** On the build machine a missing tool is a failure, not a reason to skip. */
const isCi = process.env['CI'] === 'true';
const hasBrowser = existsSync(CHROMIUM) || isCi;

if (python === null) {
  console.warn('notebook tests skipped: no Jupyter (apt-get install jupyter-nbconvert)');
} else if (!hasBrowser) {
  console.warn(`notebook browser tests skipped: no ${CHROMIUM} (apt-get install chromium)`);
}

describe.skipIf(python === null && !isCi)('on the real kernel', () => {
  let executed: ReadonlyMap<string, ExecutedNotebook>;
  let browser: Browser;
  let tab: Page;

  beforeAll(async () => {
    if (python === null) throw new Error('Jupyter is missing: apt-get install jupyter-nbconvert');
    await prepareNotebooks();
    executed = await executeNotebooks(python, EXPECTED_NOTEBOOKS);
    if (!hasBrowser) return;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    tab = await openTab(browser);
  }, 300_000);

  afterAll(() => browser?.close());

  describe.each(EXPECTED_NOTEBOOKS)('$file', ({ file, titles, texts }) => {
    const page = (): ExecutedNotebook => executed.get(file) ?? { problems: ['not run'], ...NONE };

    it('runs every cell without an error or a word on stderr', () => {
      expect(page().problems).toEqual([]);
    });

    it('says what it found', () => {
      expect(texts.filter((text) => !page().html.includes(text))).toEqual([]);
    });

    it.skipIf(!hasBrowser)(
      'draws every chart in a browser, titled, with units, and no text over another',
      async () => {
        const { errors, charts } = await drawCharts(tab, page().htmlPath);
        expect(errors).toEqual([]);
        expect(charts.map(({ title }) => title)).toEqual(titles);
        for (const { title, axes, drawn, overlaps } of charts) {
          expect({ title, overlaps }).toEqual({ title, overlaps: [] });
          expect(axes.every((axis) => axis.length > 0)).toBe(true);
          expect(drawn).toBeGreaterThan(0);
        }
      },
      90_000,
    );
  });

  it.skipIf(!hasBrowser)(
    'a chart takes the width of a narrower page, and keeps its height',
    async () => {
      const { htmlPath } = executed.get('01-glft-quotes.ipynb') ?? NONE;
      await tab.goto(`file://${htmlPath}`);
      const place = tab.locator('.mm-policy-figure').first();
      const lines = place.locator('.scatterlayer path.js-line');
      await lines.nth(3).waitFor({ state: 'attached', timeout: 15_000 });
      expect(await lines.count()).toBe(4);
      const labels = await place.locator('.annotation-text').allTextContents();
      expect(labels).toContain('bid, closed form');
      const svg = place.locator('.main-svg').first();
      const width = (await svg.getAttribute('width')) ?? '';
      await tab.setViewportSize({ width: 700, height: 900 });
      await expect.poll(() => svg.getAttribute('width'), { timeout: 5_000 }).not.toBe(width);
      expect((await place.boundingBox())?.height).toBe(420);
    },
    60_000,
  );
});

const NONE = { html: '', htmlPath: '' };

describe('as committed', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));

  it('every notebook is among those that are run', () => {
    expect(files.sort()).toEqual(EXPECTED_NOTEBOOKS.map(({ file }) => file).sort());
  });

  it.each(files)('%s holds no outputs and names the committed kernel', (file) => {
    const { cells, metadata } = readCommitted(file);
    expect(cells.flatMap((cell) => cell.outputs ?? [])).toEqual([]);
    expect(metadata.kernelspec.name).toBe('tslab');
  });

  it.each(files.filter((file) => !file.startsWith('01')))(
    '%s begins with its parameters, on the synthetic market',
    (file) => {
      const first = readCommitted(file).cells.find((cell) => cell.cell_type === 'code');
      expect(first?.metadata.tags).toEqual(['parameters']);
      expect(first?.source.join('')).toContain('const recording: string | null = null;');
    },
  );
});
