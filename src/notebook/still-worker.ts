/** The thread that draws figures as pictures: one browser, one page, one figure after the other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MessagePort, workerData } from 'node:worker_threads';
import type * as Playwright from 'playwright-core';
import { FIGURE_SCRIPT } from './figure-script.js';

/** What the thread is started with. */
export interface StillWork {
  /** Paths: the browser's program, playwright-core, Plotly's script. */
  readonly browser: string;
  readonly playwright: string;
  readonly plotly: string;
  /** Brings a figure as JSON, takes a `StillAnswer` for each. */
  readonly port: MessagePort;
  /** One Int32, made 1 after each answer. */
  readonly bell: SharedArrayBuffer;
}

export interface StillAnswer {
  /** As a `data:` address; null where it could not be drawn. */
  readonly picture: string | null;
}

/** Paper of its own, so that it is legible on any page. */
const WIDTH_PX = 860;
const SCALE = 1.5;

const DRAW = `async (json) => {
  const chart = window.mmPolicyCharts.inTheme(JSON.parse(json), 'light');
  const layout = Object.assign({}, chart.layout, { width: ${WIDTH_PX}, paper_bgcolor: '#ffffff' });
  const size = { format: 'png', width: ${WIDTH_PX}, height: layout.height, scale: ${SCALE} };
  return window.Plotly.toImage({ data: chart.data, layout: layout }, size);
}`;

work(workerData as StillWork);

function work({ browser, playwright, plotly, port, bell }: StillWork): void {
  const rings = new Int32Array(bell);
  const page = openPage(browser, playwright, plotly);
  // The answer to each figure says that it went wrong.
  page.catch(() => undefined);
  port.on('message', (figure: string) => {
    void answerWith(page, figure, (answer) => {
      port.postMessage(answer);
      Atomics.store(rings, 0, 1);
      Atomics.notify(rings, 0);
    });
  });
}

async function answerWith(
  page: Promise<Playwright.Page>,
  figure: string,
  answer: (answer: StillAnswer) => void,
): Promise<void> {
  try {
    const picture = await (await page).evaluate(`(${DRAW})(${JSON.stringify(figure)})`);
    answer({ picture: typeof picture === 'string' ? picture : null });
  } catch {
    answer({ picture: null });
  }
}

async function openPage(
  program: string,
  playwright: string,
  plotly: string,
): Promise<Playwright.Page> {
  const loaded = createRequire(playwright)(playwright) as typeof Playwright;
  const isRoot = process.getuid?.() === 0;
  const browser = await loaded.chromium.launch({
    executablePath: program,
    args: [
      // A superuser's browser has no sandbox, and refuses to start unless it is told so.
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage();
  // A figure is data: nothing in it may reach another host.
  await page.route(/^https?:/u, (route) => route.abort());
  // A script of megabytes comes sooner from the disk than from another process.
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-stills-'));
  const file = join(folder, 'page.html');
  try {
    writeFileSync(
      file,
      `<!doctype html><meta charset="utf-8"><body><script src="${pathToFileURL(plotly).href}">` +
        `</script><script>${FIGURE_SCRIPT}</script>`,
    );
    await page.goto(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return page;
}
