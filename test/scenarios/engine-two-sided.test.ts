/** The margin of one account, quoted on both sides: what the venue must be able to accept. */
import { describe, expect, it } from 'vitest';
import { compile, liveRig, policyText, sizes } from '../engine/engine-kit.js';

describe('an account of $397.49 at 10x and a mark of 27.11', () => {
  it('quotes about 73 contracts a side, which together fit its margin', () => {
    const rig = liveRig(compile(policyText('')));
    rig.top('27.10', '27.12');
    const [bids, asks] = [rig.submitted('buy'), rig.submitted('sell')];
    expect(rig.of('orderDenied')).toEqual([]);
    expect(sizes(bids)).toBeGreaterThan(69);
    expect(sizes(bids)).toBeLessThan(73.4);
    expect(sizes(asks)).toBeGreaterThan(69);
    expect(sizes(asks)).toBeLessThan(73.4);
    const margin = [...bids, ...asks].reduce(
      (sum, { price, size }) => sum + price.times(size).toNumber() / 10,
      0,
    );
    expect(margin).toBeLessThanOrEqual(397.49);
  });
});
