/** What every notebook is held to: its kernel, its charts in a browser, its committed form. */
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

export interface NotebookExpectation {
  readonly file: string;
  /** Of its charts, in order. */
  readonly titles: readonly string[];
  /** What its page has to say. */
  readonly texts: readonly string[];
}

const CHROMIUM = '/usr/bin/chromium';
/** On the build machine a missing tool is a failure, not a reason to skip. */
const isCi = process.env['CI'] === 'true';

export async function describeNotebook(expected: NotebookExpectation): Promise<void> {
  const { file, titles, texts } = expected;
  const python = await findJupyter();
  describe.skipIf(python === null && !isCi)(`${file} on the real kernel`, () => {
    let executed: ExecutedNotebook;

    beforeAll(async () => {
      if (python === null) throw new Error('Jupyter is missing: apt-get install jupyter-nbconvert');
      await prepareNotebooks();
      executed = await executeNotebook(python, file);
    }, 240_000);

    it('runs every cell without an error or a word on stderr', () => {
      expect(executed.problems).toEqual([]);
    });

    it('says what it found', () => {
      expect(texts.filter((text) => !executed.html.includes(text))).toEqual([]);
    });

    it.skipIf(!existsSync(CHROMIUM) && !isCi)(
      'draws every chart in a browser, titled, with units, and no text over another',
      async () => {
        const { errors, charts } = await drawCharts(executed.htmlPath);
        expect(errors).toEqual([]);
        expect(charts.map(({ title }) => title)).toEqual(titles);
        for (const { title, axes, overlaps } of charts) {
          expect({ title, overlaps }).toEqual({ title, overlaps: [] });
          expect(axes.every((axis) => axis.length > 0)).toBe(true);
        }
      },
      90_000,
    );
  });

  describe(`${file} as committed`, () => {
    it('holds no outputs, begins with its parameters and names the committed kernel', () => {
      const path = fileURLToPath(new URL(`../../notebooks/${file}`, import.meta.url));
      const { cells, metadata } = JSON.parse(readFileSync(path, 'utf8')) as CommittedNotebook;
      expect(cells.flatMap((cell) => cell.outputs ?? [])).toEqual([]);
      expect(metadata.kernelspec.name).toBe('tslab');
      const first = cells.find((cell) => cell.cell_type === 'code');
      expect(first?.metadata.tags).toEqual(['parameters']);
      expect(first?.source.join('')).toContain('const recording: string | null = null;');
    });
  });
}

interface CommittedNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly metadata: { readonly tags?: readonly string[] };
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
  }[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
}

interface DrawnChart {
  readonly title: string;
  readonly axes: readonly string[];
  readonly overlaps: readonly string[];
}

/** The exported page with the network cut off. */
async function drawCharts(
  htmlPath: string,
): Promise<{ readonly errors: readonly string[]; readonly charts: readonly DrawnChart[] }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.route(/^https?:/, (route) => route.abort());
    await page.goto(`file://${htmlPath}`);
    const places = page.locator('.mm-policy-figure');
    const charts: DrawnChart[] = [];
    for (const place of await places.all()) {
      await place.locator('.gtitle').waitFor({ state: 'attached', timeout: 20_000 });
      const axes = await place.locator('.xtitle, .ytitle').allTextContents();
      const drawn = await place.locator('.trace').count();
      expect(drawn).toBeGreaterThan(0);
      // All at once: a question to the browser for each text takes seconds.
      const texts = await place.locator('svg text').evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { text: element.textContent, box: { x, y, width, height } };
        }),
      );
      charts.push({
        title: (await place.locator('.gtitle').textContent()) ?? '',
        axes,
        overlaps: overlapsOf(texts),
      });
    }
    return { errors, charts };
  } finally {
    await browser.close();
  }
}

type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Lines of text reserve more height than their letters take. */
const SLACK_PX = 4;

function overlapsOf(
  texts: readonly { readonly text: string; readonly box: Box }[],
): readonly string[] {
  return texts.flatMap(({ text, box }, index) =>
    texts.slice(index + 1).flatMap((other) => {
      if (text === '' || other.text === '') return [];
      const across = overlap(box.x, box.width, other.box.x, other.box.width);
      const down = overlap(box.y, box.height, other.box.y, other.box.height);
      return across > SLACK_PX && down > SLACK_PX ? [`${text} / ${other.text}`] : [];
    }),
  );
}

function overlap(from: number, length: number, otherFrom: number, otherLength: number): number {
  return Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);
}
