/** The charts of what-if as stored JSON: any change of look or data shows in review. */
import { describe, expect, it } from 'vitest';
import { plot } from '../../src/notebook/index.js';
import { trialFixture } from './trial-fixture.js';

const TRIAL = trialFixture();

describe('the charts of a what-if', () => {
  it.each([
    ['equity', plot.equity([TRIAL, { ...TRIAL, label: 'other.policy' }])],
    ['attribution', plot.attribution([TRIAL], ['A'])],
    ['inventory', plot.inventory(TRIAL)],
    ['quotes', plot.quotes(TRIAL, 'HYPE')],
    ['margin', plot.marginUtilization(TRIAL)],
    ['headroom', plot.headroom(TRIAL)],
  ])('%s is as stored', async (name, figure) => {
    const text = `${JSON.stringify(figure, null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/figures/trial-${name}.json`);
  });
});
