/** Pictures of figures by a real browser, for where a page's scripts do not run. */
import { describe, expect, it } from 'vitest';
import { figureHtml } from '../../src/notebook/figure-html.js';
import { findBrowser } from '../../src/notebook/find-browser.js';
import type * as StillMakers from '../../src/notebook/still-maker.js';
import { openStills as openStillsOfSources } from '../../src/notebook/still-maker.js';

/** As it was built: its thread is a file of its own, which only Node loads. */
const BUILT = new URL('../../dist/notebook/still-maker.js', import.meta.url).href;
const { openStills } = (await import(BUILT)) as typeof StillMakers;

const browser = findBrowser(process.env);
const isCi = process.env['CI'] === 'true';

const HEAT_MAP = {
  data: [{ type: 'heatmap', z: [[1, 2], [3, 4]], name: 'room' }], // prettier-ignore
  layout: { title: { text: 'Where is room?' }, height: 300, xaxis: { title: { text: 'γ' } } },
};

if (browser === null) console.warn('pictures of charts not tested: no Chromium on PATH');

describe('a figure where scripts do not run', () => {
  it.skipIf(browser === null && !isCi)(
    'is a picture of itself, of the kinds too that need more than lines',
    () => {
      const makeStill = openStills(process.cwd());
      const picture = makeStill(HEAT_MAP);
      expect(picture).toMatch(/^data:image\/png;base64,/u);
      const bytes = Buffer.from((picture ?? '').split(',')[1] ?? '', 'base64');
      // Its size stands in the header: 860 by 300, half as large again.
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1_290, 450]);
      expect(bytes.length).toBeLessThan(100_000);
      const html = figureHtml(HEAT_MAP, 'here', () => picture);
      expect(html).toContain(`<img src="${picture}" alt="Where is room? Axes: γ. room: 1 to 4."`);
    },
    90_000,
  );

  it('is told in words where there is no browser, and nothing fails', () => {
    const html = figureHtml(HEAT_MAP, 'here', openStills('/no/such/folder'));
    expect(html).toContain('<p>Where is room? Axes: γ. room: 1 to 4.</p>');
    expect(html).not.toContain('<img');
  });

  it('is told in words, and at once, where the product was not built', () => {
    expect(openStillsOfSources(process.cwd())(HEAT_MAP)).toBeNull();
  });

  it('counts the series that it does not tell', () => {
    const data = Array.from({ length: 10 }, (_, index) => ({ name: `line ${index}`, y: [null] }));
    const html = figureHtml({ data, layout: {} }, 'here', () => null);
    expect(html).toContain('line 7: no values; 2 more.');
  });
});
