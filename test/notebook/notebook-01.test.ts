import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  executeNotebook,
  type ExecutedNotebook,
  findJupyter,
  prepareNotebooks,
} from './jupyter.js';

const NOTEBOOK = '01-glft-quotes.ipynb';
const CHROMIUM = '/usr/bin/chromium';
const python = await findJupyter();
/** On the build machine a missing tool is a failure, not a reason to skip. */
const isCi = process.env['CI'] === 'true';

if (python === null) {
  console.warn('notebook test skipped: no Jupyter (apt-get install jupyter-nbconvert)');
} else if (!existsSync(CHROMIUM)) {
  console.warn(`notebook browser test skipped: no ${CHROMIUM} (apt-get install chromium)`);
}

describe.skipIf(python === null && !isCi)('notebook 01 on the real kernel', () => {
  let executed: ExecutedNotebook;

  beforeAll(async () => {
    if (python === null) throw new Error('Jupyter is missing: apt-get install jupyter-nbconvert');
    await prepareNotebooks();
    executed = await executeNotebook(python, NOTEBOOK);
  }, 240_000);

  it('runs every cell without an error or a word on stderr', () => {
    expect(executed.problems).toEqual([]);
  });

  it("shows the paper's figures and both charts", () => {
    const figures = ['3.313045', '3.992933', '2.632802', '3.312915', '3.991574'];
    expect(figures.filter((figure) => !executed.html.includes(figure))).toEqual([]);
    expect(executed.html.match(/Plotly\.newPlot\(place/g)).toHaveLength(2);
  });

  it('concludes from the figures that it shows', () => {
    // 0.0014 out to ten units, 0.30, 1.87 and 4.09 in the wild market, 0.0009 with a second left.
    const gaps = ['−0.001359', '0.295016', '1.871158', '4.086750', '0.000900', '0.068123'];
    expect(gaps.filter((gap) => !executed.html.includes(`>${gap}<`))).toEqual([]);
  });

  it.skipIf(!existsSync(CHROMIUM) && !isCi)(
    'draws both charts in a browser that reaches no other host, and keeps their height',
    async () => {
      const browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--no-first-run',
        ],
      });
      try {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.route(/^https?:/, (route) => route.abort());
        await page.goto(`file://${executed.htmlPath}`);
        const lines = page.locator('.mm-policy-figure .scatterlayer path.js-line');
        await lines.nth(7).waitFor({ state: 'attached', timeout: 15_000 });
        const labels = await page.locator('.mm-policy-figure .annotation-text').allTextContents();
        expect(await lines.count()).toBe(8);
        expect(labels.filter((label) => label === 'bid, closed form')).toHaveLength(2);
        const titles = await page.locator('.mm-policy-figure .ytitle').allTextContents();
        expect(titles).toEqual(Array(2).fill('distance of the quote from mid (ticks)'));
        // A chart takes the width of a narrower page, and keeps its height.
        const place = page.locator('.mm-policy-figure').first();
        const svg = place.locator('.main-svg').first();
        const width = (await svg.getAttribute('width')) ?? '';
        await page.setViewportSize({ width: 700, height: 900 });
        await expect.poll(() => svg.getAttribute('width'), { timeout: 5_000 }).not.toBe(width);
        expect((await place.boundingBox())?.height).toBe(420);
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});

describe('notebook 01 as committed', () => {
  it('holds no outputs and names the committed kernel', () => {
    const path = fileURLToPath(new URL(`../../notebooks/${NOTEBOOK}`, import.meta.url));
    const notebook = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly cells: readonly { readonly outputs?: readonly unknown[] }[];
      readonly metadata: { readonly kernelspec: { readonly name: string } };
    };
    expect(notebook.cells.flatMap((cell) => cell.outputs ?? [])).toEqual([]);
    expect(notebook.metadata.kernelspec.name).toBe('tslab');
  });
});
