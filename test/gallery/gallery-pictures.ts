/** The charts of an exported notebook as pictures, on light and on dark paper. */
import type { Browser, Page } from 'playwright-core';

export interface ChartPicture {
  /** The chart's title. */
  readonly title: string;
  /** WebP. */
  readonly light: Buffer;
  readonly dark: Buffer;
}

/** What stands behind a README where it is read most. */
const PAPERS = { light: '#ffffff', dark: '#0d1117' } as const;
const WIDTH_PX = 900;
const QUALITY = 82;
/** Plotly draws at the next frames, the last of them with fonts. */
const SETTLE_MS = 1_500;

/** All charts of the page, in its order. Reaches no other host. */
export async function takePictures(browser: Browser, htmlPath: string): Promise<ChartPicture[]> {
  const page = await browser.newPage({ viewport: { width: WIDTH_PX + 240, height: 900 } });
  try {
    await page.route(/^https?:/u, (route) => route.abort());
    await page.goto(`file://${htmlPath}`);
    await page.addStyleTag({
      content: `.mm-policy-figure { width: ${WIDTH_PX}px !important; padding: 0; }
        .modebar { display: none !important; }`,
    });
    const light = await picturesOn(page, 'light');
    const dark = await picturesOn(page, 'dark');
    const titles = await page.locator('.mm-policy-figure .gtitle').allTextContents();
    return light.map((picture, index) => ({
      title: titles[index] ?? '',
      light: picture,
      dark: dark[index] ?? picture,
    }));
  } finally {
    await page.close();
  }
}

async function picturesOn(page: Page, theme: keyof typeof PAPERS): Promise<Buffer[]> {
  // The charts look at what stands behind them whenever the page's attributes change.
  await page.evaluate(`(() => {
    document.querySelectorAll('.mm-policy-figure').forEach((place) => {
      place.style.background = '${PAPERS[theme]}';
    });
    document.body.setAttribute('data-gallery', '${theme}');
    window.dispatchEvent(new Event('resize'));
  })()`);
  await page.waitForTimeout(SETTLE_MS);
  const session = await page.context().newCDPSession(page);
  const pictures: Buffer[] = [];
  for (const place of await page.locator('.mm-policy-figure').all()) {
    await place.scrollIntoViewIfNeeded();
    const box = await place.boundingBox();
    const top = await page.evaluate<number>('window.scrollY');
    if (box === null) continue;
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      captureBeyondViewport: true,
      clip: { x: box.x, y: box.y + top, width: box.width, height: box.height, scale: 1 },
    });
    pictures.push(Buffer.from(data, 'base64'));
  }
  return pictures;
}
