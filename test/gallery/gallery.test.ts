/** The gallery as committed: what the README shows is there, and light. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withGallery } from './gallery-section.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const notebooks = readdirSync(join(ROOT, 'notebooks')).filter((name) => name.endsWith('.ipynb'));

describe('the gallery of the README', () => {
  it.each(notebooks)('shows %s for light and for dark pages, in at most 40 KB each', (notebook) => {
    const name = notebook.replace('.ipynb', '');
    expect(README).toContain(`<a href="notebooks/${notebook}">`);
    for (const file of [`notebooks/gallery/${name}.webp`, `notebooks/gallery/${name}-dark.webp`]) {
      expect(README).toContain(`"${file}"`);
      expect(statSync(join(ROOT, file)).size).toBeLessThanOrEqual(40_000);
    }
  });

  it('is written between its marks, and nothing else is touched', () => {
    const [begin = '', rest = ''] = README.split('<table>\n<tr>\n<td width="50%"><a href="note');
    const after = rest.slice(rest.indexOf('<!-- end of the gallery -->'));
    const entry = { notebook: 'a.ipynb', title: 'A "b"?', picture: 'a' };
    const written = withGallery(README, [entry]);
    expect(written.startsWith(begin)).toBe(true);
    expect(written.endsWith(after)).toBe(true);
    expect(written).toContain('<img src="notebooks/gallery/a.webp" alt="A &quot;b&quot;?">');
    expect(() => withGallery('no marks', [])).toThrow('the README lacks');
  });
});
