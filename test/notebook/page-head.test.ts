import { describe, expect, it } from 'vitest';
import { pageHead } from '../../src/notebook/page-head.js';

describe('the style of a page', () => {
  it("keeps a console dark under JupyterLab's own style of every `pre`, and its words legible", () => {
    // Its rule names more classes than ours: white words stood on white paper.
    const [, rule = ''] = /pre\.mm-policy-console \{([^}]*)\}/u.exec(pageHead(process.cwd())) ?? [];
    expect(rule).toMatch(/background: #1e1e1e !important; color: #dddddd !important;/u);
  });
});
