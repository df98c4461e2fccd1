/** What every notebook is held to: its charts as a browser draws them, its committed form. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

/** A chart as it stands on the page. */
export interface DrawnChart {
  readonly title: string;
  readonly axes: readonly string[];
  /** Traces, of whatever kind. */
  readonly drawn: number;
  /** Texts that lie over one another. */
  readonly overlaps: readonly string[];
}

/** A tab that reaches no other host; one for all pages, which then compile Plotly once. */
export async function openTab(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.route(/^https?:/, (route) => route.abort());
  return page;
}

/** An exported page, and what is drawn on it. */
export async function drawCharts(
  page: Page,
  htmlPath: string,
): Promise<{ readonly errors: readonly string[]; readonly charts: readonly DrawnChart[] }> {
  const errors: string[] = [];
  const hear = (error: Error): void => {
    errors.push(error.message);
  };
  page.on('pageerror', hear);
  try {
    await page.goto(`file://${htmlPath}`);
    const charts: DrawnChart[] = [];
    for (const place of await page.locator('.mm-policy-figure').all()) {
      charts.push(await readChart(place));
    }
    return { errors, charts };
  } finally {
    page.off('pageerror', hear);
  }
}

async function readChart(place: Locator): Promise<DrawnChart> {
  await place.locator('.gtitle').waitFor({ state: 'attached', timeout: 20_000 });
  // All at once: a question to the browser for each text takes seconds.
  const [title, axes, drawn, texts] = await Promise.all([
    place.locator('.gtitle').textContent(),
    place.locator('.xtitle, .ytitle, [class^="x2title"], [class^="y2title"]').allTextContents(),
    place.locator('.trace, .hm').count(),
    place.locator('svg text').evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { text: element.textContent, box: { x, y, width, height } };
      }),
    ),
  ]);
  return { title: title ?? '', axes, drawn, overlaps: overlapsOf(texts) };
}

export interface CommittedNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly metadata: { readonly tags?: readonly string[] };
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
  }[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
}

/** A notebook as it lies in the repository. */
export function readCommitted(file: string): CommittedNotebook {
  const path = fileURLToPath(new URL(`../../notebooks/${file}`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8')) as CommittedNotebook;
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
